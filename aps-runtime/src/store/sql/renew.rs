//! The lease is renewed, the dead are relieved of their runs, and what is old is forgotten.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::database::{Row, Session};
use super::fault::Fault;
use super::nodes::micros;
use super::rows::{IdRow, batch};
use super::signs::Sign;
use super::statement::Statement;
use super::store::{Member, SqlStore};
use crate::clock::{Clock, SystemClock};
use crate::engine::Span;
use crate::job::JobId;
use crate::job::vocabulary::RunTime;
use crate::store::written::micros_from;
use crate::store::{LostRun, StoreError, Tended};

/// Others look at the same nodes: who comes too late need not look again at once.
const SHORTEST_LOOK: Duration = Duration::from_millis(100);

/// For how long writes of jobs can be found out about, beside the time of a lease: nobody asks for longer than that.
const WRITES_KEPT: Duration = Duration::from_secs(60 * 60);

/// How soon it is looked again for what is to be forgotten, if there was nothing.
const FORGET_AFTER: TimeDelta = TimeDelta::seconds(60);

/// How many rows are forgotten in one transaction.
const MOST_FORGOTTEN: i64 = 1_000;

impl SqlStore {
    /// In one statement, on a connection that is there for nothing else: whatever others wait for, but for two claims.
    pub(super) async fn renew(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        let _turn = self.turn.lock().await;
        let values = [
            ("now", self.now(&member.node, now)),
            ("node", (&*member.node.id).into()),
            ("length", micros(self.settings.lease).into()),
        ];
        let mut session = self.connections()?.of_lease().await?;
        match session.execute(&self.statements.renew_node, &values).await? {
            0 => Err(StoreError::LeaseLost),
            _ => Ok(()),
        }
    }

