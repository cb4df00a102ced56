//! Cargo, called by a test as if from a shell.

use std::process::Command;

/// In the folder of the workspace.
///
/// Whoever runs the tests tells each about its package, in variables that some build scripts look at: these would run
/// once more, and most of the dependencies would be built anew, here and again when the tests are next run.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars_os() {
        let of_package = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if of_package {
            cargo.env_remove(name);
        }
    }
    cargo
}
