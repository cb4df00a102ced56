use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::batch::BATCH;
use super::core::Core;
use super::named_store::{NamedStore, answer_of};
use crate::activity::{LoopId, NextWake};
use crate::engine::earlier;
use crate::event::Event;
use crate::executor::{RunObserver, RunState};
use crate::store::StoreError;

/// How long to wait for a store of whose due jobs none can be started.
const CONTRADICTION: Duration = Duration::from_secs(1);

/// How often it is asked before that.
const PATIENCE: u32 = 3;

/// The same, where other nodes may be quicker; and how long it is left to them each time.
const PATIENCE_WITH_OTHERS: u32 = 100;
const TURN_OF_OTHERS: Duration = Duration::from_millis(10);

impl Core {
    /// Starts what is due. APScheduler's `_process_jobs`.
    pub(crate) async fn process_due_jobs(self: &Arc<Self>, id: LoopId) -> NextWake {
        self.resume_retries(id);
        let mut next = NextWake::after(self.retries.next());
        let first = self.first_store.load(Ordering::Relaxed);
        for named in self.stores.iter().cycle().skip(first).take(self.stores.len()) {
            if !self.activity.may_start_runs(id) {
                return NextWake::NEVER;
            }
            next = next.or(match &named.keeper {
                // One that others share, which may be far away: it must not hold up those here.
                Some(keeper) => keeper.look(self, id),
                None => self.process_store_or_retry(named, id).await,
            });
        }
        next
    }

    fn resume_retries(self: &Arc<Self>, id: LoopId) {
        while self.activity.may_start_runs(id)
            && let Some(submission) = self.retries.take_due(self.clock.elapsed())
        {
            self.activity.run_started();
            submission.control().wait(RunState::Queued, self.clock.now());
            self.hand_to_executor(submission);
        }
    }

    /// A store that fails or panics must not end the loop, nor hold up the others.
    pub(super) async fn process_store_or_retry(self: &Arc<Self>, named: &NamedStore, id: LoopId) -> NextWake {
        if let Some(retry_at) = named.retry_at().filter(|retry_at| *retry_at > self.clock.elapsed()) {
            return NextWake::after(retry_at);
        }
        match answer_of(pin!(self.process_store(named, id))).await {
            Ok(next) => {
                self.has_recovered(named);
                next
            }
            Err(error) => self.leave_alone(named, &error, self.jobstore_retry_interval),
        }
    }

    pub(super) fn leave_alone(
        &self,
        named: &NamedStore,
        error: &StoreError,
        retry_after: Duration,
    ) -> NextWake {
        let retry_at = self.clock.elapsed().saturating_add(retry_after);
        let (jobstore, error) = (named.alias.clone(), Arc::<str>::from(error.to_string()));
        tracing::error!(store = %jobstore, %error, ?retry_after, "job store failed");
        named.has_failed(self.clock.now(), error.clone(), retry_at);
        self.notify(Event::JobStoreFailed { jobstore, error });
        NextWake::after(retry_at)
    }

    pub(super) fn has_recovered(&self, named: &NamedStore) {
        if named.works() {
            tracing::info!(store = %named.alias, "job store works again");
            self.notify(Event::JobStoreRecovered { jobstore: named.alias.clone() });
        }
    }

    pub(super) async fn process_store(
        self: &Arc<Self>,
        named: &NamedStore,
        id: LoopId,
    ) -> Result<NextWake, StoreError> {
        let (now, batch) = (self.clock.now(), named.batch_size.get());
        let mut due = named.store.due_jobs(now, batch, &self.rooms(batch)).await?;
        let ahead = named.is_ahead_by(due.now - now);
        let more_may_be_due = due.jobs.len() >= batch;
        due.jobs = self.with_room(named, due.jobs);
        named.batch_size.start(due.jobs.len(), batch);
        if !self.activity.may_start_runs(id) {
            return Ok(NextWake::NEVER);
        }
        let has_started = self.start_due_jobs(named, due).await?;
        if has_started {
            self.let_others_go_first(named);
        }
        let next = if more_may_be_due {
            Some(now)
        } else {
            // By the room that is left. What leaves an executor that has none wakes the loop.
            named.store.next_run_time(&self.rooms(BATCH)).await?.map(|next| earlier(next, ahead))
        };
        if has_started || next.is_none_or(|next| next > now) {
            named.not_in_vain();
            return Ok(NextWake::at(next));
        }
        Ok(self.look_again_in_vain(named, now))
    }

    /// Else a store in which something is always due would have all the room of an executor.
    fn let_others_go_first(&self, named: &NamedStore) {
        if let Some(index) = self.stores.iter().position(|other| std::ptr::eq(other, named)) {
            self.first_store.store(index + 1, Ordering::Relaxed);
        }
    }

    /// It says that something is due, of which nothing could be started: others were quicker,
    /// who have woken the loop if they belong to this process; or it contradicts itself, and
    /// must not keep the loop busy.
    fn look_again_in_vain(&self, named: &NamedStore, now: DateTime<Utc>) -> NextWake {
        let times = named.count_in_vain();
        let (patience, again) = match named.keeper {
            Some(_) => {
                (PATIENCE_WITH_OTHERS, NextWake::after(self.clock.elapsed().saturating_add(TURN_OF_OTHERS)))
            }
            None => (PATIENCE, NextWake::at(now)),
        };
        if times < patience {
            return again;
        }
        if times == patience {
            tracing::error!(store = %named.alias, pause = ?CONTRADICTION, "job store has jobs due that cannot be started");
        }
        NextWake::after(self.clock.elapsed().saturating_add(CONTRADICTION))
    }
}
