//! An executor that is full: what is due for it waits in its store.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, Executor, ExecutorError, MemoryStore, Rejected, Run, TokioExecutor};

use crate::harness::{Harness, cron, fail, hold, instant, once, release, succeed, wait_for_release};
use crate::hooked::Hooked;

/// Runs all that it gets, and says that it takes so many.
#[derive(Debug, Clone)]
struct Limited {
    executor: Arc<TokioExecutor>,
    capacity: Arc<AtomicUsize>,
}

impl Limited {
    fn to(capacity: usize) -> Self {
        Limited { executor: Arc::default(), capacity: Arc::new(capacity.into()) }
    }
}

impl Executor for Limited {
    fn start(&self) -> Result<(), ExecutorError> {
        self.executor.start()
    }
    fn submit(&self, run: Run) -> Result<(), Rejected> {
        self.executor.submit(run)
    }
    fn shutdown(&self) {
        self.executor.shutdown();
    }
    fn capacity(&self) -> Option<usize> {
        Some(self.capacity.load(Ordering::SeqCst))
    }
}

/// A scheduler with an executor of this capacity, `limited`.
async fn limited_to(capacity: usize) -> Harness {
    let harness = Harness::new("09:30", Scheduler::builder().executor("limited", Limited::to(capacity)));
    harness.scheduler.start().await.unwrap();
    harness
}

impl Harness {
    async fn add_limited<M>(
        &self,
        id: &str,
        job: impl aps_runtime::IntoJob<M>,
        trigger: impl Into<AnyTrigger>,
    ) {
        self.scheduler.add_job(job, trigger.into()).id(id).executor("limited").await.unwrap();
    }

    async fn next_run_time(&self, id: &str) -> Option<chrono::DateTime<chrono::Utc>> {
        self.scheduler.job(id).await.unwrap().next_run_time()
    }

    /// Whether nothing more is told, however often everything has its turn.
    async fn stays_quiet(&self) -> bool {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        self.log().is_empty()
    }
}

#[tokio::test]
async fn a_thousand_jobs_pass_through_a_queue_of_three_in_order() {
    static MOST: AtomicUsize = AtomicUsize::new(0);
    #[job]
    fn count_those_in_hand(ctx: JobContext) {
        MOST.fetch_max(ctx.scheduler().running().len(), Ordering::SeqCst);
    }
    let pool = ThreadPoolExecutor::new(1).max_queue(3);
    let harness = Harness::new("09:30", Scheduler::builder().executor("limited", pool));
    harness.scheduler.start().await.unwrap();
    let ids: Vec<_> = (0..1000).map(|number| format!("{number:04}")).collect();
    for id in &ids {
        harness.add_limited(id, count_those_in_hand::job(), once("10:00")).await;
    }
    harness.run_until("10:00").await;
    let executed: Vec<_> = ids.iter().map(|id| format!("executed {id} 10:00:00")).collect();
    assert_eq!(harness.log_of(&["executed", "missed", "error", "max_instances"]), executed);
    assert!(MOST.load(Ordering::SeqCst) <= 4, "{MOST:?} were in hand");
}

#[tokio::test]
async fn a_store_that_gives_too_many_is_not_given_in_to() {
    let store = Hooked::default();
    store.be_generous();
    let builder = Scheduler::builder().executor("limited", Limited::to(2)).job_store("default", store);
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    let ids = ["g-1", "g-2", "g-3", "g-4"];
    for id in ids {
        harness.add_limited(id, hold::job(), once("10:00")).await;
    }
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted g-2 10:00:00").await;
    assert!(harness.stays_quiet().await);
    ids.into_iter().for_each(release);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 4);
}

#[tokio::test]
async fn jobs_of_other_executors_do_not_wait() {
    let harness = limited_to(1).await;
    for id in ["other-1", "other-2"] {
        harness.add_limited(id, hold::job(), once("10:00")).await;
    }
    harness.scheduler.add_job(succeed::job(), once("10:00:01")).id("free").await.unwrap();
    harness.clock.set(instant("10:00:01"));
    harness.until_told("executed free 10:00:01").await;
    release("other-1");
    harness.until_told("executed other-1 10:00:00").await;
    release("other-2");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed other-2 10:00:00"]);
}

