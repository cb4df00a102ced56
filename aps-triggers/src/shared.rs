//! What triggers refer to, so that they are small and their clones share it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A value in a static, as generated code has it, or on the heap. It reads, compares and
/// prints like the value.
pub(crate) enum Shared<T: 'static> {
    Static(&'static T),
    Counted(Arc<T>),
}

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self::Counted(Arc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// Changed for this one alone.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut T)) -> Self {
        match &mut self {
            Self::Counted(value) => change(Arc::make_mut(value)),
            Self::Static(value) => {
                let mut value = value.clone();
                change(&mut value);
                self = Self::new(value);
            }
        }
        self
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Static(value) => Self::Static(value),
            Self::Counted(value) => Self::Counted(value.clone()),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Static(value) => value,
            Self::Counted(value) => value,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Shared<T> {}
