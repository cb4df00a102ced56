//! Each run that the pool has taken is executed once, however it is shut down and started.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::check;
use crate::engine::RunTimes;
use crate::event::{Event, EventMask};
use crate::executor::{Executor, Run, RunControl, RunObserver, Submission, ThreadPoolExecutor, Timer};
use crate::job::{Attempt, BoxFuture, JobBody, JobContext, JobId, JobOutput, JobRecord, RunEnd};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::thread;

/// Counts the runs that have ended.
#[derive(Default)]
struct Ended(AtomicUsize);

impl RunObserver for Ended {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }
    fn context(self: Arc<Self>, _: &JobId, _: DateTime<Utc>, _: Attempt) -> JobContext {
        unreachable!("they are cancelled before they begin")
    }
    fn wants(&self, _: EventMask) -> bool {
        false
    }
    fn notify(&self, _: Event) {}
    fn may_begin(&self, _: &RunControl, _: Option<u64>) -> bool {
        true
    }
    fn goes_on(&self) -> bool {
        true
    }
    fn after(&self, _: Duration, _: BoxFuture<'static, ()>) -> Timer {
        Timer(None)
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
    fn record(&self, _: &RunControl, _: RunEnd) {}
    fn retry_after(self: Arc<Self>, _: Duration, _: Submission) {}
    fn submission_ended(&self, _: &Arc<RunControl>, _: Option<usize>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// One that is cancelled: the pool cannot know.
fn run(ended: &Arc<Ended>) -> Run {
    let time = DateTime::UNIX_EPOCH;
    let job = Arc::new(JobRecord::for_test("job", aps_triggers::DateTrigger::at(time), time));
    let control = Arc::new(RunControl::new(job.id.clone(), "default".into(), time, time));
    control.cancel();
    let times = RunTimes::through(&job, time, time);
    let submission = Submission::new(times, time, control, ended.clone());
    Run::new(JobBody::Blocking(|_, _| Ok(JobOutput::NONE)).into(), submission)
}

/// With one worker: the threads of shuttle share what tokio keeps for each thread.
#[test]
fn each_run_that_is_taken_is_executed_once() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _inside = runtime.enter();
    check(200, || {
        let (pool, ended) = (Arc::new(ThreadPoolExecutor::new(1)), Arc::new(Ended::default()));
        pool.start().unwrap();
        let submitter = thread::spawn({
            let (pool, ended) = (pool.clone(), ended.clone());
            move || (0..3).filter(|_| pool.submit(run(&ended)).is_ok()).count()
        });
        for _ in 0..2 {
            pool.submit(run(&ended)).unwrap();
            pool.shutdown();
            thread::yield_now();
            pool.start().unwrap();
        }
        // What is refused ends as well, when it is dropped.
        submitter.join().unwrap();
        pool.submit(run(&ended)).unwrap();
        while ended.0.load(Ordering::SeqCst) < 6 {
            thread::yield_now();
        }
        drop(pool);
    });
}
