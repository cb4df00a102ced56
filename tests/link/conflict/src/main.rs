//! Links two crates that declare one id.

use aps_runtime::prelude::*;
use link_orders as _;
use link_twin as _;

fn main() -> aps_runtime::Result<()> {
    Scheduler::builder().build().map(drop)
}
