//! Types of job stores and executors: those of this crate, and what other crates have added
//! at link time.

use std::error::Error as StdError;

use serde::de::DeserializeOwned;

use super::document::{Faults, Node, decode_under};
use crate::executor::Executor;
use crate::job::SourceLocation;
use crate::store::JobStore;

/// A type that a configuration can name.
#[derive(Debug)]
pub struct NamedType<T: ?Sized> {
    /// By which it is asked for.
    pub name: &'static str,
    /// Where it was registered.
    pub location: SourceLocation,
    /// Reads its options, and says how one is made of them.
    pub read: fn(TypeOptions<'_>) -> Option<Make<T>>,
}

/// See `job_store_type!`.
pub type JobStoreType = NamedType<dyn JobStore>;
/// See `executor_type!`.
pub type ExecutorType = NamedType<dyn Executor>;

/// Makes one. Apart from reading the options, so that a configuration can be checked and
/// nothing is opened.
pub(crate) type Make<T> = Box<dyn FnOnce() -> Result<Box<T>, BoxError>>;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// What a configuration says of a store or an executor beside its type.
#[derive(Debug)]
pub struct TypeOptions<'a> {
    pub(super) node: &'a Node,
    /// `jobstores.default`
    pub(super) path: &'a str,
    pub(super) faults: &'a mut Faults,
}

impl TypeOptions<'_> {
    fn decode<O: DeserializeOwned>(self) -> Option<O> {
        decode_under(self.path, self.node, self.faults)
    }
}

/// Reads what a function takes that makes a job store. Generated code calls this.
pub fn job_store<O, S, E>(
    from_options: fn(O) -> Result<S, E>,
    options: TypeOptions<'_>,
) -> Option<Make<dyn JobStore>>
where
    O: DeserializeOwned + 'static,
    S: JobStore,
    E: Into<BoxError> + 'static,
{
    let options = options.decode()?;
    Some(Box::new(move || Ok(Box::new(from_options(options).map_err(Into::into)?))))
}

/// As [`job_store`], of an executor.
pub fn executor<O, X, E>(
    from_options: fn(O) -> Result<X, E>,
    options: TypeOptions<'_>,
) -> Option<Make<dyn Executor>>
where
    O: DeserializeOwned + 'static,
    X: Executor,
    E: Into<BoxError> + 'static,
{
    let options = options.decode()?;
    Some(Box::new(move || Ok(Box::new(from_options(options).map_err(Into::into)?))))
}

/// A type of this crate; `$read` is [`job_store`] or [`executor`]. Every one can be made, unless it is to
/// be tried.
macro_rules! built_in {
    ($name:literal, try $read:ident, $from_options:expr) => {
        $crate::config::types::NamedType {
            name: $name,
            location: $crate::__private::here(module_path!()),
            read: |options| $crate::config::types::$read($from_options, options),
        }
    };
    ($name:literal, $read:ident, $from_options:path) => {
        $crate::config::types::built_in!($name, try $read, |options| {
            Ok::<_, std::convert::Infallible>($from_options(options))
        })
    };
}
pub(super) use built_in;
