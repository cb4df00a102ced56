use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::control::RunControl;
use super::submission::Submission;
use crate::event::{Event, EventMask};
use crate::job::{Attempt, BoxFuture, JobContext, JobId, RunEnd};

/// Who is told about a run, and lends it the time.
pub(crate) trait RunObserver: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
    fn context(self: Arc<Self>, job_id: &JobId, run_time: DateTime<Utc>, attempt: Attempt) -> JobContext;
    /// Whether somebody wants to know of this kind of event. Asked first where there are
    /// many, so that nothing is made for nobody.
    fn wants(&self, kind: EventMask) -> bool;
    fn notify(&self, event: Event);
    /// Whether a run that this node has claimed is still the scheduler's, by all that is known here: asked at the last
    /// moment, since the process may have been suspended after it was handed over. If not, it is lost.
    fn may_begin(&self, control: &RunControl, node: Option<u64>) -> bool;
    /// Whether the scheduler still starts runs.
    fn goes_on(&self) -> bool;
    /// Does `then` when so much time has passed, unless what it returns is dropped before.
    fn after(&self, time: Duration, then: BoxFuture<'static, ()>) -> Timer;
    /// For what is done [after](Self::after) some time: waits for some more.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
    /// Takes down how a fire time has ended, for a store that keeps that.
    fn record(&self, control: &RunControl, end: RunEnd);
    /// Takes a run that is to be executed again after this time.
    fn retry_after(self: Arc<Self>, delay: Duration, submission: Submission);
    /// `executor` is the number of the one that had it, if one did.
    fn submission_ended(&self, control: &Arc<RunControl>, executor: Option<usize>);
}

/// Something that happens later, unless this is dropped before.
pub(crate) struct Timer(pub(crate) Option<tokio::task::AbortHandle>);

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
