//! What is remembered from one attempt to the next.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr;

use super::super::fault::Fault;
use super::super::node::Node;
use super::refusal::Refused;

/// The mistakes so far, and what was taken out because of them. A node is known by its address,
/// which does not change while it is read.
#[derive(Default)]
pub(super) struct State {
    faults: RefCell<Vec<Fault>>,
    /// With the key that was meant, if it was a key that was wrong.
    out: RefCell<HashMap<usize, Option<String>>>,
}

/// Nobody reads as many; a hostile text could have a million.
const MOST_NOTED: usize = 1_000;

/// The identity of a node.
pub(super) fn identity(node: &Node) -> usize {
    ptr::from_ref(node).addr()
}

impl State {
    pub(super) fn is_out(&self, node: &Node) -> bool {
        self.out.borrow().contains_key(&identity(node))
    }

    /// Takes an entry out whose key is not known.
    pub(super) fn take_out_key(&self, value: &Node, meant: Option<&str>, fault: Fault) {
        self.out.borrow_mut().insert(identity(value), meant.map(str::to_owned));
        self.note([fault]);
    }

    /// Takes out what was refused.
    pub(super) fn take_out(&self, refused: Refused) {
        let Some((culprit, faults)) = refused.into_faults() else { return };
        if self.out.borrow_mut().insert(culprit, None).is_none() {
            self.note(faults);
        }
    }

    fn note(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut noted = self.faults.borrow_mut();
        let room = MOST_NOTED.saturating_sub(noted.len());
        noted.extend(faults.into_iter().take(room));
    }

    /// Whether a map was given something for this key, which was then taken out.
    pub(super) fn has_lost(&self, map: &Node, key: &str) -> bool {
        let out = self.out.borrow();
        let meant = |value: &Node| out.get(&identity(value));
        map.entries().iter().any(|entry| match meant(&entry.value) {
            Some(Some(meant)) => meant == key,
            Some(None) => entry.key == key,
            None => false,
        })
    }

    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults.into_inner()
    }
}
