//! Flat keys become a tree: those of variables and of dictionaries.

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::read::DEEPEST;
use super::{privacy, secrets};

/// A tree that grows.
pub(super) struct Tree {
    root: Node,
}

impl Tree {
    pub(super) const fn new() -> Self {
        Self { root: Node::empty() }
    }

    /// Puts a value where `keys` lead to.
    pub(super) fn put(&mut self, keys: &[&str], value: Node, faults: &mut Faults) {
        let place = value.place.clone();
        if keys.len() > DEEPEST {
            return faults.push(Fault::too_deep(place));
        }
        let branch = keys.iter().rev().fold(value, |value, key| {
            let entry = Entry { key: (*key).to_owned(), key_place: place.clone(), value };
            Node::new(Value::Map(vec![entry]), place.clone())
        });
        graft(&mut self.root, branch, "", faults);
    }

    /// The tree, with what stands in files of its own.
    pub(super) fn finish(mut self, faults: &mut Faults) -> Node {
        secrets::resolve(&mut self.root, None, faults);
        privacy::mark(&mut self.root);
        self.root
    }
}

fn graft(node: &mut Node, branch: Node, path: &str, faults: &mut Faults) {
    match (&mut node.value, branch.value) {
        (Value::Map(entries), Value::Map(more)) => {
            for entry in more {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                match entries.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => graft(&mut known.value, entry.value, &path, faults),
                    None => entries.push(entry),
                }
            }
        }
        _ => faults.push(Fault::given_twice(branch.place, path, &node.place)),
    }
}