/// In batches, too: more is due for the full one than the loop takes at a time.
#[tokio::test]
async fn a_crowd_that_waits_does_not_hide_what_is_due_behind_it() {
    let harness = limited_to(1).await;
    harness.add_limited("crowd", hold::job(), once("10:00")).await;
    for number in 0..600 {
        harness.add_limited(&format!("waits-{number}"), succeed::job(), once("10:00")).await;
    }
    harness.scheduler.add_job(succeed::job(), once("10:00:01")).id("free").await.unwrap();
    harness.clock.set(instant("10:00:01"));
    harness.until_told("executed free 10:00:01").await;
    release("crowd");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 601);
}

#[tokio::test]
async fn a_job_that_waits_is_not_touched() {
    let harness = limited_to(1).await;
    harness.add_limited("busy", hold::job(), once("10:00")).await;
    harness.add_limited("waits", succeed::job(), cron("0 * * * *")).await;
    harness.clock.set(instant("12:30"));
    harness.until_told("submitted busy 10:00:00").await;
    assert!(harness.stays_quiet().await);
    assert_eq!(harness.next_run_time("waits").await, Some(instant("10:00")));
    release("busy");
    harness.scheduler.at_rest().await;
    // As late as it is by then.
    let told = ["coalesced waits 10:00:00 11:00:00", "submitted waits 12:00:00", "executed waits 12:00:00"];
    assert_eq!(harness.log_of(&["coalesced", "submitted", "executed waits", "missed"]), told);
}

#[tokio::test]
async fn a_grace_time_goes_on_while_a_job_waits() {
    let harness = limited_to(1).await;
    harness.add_limited("long", hold::job(), once("10:00")).await;
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("strict").executor("limited");
    job.misfire_grace_time(Duration::from_secs(5)).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted long 10:00:00").await;
    harness.clock.set(instant("10:01"));
    assert!(harness.stays_quiet().await);
    release("long");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed", "missed"]), ["executed long 10:00:00", "missed strict 10:00:00"]);
}

#[tokio::test]
async fn of_two_full_executors_each_goes_on_by_itself() {
    let builder = Scheduler::builder().executor("a", Limited::to(1)).executor("b", Limited::to(1));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for (id, executor) in [("a-1", "a"), ("a-2", "a"), ("b-1", "b"), ("b-2", "b")] {
        harness.scheduler.add_job(hold::job(), once("10:00")).id(id).executor(executor).await.unwrap();
    }
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted b-1 10:00:00").await;
    assert!(harness.log_of(&["submitted"]).is_empty());
    release("b-1");
    harness.until_told("submitted b-2 10:00:00").await;
    assert!(harness.log_of(&["submitted"]).is_empty());
    for id in ["a-1", "a-2", "b-2"] {
        release(id);
    }
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 3);
}

/// In the first store something is due again whenever there is room.
#[tokio::test]
async fn a_store_with_much_to_do_leaves_room_for_another() {
    let builder = Scheduler::builder().executor("limited", Limited::to(1));
    let stores = builder.job_store("busy", MemoryStore::new()).job_store("other", MemoryStore::new());
    let harness = Harness::new("09:30", stores);
    harness.scheduler.start().await.unwrap();
    for (id, store) in [("1", "busy"), ("2", "busy"), ("3", "busy"), ("a", "other"), ("b", "other")] {
        let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id(id);
        job.executor("limited").jobstore(store).await.unwrap();
    }
    harness.run_until("10:00").await;
    let ended = ["1", "a", "2", "b", "3"].map(|id| format!("executed {id} 10:00:00"));
    assert_eq!(harness.log_of(&["executed"]), ended);
}

