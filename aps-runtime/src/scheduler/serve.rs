use std::sync::Arc;
use std::time::Duration;

use super::batch::BATCH;
use super::core::Core;
use super::keeper::Keeper;
use super::named_store::{NamedStore, answer_of};
use super::place::Place;
use crate::activity::NextWake;
use crate::clock::{Clock, SystemClock};
use crate::engine::{RunTimes, earlier};
use crate::event::Event;
use crate::executor::{Claim, RunObserver};
use crate::job::{RunEnd, RunOutcome};
use crate::race::{Winner, race};
use crate::store::{LostRun, Rerun, RunStore, StoreError, Tended, Written};

/// How long a store is waited for by who is in a hurry: as long as one takes that works. By no clock that a test sets:
/// a store knows only of real time.
const TO_BE_CLOSED: Duration = Duration::from_secs(1);

/// How many ends are written at a time.
const MOST_ENDS: usize = 1000;

/// A store that outlives the process, with who serves it.
#[derive(Clone, Copy)]
pub(super) struct Served<'a> {
    pub(super) named: &'a NamedStore,
    pub(super) keeper: &'a Keeper,
    pub(super) store: &'a dyn RunStore,
}

impl NamedStore {
    /// If the store is of that kind.
    pub(super) fn served(&self) -> Option<Served<'_>> {
        let (keeper, store) = (self.keeper.as_ref()?, self.store.runs()?);
        Some(Served { named: self, keeper, store })
    }
}

impl Core {
    fn served(&self) -> impl Iterator<Item = Served<'_>> {
        self.stores.iter().filter_map(NamedStore::served)
    }

    /// Makes the scheduler a node of each store that others share. If it cannot be one of
    /// one, it is one of none.
    pub(super) async fn join_stores(&self) -> Result<(), crate::Error> {
        for served in self.served().filter(|served| served.keeper.is_closed()) {
            if let Err(error) = self.join(served).await {
                self.leave_stores().await;
                return Err(served.named.error(error));
            }
        }
        Ok(())
    }

    /// For a start that goes no further.
    pub(super) async fn leave_stores(&self) {
        for served in
            self.served().filter(|served| served.keeper.is_closed() && served.keeper.held().is_some())
        {
            self.leave(served).await;
        }
    }

    /// From now on somebody serves each of them.
    pub(super) fn open_stores(self: &Arc<Self>, runtime: &tokio::runtime::Handle) {
        for (index, named) in self.stores.iter().enumerate() {
            if named.keeper.as_ref().is_some_and(Keeper::open) {
                runtime.spawn(keep(Keeping { core: self.clone(), index, has_ended: false }));
            }
        }
    }

    /// Waits until what was claimed has come to its executor, all ends are written and the leases given back; of who is
    /// in a hurry for a moment only. It goes on without being waited for, also where runs are still under way: then the
    /// lease is given back after them.
    pub(super) async fn close_stores(&self) {
        self.served().for_each(|served| served.keeper.close(self));
        let is_closed = |Served { keeper, named, .. }: Served<'_>| {
            keeper.is_closed() || (keeper.is_at_rest() && !named.instances.all().is_empty())
        };
        let all_closed = async {
            self.activity.loop_ended().await;
            self.activity.reached(|| self.served().all(is_closed)).await;
        };
        let in_time = async {
            self.activity.hurried().await;
            SystemClock.sleep(TO_BE_CLOSED).await;
        };
        race(all_closed, in_time).await;
    }

    /// Does whatever there is to do with the store; when there is more.
    async fn serve(self: &Arc<Self>, served: Served<'_>) -> NextWake {
        let Served { named, keeper, .. } = served;
        let now = self.clock.elapsed();
        if let Some(retry_at) = named.retry_at().filter(|retry_at| *retry_at > now) {
            return NextWake::after(retry_at);
        }
        // In a box, so that it is gone before what it has left is dealt with.
        let mut work = Box::pin(self.work(served));
        let mut lease = Box::pin(self.keep_lease(served));
        let winner = race(answer_of(work.as_mut()), lease.as_mut()).await;
        drop(work);
        if matches!(winner, Winner::First(_)) {
            // Not given up half way, which costs a connection.
            race(lease, keeper.renewing()).await;
        }
        match winner {
            Winner::First(Ok(next)) => {
                self.has_recovered(named);
                next
            }
            Winner::First(Err(StoreError::LeaseLost)) | Winner::Second(()) => {
                if let Some(held) = keeper.held() {
                    self.lose_lease(served, held);
                }
                NextWake::after(now)
            }
            Winner::First(Err(error)) => self.fall_back(served, &error),
        }
    }

    /// Tries again before the lease ends, and as often if it has ended.
    fn fall_back(&self, Served { named, keeper, .. }: Served<'_>, error: &StoreError) -> NextWake {
        let soon = keeper.retry_after().unwrap_or(Duration::MAX);
        self.leave_alone(named, error, self.jobstore_retry_interval.min(soon))
    }

    async fn work(self: &Arc<Self>, served: Served<'_>) -> Result<NextWake, StoreError> {
        let Served { named, keeper, store } = served;
        match keeper.held() {
            None => self.join(served).await?,
            Some(_) => self.renew(served).await?,
        }
        // First: what has ended makes room for what is due.
        while self.write_ends(served).await? {}
        if keeper.is_to_be_tended() {
            self.tend(served).await?;
        }
        let id = keeper.loop_id();
        if keeper.is_closing() || !self.activity.may_start_runs(id) {
            return Ok(NextWake::NEVER);
        }
        if keeper.may_have_reruns() {
            let (rooms, node) = (self.rooms(BATCH), named.node());
            let reruns = store.take_reruns(BATCH, &rooms, self.clock.now()).await?;
            keeper.expect_reruns(reruns.len() == BATCH);
            for rerun in reruns {
                self.take_over(named, rerun, node);
            }
        }
        self.process_store(named, id).await
    }

    async fn join(&self, served: Served<'_>) -> Result<(), StoreError> {
        let Served { named, keeper, store } = served;
        let (node, asked) = (self.node(), self.clock.elapsed());
        let lease = store.join(&node, self.clock.now()).await?;
        keeper.joined(asked, lease);
        tracing::info!(store = %named.alias, node = %node.name, id = %node.id, lease = ?lease.length, "joined job store");
        // What dead nodes have left, the one perhaps that this was before, is looked for at once.
        self.tend(served).await
    }

    async fn tend(&self, Served { named, keeper, store }: Served<'_>) -> Result<(), StoreError> {
        let asked = self.clock.elapsed();
        let Tended { lost, unreadable, look_again } = store.tend(self.clock.now()).await?;
        keeper.tended(look_again.map(|look_again| asked.saturating_add(look_again)));
        for run in lost {
            self.tell_lost(named, run);
        }
        for (job_id, error) in unreadable {
            tracing::error!(store = %named.alias, id = %job_id, %error, "stored job cannot be read, and is left alone");
            let (job_id, jobstore, error) = (job_id.into(), named.alias.clone(), error.into());
            self.notify(Event::JobUnreadable { job_id, jobstore, error });
        }
        Ok(())
    }

    fn tell_lost(&self, named: &NamedStore, LostRun { job_id, times, node, is_rerun }: LostRun) {
        tracing::warn!(id = %job_id, scheduled_run_time = %times.first, %node, is_rerun, "run lost, its node is dead");
        let (jobstore, scheduled_run_time) = (named.alias.clone(), times.first);
        self.notify(Event::JobAbandoned { job_id, jobstore, scheduled_run_time, node, is_rerun });
    }

    /// Whether there may be more.
    async fn write_ends(&self, Served { keeper, store, named }: Served<'_>) -> Result<bool, StoreError> {
        let ends = keeper.take_ends(MOST_ENDS);
        if ends.is_empty() {
            return Ok(false);
        }
        let owed = Owed { keeper, ends };
        let written = store.end_runs(&owed.ends).await?;
        let ends = owed.written();
        // Not worth a word of those that have not begun.
        let has_ended = |end: &RunEnd| end.outcome != RunOutcome::Pending;
        let stale = ends.iter().zip(written).filter(|(_, written)| *written == Written::Stale);
        let stale = stale.filter(|(end, _)| has_ended(end));
        for (end, _) in stale {
            let (id, time) = (&end.job_id, end.scheduled_run_time);
            tracing::warn!(store = %named.alias, %id, scheduled_run_time = %time, "run ended, but was no longer this node's");
        }
        Ok(ends.len() == MOST_ENDS)
    }

    /// Starts what a dead node has begun.
    fn take_over(self: &Arc<Self>, named: &NamedStore, rerun: Rerun, node: Option<u64>) {
        let Rerun { job, times, ticket, attempts } = rerun;
        let place = Place::given(self, named, &job, times.first, self.clock.now());
        let claim = Claim { taken_over: Some(attempts), ..named.claim(ticket, node) };
        let due = earlier(job.due_time_of(times.first), claim.ahead);
        let run = RunTimes::through(&job, times.first, times.through);
        self.hand_to_executor(self.submission(run, due, place, Some(claim)));
    }

    async fn leave(&self, Served { named, store, .. }: Served<'_>) {
        match store.leave().await {
            Ok(()) => tracing::info!(store = %named.alias, "left job store"),
            Err(error) => {
                tracing::warn!(store = %named.alias, %error, "cannot leave job store: the lease will run out");
            }
        }
    }
}

