use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use super::program::VARIABLE;
use crate::executor::{ExecutorError, MAX_QUEUE};

/// What is said of a pool.
#[derive(Clone)]
pub(super) struct Options {
    pub(super) workers: usize,
    pub(super) max_queue: usize,
    pub(super) max_runs_per_worker: Option<u32>,
    /// In bytes.
    pub(super) memory_limit: Option<u64>,
    pub(super) cpu_time_limit: Option<Duration>,
    pub(super) given: Vec<(OsString, OsString)>,
    pub(super) inherited: Vec<OsString>,
}

/// What a worker has of the environment of this process, beside the names that begin with `LC_`.
const INHERITED: [&str; 6] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER"];

/// Not where memory is limited: a program that finds none would want some for the backtrace,
/// and wait for ever for its own lock in place of dying.
const BACKTRACE: &str = "RUST_BACKTRACE";

impl Options {
    pub(super) fn new(workers: usize) -> Self {
        Options {
            workers,
            max_queue: MAX_QUEUE,
            max_runs_per_worker: None,
            memory_limit: None,
            cpu_time_limit: None,
            given: Vec::new(),
            inherited: Vec::new(),
        }
    }

    /// The environment of a worker.
    pub(super) fn environment(&self) -> impl Iterator<Item = (OsString, OsString)> + '_ {
        let inherited = env::vars_os().filter(|(name, _)| self.is_inherited(name));
        inherited.chain(self.given.iter().cloned())
    }

    fn is_inherited(&self, name: &OsStr) -> bool {
        INHERITED.iter().any(|inherited| name == *inherited)
            || name.as_bytes().starts_with(b"LC_")
            || (name == BACKTRACE && self.memory_limit.is_none())
            || self.inherited.iter().any(|inherited| name == inherited)
    }

    /// For how long a run may compute, in whole seconds, none of them too few.
    pub(super) fn cpu_seconds(&self) -> Option<u64> {
        let rounded_up = |limit: Duration| limit.as_secs().saturating_add((limit.subsec_nanos() > 0).into());
        self.cpu_time_limit.map(rounded_up)
    }

    /// All that is wrong.
    pub(super) fn check(&self) -> Result<(), ExecutorError> {
        let mut faults = Vec::new();
        let mut refuse = |wrong: bool, call: &str, why: &str, instead: &str| {
            if wrong {
                faults.push(format!("`{call}` {why}\n  = help: {instead}"));
            }
        };
        refuse(
            self.workers == 0,
            "ProcessPoolExecutor::new(0)",
            "could run nothing",
            "write how many processes there may be: `ProcessPoolExecutor::new(4)`",
        );
        refuse(
            self.max_runs_per_worker == Some(0),
            "max_runs_per_worker(0)",
            "lets no worker run anything",
            "write 1 for a fresh process for each run, or leave it out",
        );
        refuse(
            self.memory_limit == Some(0),
            "memory_limit(0)",
            "leaves no memory at all",
            "write how many bytes there may be, `512 << 20` for 512 MiB, or leave it out",
        );
        refuse(
            self.cpu_time_limit.is_some_and(|limit| limit.is_zero()),
            "cpu_time_limit(0)",
            "leaves no time at all",
            "write how long a run may compute, `Duration::from_secs(60)`, or leave it out",
        );
        let backtraces = self.given.iter().any(|(name, value)| name == BACKTRACE && value != "0");
        refuse(
            self.memory_limit.is_some()
                && (backtraces || self.inherited.iter().any(|name| name == BACKTRACE)),
            BACKTRACE,
            "and `memory_limit` keep a worker that finds no memory waiting for ever",
            "leave out one of them",
        );
        for name in self.given.iter().map(|(name, _)| name).chain(&self.inherited) {
            let bytes = name.as_bytes();
            let text = name.to_string_lossy();
            refuse(
                bytes.is_empty() || bytes.contains(&b'=') || bytes.contains(&0) || text == VARIABLE,
                &text,
                "cannot be a variable of a worker's environment",
                "a name is not empty, and without `=`",
            );
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
    }
}

/// Of the environment the names only: a value may be what must not reach a log.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<_> = self.given.iter().map(|(name, _)| name).collect();
        f.debug_struct("Options")
            .field("workers", &self.workers)
            .field("max_queue", &self.max_queue)
            .field("max_runs_per_worker", &self.max_runs_per_worker)
            .field("memory_limit", &self.memory_limit)
            .field("cpu_time_limit", &self.cpu_time_limit)
            .field("given", &given)
            .field("inherited", &self.inherited)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else a worker would wait for ever in place of dying, and its run with it.
    #[test]
    fn backtraces_and_a_limit_of_memory_exclude_each_other() {
        let with = |value: &str| Options {
            memory_limit: Some(1 << 30),
            given: vec![(BACKTRACE.into(), value.into())],
            ..Options::new(1)
        };
        assert!(
            with("1").check().unwrap_err().to_string().starts_with("`RUST_BACKTRACE` and `memory_limit`")
        );
        assert!(with("0").check().is_ok());
        assert!(Options { memory_limit: None, ..with("1") }.check().is_ok());
    }

    #[test]
    fn a_limit_of_computing_is_rounded_up() {
        let seconds = |limit| Options { cpu_time_limit: Some(limit), ..Options::new(1) }.cpu_seconds();
        assert_eq!(seconds(Duration::from_secs(2)), Some(2));
        assert_eq!(seconds(Duration::from_millis(1_500)), Some(2));
        assert_eq!(seconds(Duration::MAX), Some(u64::MAX));
    }

    #[test]
    fn all_that_is_wrong_is_told_with_what_to_write() {
        let options = Options {
            max_runs_per_worker: Some(0),
            memory_limit: Some(0),
            cpu_time_limit: Some(Duration::ZERO),
            given: vec![("A=B".into(), "C".into())],
            inherited: vec![VARIABLE.into(), BACKTRACE.into()],
            ..Options::new(0)
        };
        let told = options.check().unwrap_err().to_string();
        assert_eq!(told.lines().filter(|line| line.starts_with("  = help: ")).count(), 7, "{told}");
        let first = "`ProcessPoolExecutor::new(0)` could run nothing\n  = help: write how many processes";
        assert!(told.starts_with(first), "{told}");
    }
}
