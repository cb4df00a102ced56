use std::env::{self, VarError};
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use aps_runtime::{MongoStore, MySqlStore, PostgresStore, RedisStore, RunStore, Scheduler, SqliteStore};
use rustix::process::{Signal, set_parent_process_death_signal};

use super::{FailingStore, Failpoint, Flaw, NodeLog, Point, Workshop};

const DIRECTORY: &str = "APS_TORTURE_DIRECTORY";
const PROCESS: &str = "APS_TORTURE_PROCESS";
const STORE: &str = "APS_TORTURE_STORE";
const FAILPOINT: &str = "APS_TORTURE_FAILPOINT";
const FLAW: &str = "APS_TORTURE_FLAW";

/// How long the lease of a node lasts: [`Budgets`](crate::Budgets) knows it, too.
pub(super) const LEASE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_secs(1);
/// Nothing is forgotten: it is wanted in the end.
const KEEP: (Duration, u32) = (Duration::from_secs(24 * 60 * 60), 10_000_000);

/// What a controller tells a node by its environment.
#[derive(Debug)]
pub struct NodeOptions {
    /// Where the logs are.
    pub directory: PathBuf,
    /// The name of the process.
    pub process: String,
    /// The URL of the store.
    pub store: String,
    /// Where it kills itself, if it does.
    pub failpoint: Option<Failpoint>,
    /// What is wrong with its store, if something is.
    pub flaw: Option<Flaw>,
}

impl NodeOptions {
    /// Puts them into the environment of a node that is about to be started.
    pub fn tell(&self, command: &mut Command) {
        command.env(DIRECTORY, &self.directory).env(PROCESS, &self.process).env(STORE, &self.store);
        if let Some(failpoint) = &self.failpoint {
            command.env(FAILPOINT, failpoint.to_string());
        }
        if let Some(flaw) = &self.flaw {
            command.env(FLAW, flaw.to_string());
        }
    }

    /// As the node finds them.
    ///
    /// # Errors
    ///
    /// If something is missing or is not what it should be.
    pub fn from_environment() -> Result<Self, Box<dyn Error>> {
        let (failpoint, flaw) = (optional(FAILPOINT)?, optional(FLAW)?);
        let (directory, process, store) = (env::var(DIRECTORY)?.into(), env::var(PROCESS)?, env::var(STORE)?);
        Ok(NodeOptions { directory, process, store, failpoint, flaw })
    }
}

fn optional<T: FromStr<Err = String>>(name: &str) -> Result<Option<T>, Box<dyn Error>> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(None),
        text => Ok(Some(text?.parse()?)),
    }
}

/// Runs a scheduler until it is told to stop, or whoever has started it dies.
///
/// # Errors
///
/// If it cannot be built or started, or its log not be written.
pub async fn run_node(options: NodeOptions) -> Result<(), Box<dyn Error>> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let log = NodeLog::begin(&options.directory, &options.process)?;
    let never = || Failpoint::new(Point::InBody, u64::MAX);
    let failpoint = Arc::new(options.failpoint.unwrap_or_else(never));
    let scheduler = scheduler(&options.store, Workshop { log, failpoint }, options.flaw)?;
    Ok(scheduler.run().await?)
}

/// A scheduler that shares the store.
pub(super) fn scheduler(
    url: &str,
    workshop: Workshop,
    flaw: Option<Flaw>,
) -> Result<Scheduler, Box<dyn Error>> {
    match url.split(':').next() {
        Some("sqlite") => {
            let store =
                SqliteStore::new(url)?.lease(LEASE).poll_interval(POLL).history(KEEP.0, KEEP.1.into());
            over(store, workshop, flaw)
        }
        Some("postgres") => {
            let store =
                PostgresStore::new(url)?.lease(LEASE).poll_interval(POLL).history(KEEP.0, KEEP.1.into());
            over(store, workshop, flaw)
        }
        Some("mysql") => {
            let store = MySqlStore::new(url)?.lease(LEASE).poll_interval(POLL).history(KEEP.0, KEEP.1.into());
            over(store, workshop, flaw)
        }
        Some("redis") => {
            let store = RedisStore::new(url)?.lease(LEASE).poll_interval(POLL).history(KEEP.0, KEEP.1);
            over(store, workshop, flaw)
        }
        Some("mongodb") => {
            let store = MongoStore::new(url)?.lease(LEASE).poll_interval(POLL).history(KEEP.0, KEEP.1.into());
            over(store, workshop, flaw)
        }
        _ => Err(io::Error::other("there is no store for this URL").into()),
    }
}

fn over(store: impl RunStore, workshop: Workshop, flaw: Option<Flaw>) -> Result<Scheduler, Box<dyn Error>> {
    let store = FailingStore::new(store, workshop.failpoint.clone(), workshop.log.clone(), flaw);
    Ok(Scheduler::builder().timezone("UTC").job_store("default", store).state(workshop).build()?)
}
