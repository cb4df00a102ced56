//! Several triggers as one.

mod and;
mod members;
mod or;

pub use self::and::AndTrigger;
pub use self::or::OrTrigger;
