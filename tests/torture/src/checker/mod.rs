//! Whether a history is one that may be.

mod budgets;
mod fires;
mod instances;
mod lateness;
mod life;
mod losses;
mod pauses;
mod remains;
mod starts;
mod view;
mod writes;

pub use budgets::Budgets;
pub(crate) use lateness::{is_first_start, lateness, percentile};
pub(crate) use losses::Losses;

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};

use crate::history::History;
use crate::oracle::ScheduleError;
use view::View;

/// What must hold of each history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// No fire is lost: each fire time that was to come has a row that covers it.
    I1,
    /// No fire is invented: each row begins at a time of its job's schedule, or was asked for.
    I2,
    /// No fire is taken twice: one row, one start, or one for each fence.
    I3,
    /// Stale writers lose: what a row says of its end is what its holder did, and it stays.
    I4,
    /// Never more than `max_instances` bodies of live nodes at once.
    I5,
    /// The fire times of a job are taken in one chain, without holes and never back.
    I6,
    /// Nothing is claimed of a job that is paused or removed.
    I7,
    /// What starts is not later than its grace time, and what was missed would have been.
    I8,
    /// After the last fault each job fires again, and in time.
    I9,
    /// No body is entered without a committed row about its run.
    I10,
    /// At rest nothing is left: no slot, no run under way, no dead node.
    I11,
    /// What cannot be run is kept, and nothing is removed that nobody removed.
    I12,
}

/// That an invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// The job, if it is about one.
    pub job_id: Option<String>,
    /// The fire time or the instant.
    pub at: Option<DateTime<Utc>>,
    /// What is wrong, with the rows and the bodies that show it.
    pub text: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.invariant)?;
        if let Some(job) = &self.job_id {
            write!(f, " {job}")?;
        }
        if let Some(at) = self.at {
            write!(f, " {}", view::short(at))?;
        }
        write!(f, ": {}", self.text)
    }
}

/// What the checker has found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong, by invariant.
    pub violations: Vec<Violation>,
}

impl Report {
    /// Which invariants do not hold.
    pub fn violated(&self) -> BTreeSet<Invariant> {
        self.violations.iter().map(|violation| violation.invariant).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        for invariant in self.violated() {
            let of_it: Vec<_> = self.violations.iter().filter(|found| found.invariant == invariant).collect();
            for violation in of_it.iter().take(SHOWN) {
                writeln!(f, "{violation}")?;
            }
            if of_it.len() > SHOWN {
                writeln!(f, "{invariant:?}: and {} more", of_it.len() - SHOWN)?;
            }
        }
        Ok(())
    }
}

/// Judges a history.
///
/// # Errors
///
/// If the oracle does not understand a schedule.
pub fn check(history: &History, budgets: &Budgets) -> Result<Report, ScheduleError> {
    let view = View::new(history, budgets)?;
    let checks = [
        fires::no_lost_fire,
        fires::no_invented_fire,
        starts::no_duplicate,
        writes::stale_writers_lose,
        instances::max_instances,
        fires::one_chain,
        pauses::pauses_are_kept,
        lateness::misfire_grace_time,
        lateness::liveness,
        starts::nothing_starts_uncommitted,
        remains::nothing_leaks,
        remains::what_is_bad_is_kept,
    ];
    let violations = checks.iter().flat_map(|check| check(&view)).collect();
    Ok(Report { violations })
}