/// Ends that are being written, and are still to be written if that does not come about.
struct Owed<'a> {
    keeper: &'a Keeper,
    ends: Vec<RunEnd>,
}

impl Owed<'_> {
    fn written(mut self) -> Vec<RunEnd> {
        std::mem::take(&mut self.ends)
    }
}

impl Drop for Owed<'_> {
    fn drop(&mut self) {
        if !self.ends.is_empty() {
            self.keeper.give_back(std::mem::take(&mut self.ends));
        }
    }
}

/// A store that is being served, however that ends: the runtime may be dropped.
struct Keeping {
    core: Arc<Core>,
    index: usize,
    /// That is told already: somebody else may serve the store by now.
    has_ended: bool,
}

impl Drop for Keeping {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        if let Some(keeper) = self.core.stores.get(self.index).and_then(|named| named.keeper.as_ref()) {
            keeper.closed(&self.core);
        }
    }
}

async fn keep(mut keeping: Keeping) {
    let core = &keeping.core.clone();
    let Some(served) = core.stores.get(keeping.index).and_then(NamedStore::served) else { return };
    let Served { named, keeper, store } = served;
    loop {
        keeper.wait(core, || store.changed()).await;
        loop {
            let next = core.serve(served).await;
            if keeper.is_to_end(named) {
                if keeper.held().is_some() {
                    core.leave(served).await;
                }
                keeping.has_ended = keeper.left(core);
                if keeping.has_ended {
                    return;
                }
                // There was a start meanwhile: it goes on, as a new node.
                continue;
            }
            if !keeper.done(core, next) {
                break;
            }
        }
    }
}
