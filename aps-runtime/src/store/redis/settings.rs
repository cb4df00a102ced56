use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::store::Lease;

/// What can be said of a store.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) namespace: String,
    pub(super) lease: Duration,
    pub(super) poll: Duration,
    /// How long it is kept what became of runs.
    pub(super) keep_for: Duration,
    /// Of how many that is kept.
    pub(super) at_most: u32,
    pub(super) has_hints: bool,
}

const SHORTEST_LEASE: Duration = Duration::from_secs(2);
const LONGEST_NAMESPACE: usize = 64;
/// For how long, and of how many runs, what became of them is kept.
pub(super) const HISTORY: (Duration, u32) = (Duration::from_secs(7 * 24 * 60 * 60), 10_000);

impl Default for Settings {
    fn default() -> Self {
        Settings {
            namespace: "default".into(),
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(15),
            keep_for: HISTORY.0,
            at_most: HISTORY.1,
            has_hints: true,
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
        let namespace = &self.namespace;
        if namespace.is_empty() || namespace.len() > LONGEST_NAMESPACE || !namespace.bytes().all(is_allowed) {
            return Err(invalid(&format!(
                "`{}` is no `namespace`\n  = help: write 1 to {LONGEST_NAMESPACE} characters of `A-Z a-z 0-9 . _ : -`",
                namespace.escape_debug()
            )));
        }
        if self.lease < SHORTEST_LEASE {
            return Err(invalid(
                "`lease` is less than 2 seconds\n  = note: a node that is busy could not renew it in time",
            ));
        }
        if self.poll.is_zero() {
            return Err(invalid("`poll_interval` is 0, so that Redis would be asked without end"));
        }
        Ok(())
    }

    pub(super) fn lease(&self) -> Lease {
        Lease { length: self.lease, renew_after: self.lease / 3, margin: self.lease / 6, poll: self.poll }
    }
}

pub(super) fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOption, message)
}
