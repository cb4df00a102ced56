use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::claim::Claim;
use super::control::{RunControl, RunState};
use super::observer::{RunObserver, Timer};
use crate::engine::{RunTimes, RunTimesIter, earlier, lateness, later};
use crate::event::{Event, EventMask};
use crate::job::{
    Attempt, CancelReason, Cancellation, JobContext, JobError, JobErrorKind, JobRecord, JobResult,
    MisfireGraceTime, RunOutcome,
};

/// What becomes of one due time: an attempt begins, or it was missed.
pub(super) enum Step<A> {
    Run(A),
    Missed,
}

impl<A> Step<A> {
    pub(super) fn into_attempt(self) -> Option<A> {
        match self {
            Step::Run(attempt) => Some(attempt),
            Step::Missed => None,
        }
    }
}

/// What a function is called with, and under what.
pub(super) struct StartedAttempt {
    pub(super) context: JobContext,
    pub(super) cancellation: Cancellation,
    pub(super) span: tracing::Span,
}

/// What both kinds of run have in common. Holds one of the job's `max_instances`
/// places until it is dropped.
pub(crate) struct Submission {
    /// The fire times that have not begun yet, with the job.
    pub(super) times: RunTimesIter,
    /// When the latest fire time that has begun was due.
    due: DateTime<Utc>,
    pub(super) begun: bool,
    pub(super) current: Option<Current>,
    /// If somebody has given the run up: why. It becomes the error of the times that have not
    /// ended when this is dropped.
    pub(super) given_up: Option<Box<JobError>>,
    /// Which of the scheduler's executors has it, if one does.
    pub(super) executor: Option<usize>,
    /// Of a run that its store keeps.
    pub(super) claim: Option<Box<Claim>>,
    pub(super) control: Arc<RunControl>,
    pub(super) observer: Arc<dyn RunObserver>,
}

/// The time whose run is under way.
pub(super) struct Current {
    pub(super) time: DateTime<Utc>,
    /// The attempt that runs, or the last one that did.
    pub(super) attempt: u32,
    /// How that one failed, while the next one is waited for.
    pub(super) error: Option<Box<JobError>>,
    timer: Option<Timer>,
}

impl Submission {
    pub(crate) fn new(
        times: RunTimes,
        due: DateTime<Utc>,
        control: Arc<RunControl>,
        observer: Arc<dyn RunObserver>,
    ) -> Self {
        Submission {
            times: times.into_iter(),
            due,
            begun: false,
            current: None,
            given_up: None,
            executor: None,
            claim: None,
            control,
            observer,
        }
    }

    /// Of a run that its store keeps, if it does.
    pub(crate) fn claimed(mut self, claim: Option<Claim>) -> Self {
        self.claim = claim.map(Box::new);
        self
    }

    pub(crate) fn job(&self) -> &Arc<JobRecord> {
        self.times.job()
    }

    /// Whether nothing is left to begin.
    pub(super) fn is_done(&self) -> bool {
        self.current.is_none() && self.times.is_done()
    }

    pub(crate) fn control(&self) -> &RunControl {
        &self.control
    }

    /// It is about to be handed over to the executor of this number.
    pub(crate) fn enter_executor(&mut self, executor: usize) {
        self.executor = Some(executor);
    }

    /// The executor that had it, if one did.
    pub(crate) fn leave_executor(&mut self) -> Option<usize> {
        self.executor.take()
    }

    /// Reports all its times as failed for this reason.
    pub(crate) fn give_up(mut self, reason: JobError) {
        self.given_up = Some(Box::new(reason));
    }

    /// Begins the next attempt, or else the next time. `droppable` says whether cancelling
    /// it ends it at once.
    pub(super) fn next_step(&mut self, droppable: bool) -> Option<Step<StartedAttempt>> {
        if self.claim.as_ref().is_some_and(|claim| !self.observer.may_begin(&self.control, claim.node)) {
            return None;
        }
        let (now, timeout) = (self.observer.now(), self.job().settings.timeout);
        if self.current.is_none() && !self.next_time(now)? {
            return Some(Step::Missed);
        }
        let current = self.current.as_ref()?;
        let (time, number) = (current.time, current.attempt + 1);
        let cancellation = self.control.begin(time, number, now, droppable)?;
        let timer = timeout.map(|timeout| {
            let overdue = self.overdue(time, number);
            self.watch(timeout, cancellation.clone(), overdue, droppable)
        });
        self.current = Some(Current { time, attempt: number, error: None, timer });
        let deadline = timeout.map(|timeout| later(now, timeout));
        let fence = self.claim.as_ref().map(|claim| claim.ticket.fence);
        let attempt = Attempt { number, deadline, fence, cancellation: cancellation.clone() };
        let span = tracing::info_span!(
            "aps.job", id = %self.job().id, scheduled_run_time = %time, attempt = number,
            late = ?lateness(self.due, now)
        );
        let context = self.observer.clone().context(&self.job().id, time, attempt);
        Some(Step::Run(StartedAttempt { context, cancellation, span }))
    }

