//! The one job of this program: run a command.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use aps_runtime::prelude::*;

/// Runs a command at home, in the shell that the table names or else `/bin/sh`, and
/// waits for it. It is an error if the command fails.
#[job]
pub fn run_command(command: String, input: String, environment: BTreeMap<String, String>) -> io::Result<()> {
    let shell = environment.get("SHELL").map_or("/bin/sh", String::as_str);
    let home = environment.get("HOME").cloned().or_else(|| std::env::var("HOME").ok());
    let mut process = Command::new(shell);
    process.arg("-c").arg(&command).envs(&environment).stdin(Stdio::piped());
    process.current_dir(home.unwrap_or_else(|| ".".to_owned()));
    let mut child =
        process.spawn().map_err(|error| io::Error::other(format!("cannot run `{shell}`: {error}")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read its input may end before all is written.
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{command}`: {status}"))) }
}
