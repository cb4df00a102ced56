use std::sync::Arc;

use super::race;
use crate::scheduler::{Core, NextWake};

/// The life of a running scheduler: start what is due, then sleep until the
/// next run time or until woken. One timer, no polling.
pub(crate) async fn run_loop(core: Arc<Core>) {
    while !core.is_stopped() {
        core.activity.loop_works();
        let wake = core.process_due_jobs().await;
        core.activity.loop_sleeps(wake);
        match wake {
            NextWake::At(time) => drop(race(core.activity.woken(), core.clock.sleep_until(time)).await),
            NextWake::Never => core.activity.woken().await,
        }
        // With work without end, others on this thread still get their turn.
        tokio::task::yield_now().await;
    }
    core.activity.loop_ended();
}
