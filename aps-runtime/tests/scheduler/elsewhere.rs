//! Executors that run jobs by other means than calling their functions here.

use std::future::pending;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{
    Call, ErrorKind, Executor, ExecutorError, JobErrorKind, JobOutput, JobResult, Rejected, Run,
    SchedulerBuilder,
};

use crate::harness::{Harness, cron, instant, once};

/// Runs all there is on a machine whose answers are these.
#[derive(Debug, Default, Clone)]
struct Remote {
    called: Arc<Mutex<Vec<String>>>,
}

impl Remote {
    fn answer(&self, call: &Call) -> JobResult {
        let (name, context) = (call.function().name(), call.context());
        let name = name.rsplit("::").next().unwrap_or(name);
        let arguments = call.arguments().as_json();
        self.called.lock().unwrap().push(format!("{name} {arguments:?} attempt {}", context.attempt()));
        match name {
            "crash" => Err(JobError::new(JobErrorKind::Crashed, "the machine was switched off")),
            "panic" => panic!("no such machine"),
            _ => Ok(JobOutput::NONE),
        }
    }
}

impl Executor for Remote {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        let remote = self.clone();
        tokio::spawn(run.execute_with(move |call| {
            let remote = remote.clone();
            async move {
                if call.function().name().ends_with("hang") {
                    return pending().await;
                }
                remote.answer(&call)
            }
        }));
        Ok(())
    }

    fn shutdown(&self) {}

    fn runs_elsewhere(&self) -> bool {
        true
    }
}

fn builder(remote: &Remote) -> SchedulerBuilder {
    Scheduler::builder().executor("remote", remote.clone()).state("state")
}

#[job]
fn greet(_: String) {
    unreachable!("it is called elsewhere")
}

#[job]
async fn hang() {}

#[job]
fn crash() {}

#[job]
fn panic() {}

#[job]
fn wants_state(State(_): State<&'static str>) {}

#[tokio::test]
async fn a_call_has_the_function_and_its_arguments_and_its_end_is_told() {
    let remote = Remote::default();
    let harness = Harness::new("09:30", builder(&remote));
    let scheduler = &harness.scheduler;
    scheduler.start().await.unwrap();
    let retry = aps_runtime::Retry::attempts(NonZeroU32::new(2).unwrap());
    scheduler.add_job(greet::job("Ann".into()), once("10:00")).id("a").executor("remote").await.unwrap();
    scheduler.add_job(crash::job(), once("10:01")).id("b").retry(retry).executor("remote").await.unwrap();
    scheduler.add_job(panic::job(), once("10:02")).id("c").executor("remote").await.unwrap();
    let hang = scheduler.add_job(hang::job(), once("10:03")).id("d").executor("remote");
    hang.timeout(Duration::from_secs(60)).await.unwrap();
    harness.run_until("10:02").await;
    harness.clock.set(instant("10:03"));
    while scheduler.running().is_empty() {
        tokio::task::yield_now().await;
    }
    harness.jump_to("10:05").await;
    assert_eq!(
        harness.log_of(&["executed", "error", "retrying"]),
        [
            "executed a 10:00:00",
            "retrying b 10:01:00 attempt 2 at 10:01:01 the machine was switched off",
            "error b 10:01:00 the machine was switched off",
            "error c 10:02:00 panicked: no such machine",
            "error d 10:03:00 the run took longer than its timeout of 60s",
        ]
    );
    assert_eq!(
        *remote.called.lock().unwrap(),
        [
            "greet [String(\"Ann\")] attempt 1",
            "crash [] attempt 1",
            "crash [] attempt 2",
            "panic [] attempt 1"
        ]
    );
}

#[tokio::test]
async fn what_exists_in_this_process_only_is_refused_before_it_runs() {
    let harness = Harness::new("09:30", builder(&Remote::default()));
    let scheduler = &harness.scheduler;
    let error = scheduler.add_job(|| {}, once("10:00")).executor("remote").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotExecutable);
    assert!(error.to_string().starts_with("executor `remote` cannot run `scheduler::elsewhere::"), "{error}");
    let error = scheduler.add_job(wants_state::job(), once("10:00")).executor("remote").await.unwrap_err();
    let (headline, rest) =
        error.to_string().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let wanted = "executor `remote` cannot run `scheduler::elsewhere::wants_state` (";
    assert!(headline.starts_with(&format!("{wanted}{}:", file!())), "{headline}");
    assert!(headline.ends_with("), which wants the state of this process"), "{headline}");
    assert_eq!(
        rest,
        "  \
  = help: name another executor, or let the function make what it needs by itself
  = note: executor `remote` runs jobs in other processes; arguments go there, `State<T>` does not"
    );
}

#[tokio::test]
async fn a_job_that_is_changed_is_checked_with_all_that_it_was_before() {
    let harness = Harness::new("09:30", builder(&Remote::default()));
    let scheduler = &harness.scheduler;
    for pending in [true, false] {
        if !pending {
            scheduler.start().await.unwrap();
        }
        let (local, remote) = (format!("local{pending}"), format!("remote{pending}"));
        scheduler.add_job(wants_state::job(), cron("@daily")).id(local.clone()).await.unwrap();
        let greeting = greet::job("Ann".into());
        scheduler.add_job(greeting, cron("@daily")).id(remote.clone()).executor("remote").await.unwrap();

        let error = scheduler.modify_job(&local).executor("remote").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotExecutable);
        let error = scheduler.modify_job(&remote).call(wants_state::job()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotExecutable);
        scheduler.modify_job(&remote).call(wants_state::job()).executor("default").await.unwrap();
    }
}
