//! Files that only their owner may read, where the system knows owners.

use std::fs::OpenOptions;

/// How such a file is created; what else is done with it is still to be said.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
