//! Judges the logs in a directory: `check <directory>`. Exits with 1 if an invariant does not hold.
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aps_torture::{Budgets, History, Summary, check};

fn main() -> ExitCode {
    let Some(directory) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: check <directory>");
        return ExitCode::from(2);
    };
    match judge(&directory) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn judge(directory: &Path) -> Result<bool, Box<dyn Error>> {
    let history = History::read(directory)?;
    let report = check(&history, &Budgets::default())?;
    print!("{}\n{report}", Summary::new(&history, &report));
    Ok(report.violations.is_empty())
}