#[tokio::test]
async fn there_may_be_more_room_later_and_instances_are_counted_beside_it() {
    let limited = Limited::to(1);
    let harness = Harness::new("09:30", Scheduler::builder().executor("limited", limited.clone()));
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("many").executor("limited");
    job.max_instances(3).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted many 10:00:00").await;
    for (capacity, time) in [(2, "11:00"), (4, "12:00")] {
        harness.clock.set(instant(time));
        assert!(harness.stays_quiet().await, "there is no room at {time}");
        limited.capacity.store(capacity, Ordering::SeqCst);
        harness.scheduler.wakeup();
        harness.until_told(&format!("submitted many {time}:00")).await;
    }
    harness.clock.set(instant("13:00"));
    harness.until_told("max_instances many 13:00:00").await;
    for _ in 0..3 {
        release("many");
    }
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 3);
}

#[tokio::test]
async fn what_waits_at_a_shutdown_runs_after_the_next_start() {
    let harness = limited_to(1).await;
    harness.add_limited("runs", hold::job(), once("10:00")).await;
    harness.add_limited("stays", succeed::job(), once("10:00")).await;
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted runs 10:00:00").await;
    let shutdown = tokio::spawn(harness.scheduler.shutdown(Wait::ForJobs).into_future());
    assert!(harness.stays_quiet().await);
    release("runs");
    shutdown.await.unwrap().unwrap();
    assert_eq!(harness.log_of(&["submitted", "executed"]), ["executed runs 10:00:00"]);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed stays 10:00:00"]);
}

#[tokio::test]
async fn what_a_shutdown_has_left_running_still_takes_its_room() {
    let harness = limited_to(1).await;
    harness.add_limited("1-left", hold::job(), once("10:00")).await;
    harness.add_limited("2-later", succeed::job(), once("10:00")).await;
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted 1-left 10:00:00").await;
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    harness.scheduler.start().await.unwrap();
    harness.until_told("started").await;
    assert!(harness.stays_quiet().await);
    release("1-left");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed 1-left 10:00:00", "executed 2-later 10:00:00"]);
}

#[tokio::test]
async fn a_paused_scheduler_starts_nothing_though_there_is_room_again() {
    let harness = limited_to(1).await;
    harness.add_limited("first", hold::job(), once("10:00")).await;
    harness.add_limited("second", succeed::job(), once("10:00")).await;
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted first 10:00:00").await;
    harness.scheduler.pause().unwrap();
    release("first");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["submitted", "executed"]), ["executed first 10:00:00"]);
    harness.scheduler.resume().unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed second 10:00:00"]);
}

#[tokio::test]
async fn a_cancelled_queue_makes_room() {
    #[job]
    fn hold_a_thread(ctx: JobContext) {
        let held = wait_for_release(ctx.job_id().as_str());
        tokio::runtime::Handle::current().block_on(held);
    }
    let pool = ThreadPoolExecutor::new(1).max_queue(3);
    let harness = Harness::new("09:30", Scheduler::builder().executor("limited", pool));
    harness.scheduler.start().await.unwrap();
    harness.add_limited("0-holds", hold_a_thread::job(), once("10:00")).await;
    for id in ["1", "2", "3", "4", "5"] {
        harness.add_limited(id, succeed::job(), once("10:00")).await;
    }
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted 3 10:00:00").await;
    for id in ["1", "2", "3"] {
        assert_eq!(harness.scheduler.cancel_runs(id), 1);
    }
    assert_eq!(harness.scheduler.cancel_runs("4"), 0, "it waits in its store");
    release("0-holds");
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        [
            "executed 0-holds 10:00:00",
            "error 1 10:00:00 the run was cancelled",
            "error 2 10:00:00 the run was cancelled",
            "error 3 10:00:00 the run was cancelled",
            "executed 4 10:00:00",
            "executed 5 10:00:00"
        ]
    );
}

