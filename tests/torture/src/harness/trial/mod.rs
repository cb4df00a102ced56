//! A trial: nodes share a store, are hurt, and are judged.

mod agenda;
mod clerk;
mod controller;
mod fleet;
mod loss;
mod reader;
mod subject;
mod witness;
mod workload;

pub use subject::Subject;

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use fleet::Findings;

use super::Flaw;
use crate::{Budgets, History, Invariant, Report, Summary, check};

/// Why a trial could not be held.
pub type Failure = Box<dyn Error + Send + Sync>;

/// What is tried, and how.
#[derive(Debug)]
pub struct Trial {
    /// The store.
    pub subject: Subject,
    /// The program of a node.
    pub program: PathBuf,
    /// Where the logs are written; emptied before.
    pub directory: PathBuf,
    /// From which it is drawn what is done, and when.
    pub seed: u64,
    /// What is wrong with the store as the nodes see it, if something is to be found out.
    pub flaw: Option<Flaw>,
    /// How many nodes serve at a time.
    pub nodes: u64,
    /// For how long they are hurt.
    pub faults_for: Duration,
    /// How often, on average.
    pub every: Duration,
}

/// What has come of it.
#[derive(Debug)]
pub struct Outcome {
    name: String,
    directory: PathBuf,
    summary: Summary,
    commits_cut: usize,
    report: Report,
    complaints: Vec<String>,
}

impl Trial {
    /// Does all that, and judges.
    ///
    /// # Errors
    ///
    /// If the trial could not be held: that says nothing of the store.
    pub fn run(&self) -> Result<Outcome, Failure> {
        let Findings { mut complaints, commits_cut } = controller::run(self)?;
        let history = History::read(&self.directory)?;
        complaints.extend(left_behind(&history));
        let report = check(&history, &Budgets::default())?;
        let (summary, directory) = (Summary::new(&history, &report), self.directory.clone());
        let name = format!("{}, seed {}, {:?} of faults", self.subject.name(), self.seed, self.faults_for);
        Ok(Outcome { name, directory, summary, commits_cut, report, complaints })
    }
}

/// What must not be in the store once all nodes have left, or must be.
fn left_behind(history: &History) -> Vec<String> {
    let Some(dump) = history.dumps.last() else { return Vec::new() };
    let nodes = dump.nodes.iter().map(|node| format!("{} has left, and is still a node", node.name));
    let unreadable = dump.jobs.iter().filter(|job| job.id == reader::BAD_IDS[0] && job.problem.is_none());
    nodes.chain(unreadable.map(|job| format!("nothing is said of what is wrong with {}", job.id))).collect()
}

impl Outcome {
    /// Whether all is as it should be.
    pub fn is_good(&self) -> bool {
        self.report.violations.is_empty() && self.complaints.is_empty()
    }

    /// Which invariants do not hold.
    pub fn violated(&self) -> BTreeSet<Invariant> {
        self.report.violated()
    }

    /// Removes the logs.
    ///
    /// # Errors
    ///
    /// If that is not possible.
    pub fn forget(&self) -> std::io::Result<()> {
        fs::remove_dir_all(&self.directory)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}commits cut    {}", self.name, self.summary, self.commits_cut)?;
        if !self.is_good() {
            self.complaints.iter().try_for_each(|complaint| writeln!(f, "{complaint}"))?;
            writeln!(f, "{}the logs are in {}", self.report, self.directory.display())?;
        }
        Ok(())
    }
}
