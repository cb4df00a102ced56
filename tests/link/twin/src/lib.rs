//! A crate that uses an id of another crate.

use aps_runtime::prelude::*;

#[scheduled_job(interval = "1h", id = "orders.nightly")]
fn nightly() {}