#[tokio::test]
async fn what_was_accepted_before_does_not_wait() {
    let harness = limited_to(1).await;
    let job = harness.scheduler.add_job(fail::job(), once("10:00")).id("retried").executor("limited");
    job.retry(Retry::attempts(2.try_into().unwrap()).delay(Duration::from_secs(60))).await.unwrap();
    harness.add_limited("by-hand", succeed::job(), once("10:00:01")).await;
    harness.add_limited("fills", hold::job(), once("10:00:01")).await;
    harness.run_until("10:00").await;
    harness.clock.set(instant("10:00:01"));
    // The one that waits for its next attempt has left the executor.
    harness.until_told("submitted by-hand 10:00:01").await;
    harness.until_told("submitted fills 10:00:01").await;
    harness.clock.set(instant("10:01:01"));
    harness.until_told("error retried 10:00:00 no paper").await;
    let again = harness.scheduler.add_job(succeed::job(), once("11:00")).id("again").executor("limited");
    again.await.unwrap().run_now().await.unwrap();
    harness.until_told("executed again 10:01:01").await;
    release("fills");
    harness.scheduler.at_rest().await;
}

/// Whatever waits, a full executor keeps nobody busy.
#[tokio::test]
async fn the_loop_sleeps_while_there_is_no_room() {
    let (store, asked) = (Hooked::default(), Arc::new(AtomicUsize::new(0)));
    let builder =
        Scheduler::builder().executor("limited", Limited::to(1)).job_store("default", store.clone());
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    harness.add_limited("sleeps", hold::job(), once("10:00")).await;
    harness.add_limited("waits", succeed::job(), once("10:00")).await;
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted sleeps 10:00:00").await;
    assert!(harness.stays_quiet().await);
    let counted = asked.clone();
    store.before(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {})
    });
    assert!(harness.stays_quiet().await);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    release("sleeps");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
}

#[tokio::test]
async fn an_executor_for_no_runs_at_all_does_not_start() {
    let harness = Harness::new("09:30", Scheduler::builder().executor("none", Limited::to(0)));
    let error = harness.scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    let text = "executor `none` cannot start
  caused by: its `capacity` is 0, so that it would run nothing
  = help: return `None` for no limit, or at least `Some(1)`";
    assert_eq!(format!("{error:?}"), text);
}

/// Each body that a run may have, on executors that are full again and again.
#[tokio::test]
async fn every_fire_has_its_outcome_however_full_the_executors_are() {
    #[job]
    fn end_as_told(ctx: JobContext, number: usize) -> Result<(), String> {
        match number % 3 {
            1 if ctx.attempt() == 1 => Err("again".into()),
            2 => panic!("at the disco"),
            _ => Ok(()),
        }
    }
    let builder = Scheduler::builder().executor("one", Limited::to(1)).executor("two", Limited::to(2));
    let harness =
        Harness::new("09:59:30", builder.executor("thread", ThreadPoolExecutor::new(1).max_queue(1)));
    harness.scheduler.start().await.unwrap();
    let aliases = ["one", "two", "thread", "default"];
    for number in 0..36 {
        let every = number % 5 + 1;
        let job = harness.scheduler.add_job(end_as_told::job(number), cron(&format!("*/{every} * * * *")));
        let job = job.id(number.to_string()).executor(aliases[number % aliases.len()]);
        job.retry(Retry::attempts(2.try_into().unwrap()).delay(Duration::from_secs(30))).await.unwrap();
    }
    harness.run_until("10:59:59").await;
    let told = harness.log_of(&["executed", "error", "missed", "coalesced", "max_instances"]);
    for number in 0..36 {
        let (every, how) = (number % 5 + 1, if number % 3 == 2 { "error" } else { "executed" });
        let of_job = |told: &&String| told.starts_with(&format!("{how} {number} "));
        assert_eq!(told.iter().filter(of_job).count(), 60_usize.div_ceil(every), "of job {number}");
    }
    let fires: usize = (0..36_usize).map(|number| 60_usize.div_ceil(number % 5 + 1)).sum();
    assert_eq!(told.len(), fires, "nothing else is told");
}
