use std::fmt;

use crate::event::EventMask;
use crate::scheduler::Scheduler;

impl Scheduler {
    /// A program that neither listens nor logs still learns of what went wrong, on
    /// standard error. (So does one that uses APScheduler, by the handler of last
    /// resort of Python's `logging`.)
    #[expect(clippy::print_stderr, reason = "the last resort")]
    pub(crate) fn report_if_nobody_else_does(&self) {
        if tracing::dispatcher::has_been_set() {
            return;
        }
        let kinds = [
            EventMask::JOB_ERROR,
            EventMask::JOB_MISSED,
            EventMask::JOB_MAX_INSTANCES,
            EventMask::JOB_OVERDUE,
            EventMask::JOB_STORE_FAILED,
            EventMask::EXECUTOR_MISSING,
        ];
        for kind in kinds {
            if !self.has_listener(kind) {
                self.add_listener(kind, |event| eprintln!("{event}"));
            }
        }
    }

    /// A program that waits for nothing looks like one whose jobs were not linked, and may be one.
    pub(crate) async fn say_if_there_is_nothing_to_do(&self) {
        const NOTHING: &str = "no job is declared in this program, and none was added so far; \
            a crate with jobs that nothing names is not linked: write `use that_crate as _;`";
        if self.has_work().await {
            return;
        }
        tracing::warn!("{NOTHING}");
        print_unless_logged(format_args!("{NOTHING}"));
    }

    /// Who has pressed Ctrl-C wants to know why the program is still there.
    pub(crate) fn say_that_runs_are_waited_for(&self, signal: &str) {
        let runs = self.running().len();
        tracing::info!(signal, runs, "shutting down; once more to end without waiting for jobs");
        if runs > 0 {
            print_unless_logged(format_args!(
                "{signal}: waiting for the jobs that are running ({runs}); once more to end without them"
            ));
        }
    }
}

/// As above, of one that is still starting.
pub(crate) fn say_that_the_start_is_waited_for(signal: &str) {
    tracing::info!(signal, "ending as soon as the start is complete; once more to end at once");
    print_unless_logged(format_args!(
        "{signal}: waiting for the start to be complete; once more to end at once"
    ));
}

#[expect(clippy::print_stderr, reason = "the last resort")]
fn print_unless_logged(text: fmt::Arguments<'_>) {
    if !tracing::dispatcher::has_been_set() {
        eprintln!("{text}");
    }
}
