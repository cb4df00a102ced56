use std::env::{self, VarError};
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use aps_runtime::{RunStore, Scheduler};

use super::{FailingStore, Failpoint, NodeLog, Point, Workshop};

const DIRECTORY: &str = "APS_TORTURE_DIRECTORY";
const PROCESS: &str = "APS_TORTURE_PROCESS";
const FAILPOINT: &str = "APS_TORTURE_FAILPOINT";

/// What a controller tells a node by its environment.
#[derive(Debug)]
pub struct NodeOptions {
    /// Where the logs are.
    pub directory: PathBuf,
    /// The name of the process.
    pub process: String,
    /// Where it kills itself, if it does.
    pub failpoint: Option<Failpoint>,
}

impl NodeOptions {
    /// Puts them into the environment of a node that is about to be started.
    pub fn tell(&self, command: &mut Command) {
        command.env(DIRECTORY, &self.directory).env(PROCESS, &self.process);
        if let Some(failpoint) = &self.failpoint {
            command.env(FAILPOINT, failpoint.to_string());
        }
    }

    /// As the node finds them.
    ///
    /// # Errors
    ///
    /// If something is missing or is not what it should be.
    pub fn from_environment() -> Result<Self, Box<dyn Error>> {
        let failpoint = match env::var(FAILPOINT) {
            Err(VarError::NotPresent) => None,
            text => Some(text?.parse::<Failpoint>()?),
        };
        Ok(NodeOptions { directory: env::var(DIRECTORY)?.into(), process: env::var(PROCESS)?, failpoint })
    }
}

/// Runs a scheduler until it is told to stop.
///
/// # Errors
///
/// If it cannot be built or started, or its log not be written.
pub async fn run_node(store: impl RunStore, options: NodeOptions) -> Result<(), Box<dyn Error>> {
    let log = NodeLog::begin(&options.directory, &options.process)?;
    let never = || Failpoint::new(Point::InBody, u64::MAX);
    let failpoint = Arc::new(options.failpoint.unwrap_or_else(never));
    let scheduler = Scheduler::builder()
        .timezone("UTC")
        .job_store("default", FailingStore::new(store, failpoint.clone()))
        .state(Workshop { log, failpoint })
        .build()?;
    Ok(scheduler.run().await?)
}
