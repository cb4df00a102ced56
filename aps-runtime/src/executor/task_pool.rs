use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use tokio::runtime::Handle;

use super::AsyncRun;
use crate::panics::{contain, contain_future};
use crate::sync::{Mutex, MutexGuard};

/// Tasks of a tokio runtime that execute async runs, in the order in which these come. Most runs end as
/// soon as they begin, and a task for each would be half of what they cost: so a task executes
/// one after the other.
///
/// It is as if each had its own, though. Between two runs a task waits for its turn among all
/// tasks of the runtime; and while runs wait, there is one that any thread can take up. So
/// neither a run that waits nor one that blocks its thread holds up those behind it.
pub(super) struct TaskPool {
    runtime: Handle,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    runs: VecDeque<AsyncRun>,
    /// How many tasks are about to take a run, which any thread can take up.
    ready: usize,
}

/// For how many runs there is room in any case. After a burst the rest is given back.
const KEPT_ROOM: usize = 1024;

impl TaskPool {
    pub(super) fn new(runtime: Handle) -> Self {
        TaskPool { runtime, state: Mutex::default() }
    }

    /// A runtime that is gone drops the runs at once, which may call the user's code.
    pub(super) fn submit(self: &Arc<Self>, runs: Vec<AsyncRun>) {
        let mut state = self.state();
        state.runs.extend(runs);
        match state.runs.len() {
            // Whoever brings a single run soon has nothing else to do, and is the fastest to execute it.
            1 if state.ready == 0 => {
                drop(state);
                self.call(Stage::Called);
            }
            _ => self.see_to_the_rest(state),
        }
    }

    /// To be called whenever the number of those has changed that wait, runs or tasks.
    fn see_to_the_rest(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.runs.is_empty() || state.ready > 0 {
            return;
        }
        state.ready += 1;
        drop(state);
        self.call(Stage::Ready);
        leave_to_other_threads(&self.runtime);
    }

    fn call(self: &Arc<Self>, stage: Stage) {
        drop(self.runtime.spawn(Task { pool: self.clone(), stage }.work()));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a task spawns last tokio keeps for its thread, however long that is busy. To be called after it, so that this
/// is a task that does nothing.
pub(crate) fn leave_to_other_threads(runtime: &Handle) {
    drop(runtime.spawn(async {}));
}

struct Task {
    pool: Arc<TaskPool>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// By whoever has brought a run, and may have to wait until that one has nothing else to do.
    Called,
    /// Any thread can take it up. It is counted.
    Ready,
    Executing,
}

impl Task {
    async fn work(mut self) {
        while let Some(run) = self.take() {
            // A run contains the panics of its job. Whatever else may panic costs no other run.
            if let Err(message) = contain_future(pin!(run.execute())).await {
                tracing::error!(message, "a run panicked outside its job");
            }
            if !self.goes_on() {
                return;
            }
            turn_of_others().await;
        }
    }

    fn take(&mut self) -> Option<AsyncRun> {
        let mut state = self.pool.state();
        state.ready -= usize::from(self.stage == Stage::Ready);
        self.stage = Stage::Executing;
        let run = state.runs.pop_front();
        self.pool.see_to_the_rest(state);
        run
    }

    /// Whether there is something left to do.
    fn goes_on(&mut self) -> bool {
        let mut state = self.pool.state();
        if state.runs.is_empty() {
            state.runs.shrink_to(KEPT_ROOM);
            return false;
        }
        state.ready += 1;
        self.stage = Stage::Ready;
        true
    }
}

/// To the back of the queue, in which other threads look for work as well.
async fn turn_of_others() {
    let mut is_back = false;
    poll_fn(|context| {
        if std::mem::replace(&mut is_back, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The runtime is gone before the task has taken a run. Nobody else will: those that are dropped
/// tell their ends.
impl Drop for Task {
    fn drop(&mut self) {
        if self.stage == Stage::Executing {
            return;
        }
        let runs = {
            let mut state = self.pool.state();
            state.ready -= usize::from(self.stage == Stage::Ready);
            std::mem::take(&mut state.runs)
        };
        for run in runs {
            if let Err(message) = contain(|| drop(run)) {
                tracing::error!(message, "a run panicked when it was dropped");
            }
        }
    }
}

impl fmt::Debug for TaskPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskPool").field("waiting", &self.state().runs.len()).finish_non_exhaustive()
    }
}