    pub(super) async fn tend(&self, now: DateTime<Utc>) -> Result<Tended, StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        let (mut next, mut lost) = (self.next_to_die(&member, now).await?, Vec::new());
        let (left_behind, again) = self.left_behind();
        if next == Some(Duration::ZERO) || !left_behind.is_empty() {
            lost = self.take_from_dead(&member, &left_behind, now).await?;
            // What was taken has to be told, whatever comes now.
            next = self.next_to_die(&member, now).await.unwrap_or(Some(SHORTEST_LOOK));
        }
        left_behind.into_iter().for_each(Sign::take_down);
        next = next.into_iter().chain(again).min();
        self.forget_now_and_then(&member, now).await;
        let unreadable = self.new_problems(&member).await?;
        Ok(Tended { lost, unreadable, look_again: next.map(|next| next.max(SHORTEST_LOOK)) })
    }

    /// Those whose lease is over, and those that have left a sign behind.
    async fn take_from_dead(
        &self,
        member: &Member,
        left_behind: &[Sign],
        now: DateTime<Utc>,
    ) -> Result<Vec<LostRun>, StoreError> {
        let mut session = self.begin().await?;
        let values =
            [("now", self.now(&member.node, now)), ("margin", micros(self.settings.lease().margin).into())];
        let dead = session.rows(&self.statements.dead_nodes, &values).await?;
        if dead.is_empty() && left_behind.is_empty() {
            session.rollback().await?;
            return Ok(Vec::new());
        }
        let mut dead = dead.iter().map(|row| row.text(0)).collect::<Result<BTreeSet<_>, _>>()?;
        dead.extend(left_behind.iter().filter_map(Sign::node).filter(|node| **node != *member.node.id));
        let rows = batch(dead.iter().map(|id| IdRow { id }))?;
        let at = self.time_for(&mut *session, &member.node, now).await?;
        let lost = self.take_runs(&mut *session, &rows, at).await?;
        session.commit().await?;
        Ok(lost)
    }

    /// Of nodes that are gone with this.
    pub(super) async fn take_runs(
        &self,
        session: &mut dyn Session,
        nodes: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<LostRun>, StoreError> {
        let rows = [("rows", nodes.into())];
        let lost = session.rows(&self.statements.lost_runs, &rows).await?;
        let lost = lost.iter().map(lost_run).collect::<Result<_, _>>()?;
        let at_text = RunTime(at).to_string();
        let values =
            [("rows", nodes.into()), ("at", at_text.as_str().into()), ("at_us", micros_from(at).into())];
        session.execute(&self.statements.take_runs, &values).await?;
        session.execute(&self.statements.drop_functions, &rows).await?;
        session.execute(&self.statements.drop_nodes, &rows).await?;
        Ok(lost)
    }

    /// When another node is dead, unless its lease is renewed.
    async fn next_to_die(&self, member: &Member, now: DateTime<Utc>) -> Result<Option<Duration>, StoreError> {
        let values = [("now", self.now(&member.node, now)), ("node", (&*member.node.id).into())];
        let rows = self.read().await?.rows(&self.statements.next_lease, &values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let Some(lease) = row.number_or_null(0)? else { return Ok(None) };
        let dead = lease.saturating_add(micros(self.settings.lease().margin)).saturating_add(1);
        let rest = u64::try_from(dead.saturating_sub(row.number(1)?)).unwrap_or_default();
        Ok(Some(Duration::from_micros(rest)))
    }

    /// After each renewal, if there was something to forget the last time.
    async fn forget_now_and_then(&self, member: &Member, now: DateTime<Utc>) {
        if !member.may_forget(now, FORGET_AFTER) {
            return;
        }
        match self.forget_old(member, now).await {
            Ok(0) => member.had_nothing_to_forget(now),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot forget old runs: tried again after the next renewal");
            }
        }
    }

    /// What is too old, and what there is too much of; for a tenth of the time until the next renewal. How
    /// much that was.
    async fn forget_old(&self, member: &Member, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let began = SystemClock.elapsed();
        let mut session = self.read().await?;
        let now = self.time_for(&mut *session, &member.node, now).await?;
        let runs = self.forgotten_until(&mut *session, now).await?;
        drop(session);
        let writes = micros_before(now, WRITES_KEPT.saturating_add(self.settings.lease));
        let writes = self.forget(&self.statements.forget_writes, writes, began).await?;
        Ok(writes + self.forget(&self.statements.forget_runs, runs, began).await?)
    }

    async fn forget(&self, statement: &Statement, until: i64, began: Duration) -> Result<u64, StoreError> {
        let (most, mut all) = (self.settings.lease().renew_after / 10, 0);
        loop {
            let mut session = self.begin().await?;
            let values = [("until", until.into()), ("most", MOST_FORGOTTEN.into())];
            let forgotten = session.execute(statement, &values).await?;
            session.commit().await?;
            all += forgotten;
            if forgotten < MOST_FORGOTTEN.cast_unsigned()
                || SystemClock.elapsed().saturating_sub(began) > most
            {
                return Ok(all);
            }
        }
    }

    async fn forgotten_until(
        &self,
        session: &mut dyn Session,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let too_old = micros_before(now, self.settings.keep_for);
        let Some(most) = NonZeroU64::new(self.settings.at_most) else { return Ok(i64::MAX) };
        let before = i64::try_from(most.get() - 1).unwrap_or(i64::MAX);
        let too_many = session.rows(&self.statements.oldest_kept, &[("before", before.into())]).await?;
        let too_many = too_many.first().map(|row| row.number(0)).transpose()?;
        // Those that ended with the last one to be kept are kept.
        Ok(too_many.map_or(too_old, |kept| too_old.max(kept.saturating_sub(1))))
    }
}

fn micros_before(now: DateTime<Utc>, time: Duration) -> i64 {
    now.timestamp_micros().saturating_sub(micros(time))
}

fn lost_run(row: &Row) -> Result<LostRun, Fault> {
    Ok(LostRun {
        job_id: JobId::new(row.text(0)?).map_err(|error| Fault::new(error.to_string()))?,
        times: Span { first: row.time(1)?, through: row.time(2)? },
        node: row.text(3)?.into(),
        is_rerun: row.is_true(4)?,
    })
}
