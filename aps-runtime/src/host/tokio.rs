use std::future::pending;
use std::sync::Arc;

use crate::activity::{LoopId, NextWake};
use crate::race::race;
use crate::scheduler::Core;

/// The life of a running scheduler: start what is due, then sleep until the
/// next run time or until woken. One timer, no polling.
pub(crate) fn run_loop(core: Arc<Core>, id: LoopId) -> impl Future<Output = ()> + Send {
    // Made here, since the runtime may be dropped before this is first polled.
    let end = LoopEnd { core, id };
    async move { go_round(&end.core, end.id).await }
}

/// After how many rounds the loop lets others on its thread have their turn in any case.
const MOST_ROUNDS: usize = 8;

async fn go_round(core: &Arc<Core>, id: LoopId) {
    let mut rounds = 0;
    while core.activity.goes_round(id) {
        let ended = core.activity.ended();
        core.activity.loop_works();
        let wake = core.process_due_jobs(id).await;
        // A store may have held it up for longer than the scheduler was up; another loop
        // may sleep by now, and what wakes it is not for this one.
        if !core.activity.goes_round(id) {
            break;
        }
        core.activity.loop_sleeps(wake);
        race(core.activity.woken(), sleep(core, wake)).await;
        // With work without end, others on this thread still get their turn. But as long as other
        // threads execute what was started, the loop sees to it that they do not run out of it.
        rounds += 1;
        if rounds == MOST_ROUNDS || core.activity.ended() == ended {
            rounds = 0;
            tokio::task::yield_now().await;
        }
    }
}

/// A run time is a time of day, and comes when the clock shows it. The wait for another
/// attempt, or to ask a store again, is over when so much time has passed.
async fn sleep(core: &Core, until: NextWake) {
    let shown = async {
        match until.at {
            Some(time) => core.clock.sleep_until(time).await,
            None => pending().await,
        }
    };
    let passed = async {
        match until.after {
            Some(after) => core.clock.sleep(after.saturating_sub(core.clock.elapsed())).await,
            None => pending().await,
        }
    };
    race(shown, passed).await;
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
