//! A program that neither listens nor logs, run as a process of its own.

use std::process::Command;

use aps_runtime::prelude::*;
use aps_runtime::{MainConfig, run_main};

const AS_THE_PROGRAM: &str = "APS_TEST_AS_THE_PROGRAM";

#[job]
async fn fail_at_the_end(ctx: JobContext) -> Result<(), String> {
    let scheduler = ctx.scheduler().clone();
    tokio::spawn(async move { scheduler.shutdown(Wait::ForJobs).await });
    Err("no paper".into())
}

fn program() {
    run_main(MainConfig::DEFAULT, || async {
        let scheduler = Scheduler::builder().build()?;
        let long_ago = DateTrigger::at(chrono::DateTime::UNIX_EPOCH);
        scheduler.add_job(fail_at_the_end::job(), long_ago).id("last").await?;
        Ok::<_, aps_runtime::Error>(scheduler)
    });
}

#[test]
fn what_went_wrong_last_is_printed_before_the_program_ends() {
    let printed = printed_by("what_went_wrong_last_is_printed_before_the_program_ends", program);
    let failure = "`last` failed, run time 1970-01-01 00:00:00 UTC: no paper\n";
    assert_eq!(printed.matches(failure).count(), 1, "{printed}");
    assert!(!printed.contains("no job is declared"), "{printed}");
}

#[test]
fn a_program_without_jobs_is_told_so() {
    let printed = printed_by("a_program_without_jobs_is_told_so", || {
        run_main(MainConfig::DEFAULT, || async {
            let scheduler = Scheduler::builder().build()?;
            let handle = scheduler.clone();
            scheduler.add_listener(EventMask::SCHEDULER_STARTED, move |_| {
                handle.shutdown(Wait::No).wait().unwrap();
            });
            Ok::<_, aps_runtime::Error>(scheduler)
        });
    });
    assert_eq!(printed.matches("no job is declared in this program").count(), 1, "{printed}");
}

/// What the test of this name prints on standard error when it is the program.
fn printed_by(test: &str, program: impl FnOnce()) -> String {
    if std::env::var_os(AS_THE_PROGRAM).is_some() {
        program();
        std::process::exit(0);
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args(["--exact", test, "--nocapture"]).env(AS_THE_PROGRAM, "1").output().unwrap();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{printed}");
    printed
}
