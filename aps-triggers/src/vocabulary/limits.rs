//! How large a trigger may be.

use std::cell::Cell;

/// How deep `and` and `or` may be nested in the form as data.
pub const MAX_DEPTH: usize = 32;
/// How many triggers one may hold in the form as data, on all levels together.
pub const MAX_MEMBERS: usize = 1_000;

/// What is left of both.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    triggers: &'a Cell<usize>,
    depth: usize,
}

impl<'a> Left<'a> {
    /// All of it. `triggers` is zero.
    pub(super) const fn all(triggers: &'a Cell<usize>) -> Self {
        Self { triggers, depth: 0 }
    }

    /// One trigger more, if it may be. The outermost one does not count.
    pub(super) fn count(self) -> Option<()> {
        if self.triggers.get() > MAX_MEMBERS {
            return None;
        }
        self.triggers.set(self.triggers.get() + 1);
        Some(())
    }

    /// One level more, if it may be.
    pub(super) fn deeper(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self { depth: self.depth + 1, ..self })
    }
}

pub(super) fn too_deep() -> String {
    format!("triggers are nested more than {MAX_DEPTH} deep")
}

pub(super) fn too_many() -> String {
    format!("these are more than {MAX_MEMBERS} triggers in one")
}
