//! The one job of this program: run a command.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use aps_runtime::prelude::*;

/// Runs a command in the shell that the table names, `/bin/sh` if none, and waits
/// for it. It is an error if the command fails.
#[job]
pub fn run_command(command: String, input: String, environment: BTreeMap<String, String>) -> io::Result<()> {
    let shell = environment.get("SHELL").map_or("/bin/sh", String::as_str);
    let mut child =
        Command::new(shell).arg("-c").arg(&command).envs(&environment).stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read its input may end before all is written.
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{command}`: {status}"))) }
}
