//! What the jobs of a trial do. Linked into each node and into the controller, which adds the jobs.

use std::sync::Arc;
use std::time::Duration;

use aps_runtime::State;
use aps_runtime::prelude::*;

use super::clock::wait;
use super::{Failpoint, NodeLog, Point};

/// What a node lends its jobs.
#[derive(Debug, Clone)]
pub struct Workshop {
    /// Where they write down that they run.
    pub log: Arc<NodeLog>,
    /// Whether they are killed.
    pub failpoint: Arc<Failpoint>,
}

/// Takes so many milliseconds, and fails if it is to.
///
/// # Errors
///
/// Then.
#[job]
pub async fn work(
    millis: u64,
    fails: bool,
    State(workshop): State<Workshop>,
    context: JobContext,
) -> Result<(), String> {
    let fence = context.fence().unwrap_or_default();
    let entered = workshop.log.enter(context.job_id().as_str(), context.scheduled_run_time(), fence);
    workshop.failpoint.pass(Point::InBody, &workshop.log);
    wait(Duration::from_millis(millis)).await;
    if fails {
        entered.failed();
        return Err("this was meant to happen".into());
    }
    entered.returned();
    Ok(())
}
