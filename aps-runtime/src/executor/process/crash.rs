//! What is said of a worker process that has died.

use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;

use super::options::Options;
use super::output::Transcript;
use crate::job::{JobError, JobErrorKind};

/// The error of the run that it died of.
pub(super) fn crashed(status: ExitStatus, options: &Options, transcript: &Transcript) -> JobError {
    let exited = "a job that ends its process ends the worker; return from the function instead";
    JobError::new(JobErrorKind::Crashed, story(status, exited.into(), options, transcript))
}

/// The error of a run that it died before.
pub(super) fn not_started(status: ExitStatus, options: &Options, transcript: &Transcript) -> JobError {
    let entry =
        "what `main` does before `aps_runtime::process_worker()`, a worker does as well; call it first";
    let memory = options.memory_limit.map(|limit| {
        format!("a worker needs memory before any job begins, and its `memory_limit` is {limit} bytes")
    });
    let exited = memory.unwrap_or_else(|| entry.into());
    JobError::not_started(format!("before the job began, {}", story(status, exited, options, transcript)))
}

fn story(status: ExitStatus, exited: String, options: &Options, transcript: &Transcript) -> String {
    // Its number and name, as in `signal: 11 (SIGSEGV)`; or `exit status: 3`.
    let mut story = format!("the worker process died: {status}");
    let last_words = transcript.last_words();
    let hints = status.signal().map_or_else(|| vec![exited], |signal| hints(signal, options, &last_words));
    for hint in hints {
        // To a string, this does not fail.
        let _ = write!(story, "\n  = note: {hint}");
    }
    story.push_str(&last_words);
    story
}

fn hints(signal: i32, options: &Options, last_words: &str) -> Vec<String> {
    let is = |wanted: Signal| signal == wanted.as_raw();
    let mut hints = Vec::new();
    if is(Signal::KILL) {
        hints.push("this pool has not killed it; the system may have been out of memory".into());
    }
    // Rust says so before it aborts; others use what they did not get.
    let found_none = is(Signal::ABORT) && last_words.contains("memory allocation of");
    if let Some(limit) = options.memory_limit
        && (found_none || is(Signal::SEGV) || is(Signal::BUS))
    {
        hints
            .push(format!("so ends a program that finds no memory, and its `memory_limit` is {limit} bytes"));
    }
    if let Some(limit) = options.cpu_time_limit
        && is(Signal::XCPU)
    {
        hints.push(format!("the run has computed for longer than its `cpu_time_limit` of {limit:?}"));
    }
    hints
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_death_is_told_with_what_it_may_come_of() {
        let options = Options {
            memory_limit: Some(1024),
            cpu_time_limit: Some(Duration::from_secs(2)),
            ..Options::new(1)
        };
        let told = |raw| crashed(ExitStatus::from_raw(raw), &options, &Transcript::default()).to_string();
        assert_eq!(
            told(11),
            "the worker process died: signal: 11 (SIGSEGV)\n  \
             = note: so ends a program that finds no memory, and its `memory_limit` is 1024 bytes"
        );
        assert!(
            told(9).contains("signal: 9 (SIGKILL)\n  = note: this pool has not killed it"),
            "{}",
            told(9)
        );
        assert_eq!(told(6), "the worker process died: signal: 6 (SIGABRT)");
        assert!(told(Signal::XCPU.as_raw()).contains("`cpu_time_limit` of 2s"));
        assert!(told(3 << 8).starts_with("the worker process died: exit status: 3\n"));
    }

    #[test]
    fn before_the_job_began_the_job_is_not_to_blame() {
        let told = |options: &Options| {
            not_started(ExitStatus::from_raw(1 << 8), options, &Transcript::default()).to_string()
        };
        let died = "not started: before the job began, the worker process died: exit status: 1\n  = note: ";
        let entry =
            "what `main` does before `aps_runtime::process_worker()`, a worker does as well; call it first";
        assert_eq!(told(&Options::new(1)), format!("{died}{entry}"));
        let memory = "a worker needs memory before any job begins, and its `memory_limit` is 1024 bytes";
        let limited = Options { memory_limit: Some(1024), ..Options::new(1) };
        assert_eq!(told(&limited), format!("{died}{memory}"));
    }
}
