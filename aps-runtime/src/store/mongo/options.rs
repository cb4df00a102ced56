//! What can be said of the store.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::store::Lease;

#[derive(Debug, Clone)]
pub(super) struct Options {
    /// What the names of the collections begin with.
    pub(super) prefix: String,
    pub(super) lease: Duration,
    /// How often it is asked for what others have added.
    pub(super) poll: Duration,
    /// Whether change streams are used.
    pub(super) has_hints: bool,
    /// How long it is kept what became of runs.
    pub(super) keep_for: Duration,
    /// Of how many that is kept.
    pub(super) at_most: u64,
    pub(super) auto_migrate: bool,
}

const SHORTEST_LEASE: Duration = Duration::from_secs(2);
const LONGEST_PREFIX: usize = 31;
pub(super) const HISTORY: (Duration, u64) = (Duration::from_secs(7 * 24 * 60 * 60), 100_000);

impl Default for Options {
    fn default() -> Self {
        Options {
            prefix: "aps_".into(),
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(15),
            has_hints: true,
            keep_for: HISTORY.0,
            at_most: HISTORY.1,
            auto_migrate: true,
        }
    }
}

impl Options {
    pub(super) fn check(&self) -> Result<(), Error> {
        check_prefix(&self.prefix)?;
        if self.lease < SHORTEST_LEASE {
            let note = "a node that is busy could not renew it in time";
            return Err(invalid(format!("`lease` is less than 2 seconds\n  = note: {note}")));
        }
        if self.poll.is_zero() {
            return Err(invalid("`poll_interval` is 0, so that the database would be asked without end"));
        }
        Ok(())
    }

    pub(super) fn lease(&self) -> Lease {
        Lease { length: self.lease, renew_after: self.lease / 3, margin: self.lease / 6, poll: self.poll }
    }
}

fn check_prefix(prefix: &str) -> Result<(), Error> {
    let is_first = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let is_name = prefix.bytes().all(|byte| is_first(byte) || byte.is_ascii_digit());
    if is_name && prefix.bytes().next().is_some_and(is_first) && prefix.len() <= LONGEST_PREFIX {
        return Ok(());
    }
    let prefix = prefix.escape_debug();
    let help = format!("write 1 to {LONGEST_PREFIX} characters of `a-z 0-9 _`, not a digit first");
    Err(invalid(format!("`{prefix}` is no `collection_prefix`\n  = help: {help}")))
}

pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOption, message.into())
}
