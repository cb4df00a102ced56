use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;

use super::Inject;

/// A type of shared state that a function has a parameter for.
#[derive(Clone, Copy)]
pub struct StateType {
    id: fn() -> TypeId,
    name: fn() -> &'static str,
}

impl StateType {
    /// That of a parameter: `StateType::of::<State<Pool>>()`.
    pub const fn of<P: Inject>() -> Self {
        StateType { id: TypeId::of::<P::State>, name: type_name::<P::State> }
    }

    /// The type's name, with its path.
    pub fn name(&self) -> &'static str {
        (self.name)()
    }
}

impl fmt::Debug for StateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StateType(`{}`)", self.name())
    }
}

/// What a scheduler was given to share with its jobs, by type.
#[derive(Default)]
pub(crate) struct States {
    values: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl States {
    /// Adds one; `false` if there is one of this type already.
    pub(crate) fn insert<T: Clone + Send + Sync + 'static>(&mut self, value: T) -> bool {
        self.values.insert(TypeId::of::<T>(), Box::new(value)).is_none()
    }

    /// A clone of the one of this type.
    pub(crate) fn get<T: Clone + 'static>(&self) -> Option<T> {
        self.values.get(&TypeId::of::<T>())?.downcast_ref().cloned()
    }

    pub(crate) fn has(&self, wanted: &StateType) -> bool {
        self.values.contains_key(&(wanted.id)())
    }
}

impl fmt::Debug for States {
    /// Only the number: state may hold what must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", self.values.len())
    }
}