    /// Goes on to the next fire time. It is missed (`false`) if it is too late. As in
    /// APScheduler (`run_job`), this is checked when the run really starts, so waiting for a
    /// free thread counts.
    ///
    /// After a shutdown, what was submitted before still runs, but catching up ends.
    fn next_time(&mut self, now: DateTime<Utc>) -> Option<bool> {
        if self.control.is_cancelled() || (self.begun && !self.observer.goes_on()) {
            return None;
        }
        let time = self.times.next()?;
        // What a dead node has begun was in time there.
        let taken_over = self.claim.as_ref().and_then(|claim| claim.taken_over).filter(|_| !self.begun);
        if self.begun {
            self.due = self.due.max(self.due_time_of(time));
        }
        self.begun = true;
        let late = || lateness(self.due, now);
        let grace_time = self.job().settings.misfire_grace_time;
        if grace_time == MisfireGraceTime::Unlimited || taken_over.is_some() || grace_time.allows(late()) {
            let attempt = taken_over.unwrap_or(0);
            self.current = Some(Current { time, attempt, error: None, timer: None });
            return Some(true);
        }
        self.record(time, |end| end.outcome = RunOutcome::Missed);
        self.tell(EventMask::JOB_MISSED, |job_id, jobstore| Event::JobMissed {
            job_id,
            jobstore,
            scheduled_run_time: time,
        });
        tracing::warn!(id = %self.job().id, scheduled_run_time = %time, late = ?late(), "run missed");
        Some(false)
    }

    /// By the scheduler's clock.
    fn due_time_of(&self, time: DateTime<Utc>) -> DateTime<Utc> {
        let due = self.job().due_time_of(time);
        self.claim.as_ref().map_or(due, |claim| earlier(due, claim.ahead))
    }

    /// Cancels the attempt when its time is over. An attempt that cannot be ended is reported as overdue: a
    /// plain `fn` at once, an `async fn` if it has not ended some time later, since then it blocks its
    /// thread.
    fn watch(&self, timeout: Duration, cancelled: Cancellation, overdue: Event, droppable: bool) -> Timer {
        let observer = self.observer.clone();
        self.observer.after(
            timeout,
            Box::pin(async move {
                let tell = || {
                    tracing::warn!(event = %overdue, "run overdue");
                    observer.notify(overdue);
                };
                if !droppable {
                    return cancelled.cancel(CancelReason::TimedOut, tell);
                }
                cancelled.cancel(CancelReason::TimedOut, || {});
                observer.sleep(TIME_TO_END).await;
                cancelled.unless_closed(tell);
            }),
        )
    }

    fn overdue(&self, scheduled_run_time: DateTime<Utc>, attempt: u32) -> Event {
        let (job_id, jobstore) = (self.job().id.clone(), self.control.jobstore.clone());
        Event::JobOverdue { job_id, jobstore, scheduled_run_time, attempt }
    }

    /// The outcome of an attempt that was cancelled.
    pub(super) fn cancelled_for(&self, reason: CancelReason) -> JobError {
        match (reason, self.job().settings.timeout) {
            (CancelReason::TimedOut, Some(timeout)) => JobError::timed_out(timeout),
            _ => self.control.why_cancelled(),
        }
    }

    /// What a function returns after its time does not count.
    pub(super) fn unless_overdue(&self, result: JobResult, reason: Option<CancelReason>) -> JobResult {
        match reason {
            Some(CancelReason::TimedOut) => Err(self.cancelled_for(CancelReason::TimedOut)),
            Some(CancelReason::Cancelled) | None => result,
        }
    }

    /// An attempt has ended. Returns how long to wait for another one, if there is to be one.
    /// Otherwise this was the outcome, and it is reported.
    pub(super) fn end(&mut self, result: JobResult) -> Option<Duration> {
        let mut current = self.current.take()?;
        current.timer = None;
        let error = match result {
            Err(error) if self.tries_again(current.attempt, &error) => error,
            result => {
                self.record(current.time, |end| end.is_of(&result, current.attempt, self.control.began()));
                self.report(current.time, result);
                return None;
            }
        };
        let attempt = current.attempt + 1;
        let delay = self.job().settings.retry.delay_before(attempt);
        tracing::warn!(id = %self.job().id, attempt, ?delay, %error, "attempt failed, to be tried again");
        self.tell(EventMask::JOB_RETRYING, |job_id, jobstore| Event::JobRetrying {
            job_id,
            jobstore,
            scheduled_run_time: current.time,
            attempt,
            error: error.clone(),
            retry_at: later(self.observer.now(), delay),
        });
        current.error = Some(Box::new(error));
        self.current = Some(current);
        Some(delay)
    }

    fn tries_again(&self, attempt: u32, error: &JobError) -> bool {
        use JobErrorKind::{Crashed, Failed, Panicked, TimedOut};
        matches!(error.kind(), Failed | Panicked | TimedOut | Crashed)
            && attempt < self.job().settings.retry.attempts.get()
            && !self.control.is_cancelled()
            && self.observer.goes_on()
    }

    /// Leaves its executor until the next attempt.
    pub(super) fn retry_after(self, delay: Duration) {
        self.control.wait(RunState::Retrying, self.observer.now());
        self.observer.clone().retry_after(delay, self);
    }
}

/// How long an `async fn` has after its timeout to come to a point where it waits.
const TIME_TO_END: Duration = Duration::from_secs(1);

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Submission(`{}`)", self.job().id)
    }
}
