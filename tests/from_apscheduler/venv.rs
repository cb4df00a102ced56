//! A Python of our own with APScheduler in it. Made once, and again when what it needs changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/requirements-test.txt");
const PYTHON: &str = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };

/// The Python of a virtual environment with what `tools/requirements-test.txt` lists.
///
/// # Panics
///
/// If it cannot be made: the test needs Python and a package registry.
pub fn python() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("apscheduler");
    let installed = folder.join("installed.txt");
    let wanted = fs::read_to_string(REQUIREMENTS).unwrap();
    let python = folder.join(PYTHON);
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return python;
    }
    let base = if cfg!(windows) { "python" } else { "python3" };
    run(
        Command::new(base).args(["-m", "venv", "--clear"]).arg(&folder),
        "this test needs Python 3.9 or later with `venv`: install it (on Debian `apt install python3-venv`)",
    );
    run(
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r", REQUIREMENTS]),
        "this test needs the packages of `tools/requirements-test.txt`, from PyPI or what pip is set to",
    );
    fs::write(installed, wanted).unwrap();
    python
}

/// Runs a command, which must succeed, and returns what it has printed.
pub fn run(command: &mut Command, needed: &str) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{needed}\n{command:?}: {error}"));
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{needed}\n{command:?}: {}\n{stdout}{stderr}", output.status);
    stdout.into_owned()
}
