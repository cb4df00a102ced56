use std::collections::BTreeMap;
use std::fmt;

use chrono::TimeDelta;

use crate::checker::{Budgets, Invariant, Losses, Report, is_first_start, lateness, percentile};
use crate::history::{Body, Ending, FaultKind, History, OnNodeLoss, RunRow, RunState};

/// A history in figures.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Rows of the last dump, by what has become of them.
    pub fires: BTreeMap<RunState, usize>,
    /// How often a body was entered.
    pub starts: usize,
    /// Faults, by kind.
    pub faults: BTreeMap<FaultKind, usize>,
    /// Bodies that came to an end when their run was no longer theirs.
    pub stale_writes: usize,
    /// Fire times that were taken twice.
    pub duplicates: usize,
    /// Bodies that were entered once more because the store has forgotten that they were, as it says it may.
    pub forgotten: usize,
    /// Fire times without a row.
    pub holes: usize,
    /// What is left at rest.
    pub leaks: usize,
    /// How late the middle one of the first starts was.
    pub lateness_p50: TimeDelta,
    /// How late the latest but one in a hundred was.
    pub lateness_p99: TimeDelta,
    /// How late the latest was.
    pub lateness_max: TimeDelta,
}

impl Summary {
    /// Of a history and what the checker says of it.
    pub fn new(history: &History, report: &Report) -> Self {
        let rows = history.dumps.last().map(|dump| dump.runs.as_slice()).unwrap_or_default();
        let found = |invariant| report.violations.iter().filter(|found| found.invariant == invariant).count();
        let is_first =
            |body: &&Body| history.jobs.get(&body.job_id).is_some_and(|job| is_first_start(job, body));
        let mut late: Vec<_> = history.bodies.iter().filter(is_first).map(lateness).collect();
        late.sort();
        Summary {
            fires: count(rows.iter().map(|row| row.state)),
            starts: history.bodies.len(),
            faults: count(history.faults.iter().map(|fault| fault.kind)),
            stale_writes: stale_writes(history, rows),
            duplicates: found(Invariant::I3),
            forgotten: forgotten(history),
            holes: found(Invariant::I1),
            leaks: found(Invariant::I11),
            lateness_p50: percentile(&late, 50).unwrap_or_default(),
            lateness_p99: percentile(&late, 99).unwrap_or_default(),
            lateness_max: late.last().copied().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |f: &mut fmt::Formatter<'_>, name: &str, value: String| writeln!(f, "{name:<14} {value}");
        row(f, "fires", self.fires.values().sum::<usize>().to_string())?;
        for (state, number) in &self.fires {
            row(f, &format!("  {state:?}").to_lowercase(), number.to_string())?;
        }
        row(f, "starts", self.starts.to_string())?;
        row(f, "faults", self.faults.values().sum::<usize>().to_string())?;
        for (kind, number) in &self.faults {
            row(f, &format!("  {kind:?}").to_lowercase(), number.to_string())?;
        }
        row(f, "stale writes", self.stale_writes.to_string())?;
        row(f, "duplicates", self.duplicates.to_string())?;
        row(f, "forgotten", self.forgotten.to_string())?;
        row(f, "holes", self.holes.to_string())?;
        row(f, "leaks", self.leaks.to_string())?;
        row(f, "lateness p50", milliseconds(self.lateness_p50))?;
        row(f, "lateness p99", milliseconds(self.lateness_p99))?;
        row(f, "lateness max", milliseconds(self.lateness_max))
    }
}

fn milliseconds(length: TimeDelta) -> String {
    format!("{} ms", length.num_milliseconds())
}

fn count<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    items.for_each(|item| *counts.entry(item).or_default() += 1);
    counts
}

/// How often the next one of the same fire time was entered for that reason.
fn forgotten(history: &History) -> usize {
    let losses = Losses::of(history, &Budgets::default());
    let mut by_time: BTreeMap<_, Vec<&Body>> = BTreeMap::new();
    for body in &history.bodies {
        by_time.entry((&body.job_id, body.scheduled_run_time)).or_default().push(body);
    }
    let is_rerun =
        |job_id: &str| history.jobs.get(job_id).is_some_and(|job| job.on_node_loss == OnNodeLoss::Rerun);
    let pairs = by_time.values().flat_map(|bodies| bodies.windows(2));
    pairs.filter(|pair| losses.let_start_again(pair[0], pair[1], is_rerun(&pair[0].job_id))).count()
}

/// Bodies that have ended in a living process, and whose rows say that the run was taken from them.
fn stale_writes(history: &History, rows: &[RunRow]) -> usize {
    let by_time: BTreeMap<_, _> =
        rows.iter().map(|row| ((row.job_id.as_str(), row.scheduled_at), row)).collect();
    let is_stale = |body: &&Body| {
        let row = by_time.get(&(body.job_id.as_str(), body.scheduled_run_time));
        let has_ended = body.ended.is_some_and(|(_, ending)| ending != Ending::Died);
        has_ended && row.is_some_and(|row| row.fence > body.fence || row.state == RunState::Abandoned)
    };
    history.bodies.iter().filter(is_stale).count()
}
