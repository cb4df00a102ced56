use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::activity::{LoopId, NextWake};
use crate::race::{Winner, race};
use crate::scheduler::Core;

/// The life of a running scheduler: start what is due, then sleep until the
/// next run time or until woken. One timer, no polling.
pub(crate) async fn run_loop(core: Arc<Core>, id: LoopId) {
    let end = LoopEnd { core, id };
    let core = &end.core;
    while core.activity.goes_round(id) {
        core.activity.loop_works();
        let wake = core.process_due_jobs(id).await;
        // A store may have held it up for longer than the scheduler was up; another loop
        // may sleep by now, and what wakes it is not for this one.
        if !core.activity.goes_round(id) {
            break;
        }
        core.activity.loop_sleeps(wake);
        match wake {
            NextWake::At(time) => {
                race(core.activity.woken(), sleep_until(core, time)).await;
            }
            NextWake::Never => core.activity.woken().await,
        }
        // With work without end, others on this thread still get their turn.
        tokio::task::yield_now().await;
    }
}

/// A run time is a time of day, and comes when the clock shows it. The wait for another
/// attempt, or to ask a store again, is over when so much time has passed: it is looked at
/// then as well, also when the clock was set back.
async fn sleep_until(core: &Core, time: DateTime<Utc>) {
    if !core.waits_for_time() {
        return core.clock.sleep_until(time).await;
    }
    let wait = (time - core.clock.now()).to_std().unwrap_or_default();
    if let Winner::Second(()) = race(core.clock.sleep_until(time), core.clock.sleep(wait)).await {
        core.expect_clock_to_show(time);
    }
}

/// However the loop ends, that is known: a scheduler without a loop must not
/// look as if it ran. (The runtime was dropped, or the clock has panicked.)
struct LoopEnd {
    core: Arc<Core>,
    id: LoopId,
}

impl Drop for LoopEnd {
    fn drop(&mut self) {
        if self.core.activity.end_loop(self.id) {
            tracing::error!("the scheduler's loop was ended from outside");
            self.core.stop_at_once();
        }
    }
}
