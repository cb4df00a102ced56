//! A crate with a job that its user never names, so that it is not linked.

use aps_runtime::prelude::*;

#[scheduled_job(interval = "1h", id = "unnamed.lost")]
fn lost() {}
