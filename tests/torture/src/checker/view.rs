//! The history, laid out by job.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};

use super::life::Life;
use super::losses::Losses;
use super::{Budgets, Invariant, Violation};
use crate::history::{Body, Dump, Ending, Fault, History, Job, RunRow};
use crate::oracle::ScheduleError;

/// A history with what all checks need of it.
pub(crate) struct View<'a> {
    pub(crate) history: &'a History,
    pub(crate) budgets: &'a Budgets,
    pub(crate) jobs: Vec<JobView<'a>>,
    /// What is about jobs of which the controller knows nothing.
    pub(crate) strays: JobRecords<'a>,
    /// What the store may have forgotten.
    pub(crate) losses: Losses,
    /// When the last dump began.
    pub(crate) read_at: DateTime<Utc>,
}

/// One job.
pub(crate) struct JobView<'a> {
    pub(crate) job: &'a Job,
    pub(crate) life: Life,
    /// The times of its schedule from when it was added until the last dump.
    pub(crate) times: Vec<DateTime<Utc>>,
    /// For each time the rows of the last dump that cover it.
    pub(crate) covering: Vec<Vec<&'a RunRow>>,
    pub(crate) records: JobRecords<'a>,
}

/// The rows of the last dump and the bodies of one job.
#[derive(Default)]
pub(crate) struct JobRecords<'a> {
    /// Those of its schedule, by time.
    pub(crate) rows: Vec<&'a RunRow>,
    /// Those that somebody asked for.
    pub(crate) manual_rows: Vec<&'a RunRow>,
    /// By start.
    pub(crate) bodies: Vec<&'a Body>,
}

impl<'a> View<'a> {
    pub(crate) fn new(history: &'a History, budgets: &'a Budgets) -> Result<Self, ScheduleError> {
        let read_at = history.dumps.last().map_or(DateTime::<Utc>::MIN_UTC, |dump| dump.began);
        let mut records = records(history);
        let mut jobs = Vec::new();
        for job in history.jobs.values() {
            let records = records.remove(job.id.as_str()).unwrap_or_default();
            jobs.push(JobView::new(job, history, records, read_at)?);
        }
        let mut strays = JobRecords::default();
        for stray in records.into_values() {
            strays.rows.extend(stray.rows);
            strays.manual_rows.extend(stray.manual_rows);
            strays.bodies.extend(stray.bodies);
        }
        let losses = Losses::of(history, budgets);
        Ok(View { history, budgets, jobs, strays, losses, read_at })
    }

    pub(crate) fn last_dump(&self) -> Option<&'a Dump> {
        self.history.dumps.last()
    }

    /// When a body was left; if it never was, when the store was read.
    pub(crate) fn end_of(&self, body: &Body) -> DateTime<Utc> {
        body.ended.map_or(self.read_at, |(at, _)| at)
    }

    /// What has befallen a process, or all of them.
    pub(crate) fn faults_of(&self, process: &str) -> impl Iterator<Item = &'a Fault> {
        let process = process.to_owned();
        self.history
            .faults
            .iter()
            .filter(move |fault| fault.process.as_ref().is_none_or(|befallen| *befallen == process))
    }
}

fn records(history: &History) -> BTreeMap<&str, JobRecords<'_>> {
    let mut records: BTreeMap<&str, JobRecords<'_>> = BTreeMap::new();
    for row in history.dumps.last().into_iter().flat_map(|dump| &dump.runs) {
        let of_job = records.entry(&row.job_id).or_default();
        if row.manual { of_job.manual_rows.push(row) } else { of_job.rows.push(row) }
    }
    for body in &history.bodies {
        records.entry(&body.job_id).or_default().bodies.push(body);
    }
    for of_job in records.values_mut() {
        of_job.rows.sort_by_key(|row| (row.scheduled_at, row.generation));
        of_job.bodies.sort_by_key(|body| body.started);
    }
    records
}

impl<'a> JobView<'a> {
    fn new(
        job: &'a Job,
        history: &History,
        records: JobRecords<'a>,
        read_at: DateTime<Utc>,
    ) -> Result<Self, ScheduleError> {
        let life = Life::of(history.calls.iter().filter(|call| call.job_id == job.id));
        let times = match life.segments().get(1) {
            Some(added) => job.schedule.times(added.from, read_at)?,
            None => Vec::new(),
        };
        let mut covering = vec![Vec::new(); times.len()];
        for row in &records.rows {
            let first = times.partition_point(|time| *time < row.scheduled_at);
            let covered = covering.iter_mut().zip(&times).skip(first);
            covered.take_while(|(_, time)| **time <= row.through_at).for_each(|(rows, _)| rows.push(*row));
        }
        Ok(JobView { job, life, times, covering, records })
    }

    /// Its fire times after one instant and before another.
    pub(crate) fn times_between(&self, after: DateTime<Utc>, before: DateTime<Utc>) -> &[DateTime<Utc>] {
        let first = self.times.partition_point(|time| *time <= after);
        let end = self.times.partition_point(|time| *time < before);
        self.times.get(first..end).unwrap_or_default()
    }

    pub(crate) fn is_of_schedule(&self, time: DateTime<Utc>) -> bool {
        self.times.binary_search(&time).is_ok()
    }

    /// Whether a body is of a run that somebody asked for.
    pub(crate) fn is_manual(&self, body: &Body) -> bool {
        !self.is_of_schedule(body.scheduled_run_time)
            && self.records.manual_rows.iter().any(|row| row.scheduled_at == body.scheduled_run_time)
    }

    /// The bodies of its schedule's runs.
    pub(crate) fn scheduled_bodies(&self) -> impl Iterator<Item = &'a Body> {
        self.records.bodies.iter().copied().filter(|body| !self.is_manual(body))
    }

    pub(crate) fn violation(
        &self,
        invariant: Invariant,
        at: DateTime<Utc>,
        text: impl Into<String>,
    ) -> Violation {
        Violation { invariant, job_id: Some(self.job.id.clone()), at: Some(at), text: text.into() }
    }
}

/// An instant, with no more digits than it has.
pub(crate) fn short(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Rows for people.
pub(crate) fn show_rows<'a>(rows: impl IntoIterator<Item = &'a RunRow>) -> String {
    let mut text = String::new();
    for row in rows {
        let RunRow { generation, state, slot, token, fence, .. } = row;
        let node = row.node_id.as_deref().unwrap_or("-");
        let generation = generation.map_or("-".into(), |generation| generation.to_string());
        let (first, through) = (short(row.scheduled_at), short(row.through_at));
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "[{first}..={through} gen {generation} {state:?} slot {slot:?} node {node} token {token} fence {fence}]"
        );
    }
    if text.is_empty() { "no row".into() } else { text }
}

/// Bodies for people.
pub(crate) fn show_bodies<'a>(bodies: impl IntoIterator<Item = &'a Body>) -> String {
    let mut text = String::new();
    for body in bodies {
        let (time, started) = (short(body.scheduled_run_time), short(body.started));
        let end = body.ended.map_or("no end".into(), |(at, ending)| show_end(at, ending));
        let (process, fence) = (&body.process, body.fence);
        let _ = write!(text, "[{time} fence {fence} on {process} from {started}, {end}]");
    }
    if text.is_empty() { "no body".into() } else { text }
}

fn show_end(at: DateTime<Utc>, ending: Ending) -> String {
    format!("{ending:?} at {}", short(at))
}
