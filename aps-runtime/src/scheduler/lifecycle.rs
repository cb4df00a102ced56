use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use tokio::runtime::Handle;

use super::Scheduler;
use super::core::Core;
use super::start::Start;
use super::verb::Verb;
use crate::activity::Phase;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::panics::contain;

/// What a scheduler is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchedulerState {
    /// Not started yet (also while a start is under way), or shut down.
    #[doc(alias = "STATE_STOPPED")]
    Stopped,
    /// Starts what is due.
    #[doc(alias = "STATE_RUNNING")]
    Running,
    /// Started, but starts no runs.
    #[doc(alias = "STATE_PAUSED")]
    Paused,
    /// Starts no more runs, and is not stopped yet: it may still wait for those under way, and cannot
    /// be started. (APScheduler says that it is stopped.)
    ShuttingDown,
}

/// How many schedulers of this process are up.
pub(super) static UP: AtomicUsize = AtomicUsize::new(0);

/// Starting, pausing and stopping.
impl Scheduler {
    /// What the scheduler is doing.
    pub fn state(&self) -> SchedulerState {
        match self.core.activity.phase() {
            Phase::Running => SchedulerState::Running,
            Phase::Paused => SchedulerState::Paused,
            Phase::Stopping => SchedulerState::ShuttingDown,
            Phase::New | Phase::Starting | Phase::Stopped => SchedulerState::Stopped,
        }
    }

    /// Whether some scheduler of this process is started and not shut down.
    pub(crate) fn any_is_up() -> bool {
        UP.load(Ordering::SeqCst) > 0
    }

    /// Starts the scheduler on the tokio runtime around the call, and returns.
    ///
    /// Pending jobs, the declared ones among them, get their first run time and
    /// go to their stores. Verbs that look for jobs, add or change them wait until that is done.
    /// If it fails, the scheduler is not started: jobs that are in their stores by then stay
    /// there, the others stay pending, and it may be started again.
    ///
    /// Two kinds of pending jobs are left out. One whose trigger has no fire time left is told by a
    /// warning in the log. A declared job whose `date` has passed is told as [`Event::JobMissed`],
    /// unless the job says its own `misfire_grace_time`: otherwise it would run again at each start of
    /// the program.
    ///
    /// # Errors
    ///
    /// [`AlreadyRunning`](crate::ErrorKind::AlreadyRunning), also while it is
    /// [shutting down](SchedulerState::ShuttingDown);
    /// [`NoRuntime`](crate::ErrorKind::NoRuntime), also if the clock cannot wait in this runtime;
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`Store`](crate::ErrorKind::Store).
    pub fn start(&self) -> Verb<()> {
        self.start_as(Phase::Running)
    }

    /// As [`start`](Self::start), but starts no runs until [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_paused(&self) -> Verb<()> {
        self.start_as(Phase::Paused)
    }

    fn start_as(&self, phase: Phase) -> Verb<()> {
        Verb::new(&self.core, |core| core.start(phase)).in_runtime("Scheduler::start")
    }

    /// Starts no more runs until [`resume`](Self::resume). Runs that are under way
    /// go on; what comes due is dealt with at the resumption, by `coalesce` and
    /// `misfire_grace_time`.
    ///
    /// What was claimed before still starts: due jobs are moved on in their store up to 256 at a
    /// time, up to 1,000 in a store that outlives the process, and then their runs start. A pause in the
    /// middle of that comes after them.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped, or about to be.
    pub fn pause(&self) -> Result<(), Error> {
        self.core.switch(Phase::Paused, Event::SchedulerPaused)
    }

    /// Starts runs again after [`pause`](Self::pause).
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped, or about to be.
    pub fn resume(&self) -> Result<(), Error> {
        self.core.switch(Phase::Running, Event::SchedulerResumed)
    }
}

impl Core {
    async fn start(self: Arc<Self>, phase: Phase) -> Result<(), Error> {
        let runtime = Handle::try_current().map_err(|_| Error::no_runtime("Scheduler::start"))?;
        #[cfg(all(unix, feature = "process-pool"))]
        crate::worker::refuse_start()?;
        self.check_timer()?;
        let before = self.activity.enter(Phase::Starting, &[Phase::New, Phase::Stopped]);
        let before = before.map_err(already_running)?;
        // In a task of its own: it goes on to its end even if nobody waits for it.
        let start = Start::new(self, before, runtime.clone());
        runtime.spawn(start.run(phase)).await.unwrap_or_else(|ended| {
            Err(Error::with_source(ErrorKind::System, "the start was ended from outside", ended))
        })
    }

    /// A clock may need a timer that the runtime is without, which would show in the loop only.
    fn check_timer(&self) -> Result<(), Error> {
        let soon = self.clock.now().checked_add_signed(TimeDelta::seconds(1)).unwrap_or_default();
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let polled = contain(|| self.clock.sleep_until(soon).as_mut().poll(&mut context).is_ready());
        polled
            .map(drop)
            .map_err(|message| Error::with_source(ErrorKind::NoRuntime, "the clock cannot wait", message))
    }

    fn switch(&self, to: Phase, event: Event) -> Result<(), Error> {
        let before = self.activity.enter(to, &[Phase::Running, Phase::Paused]).map_err(|_| not_running())?;
        if before != to {
            self.notify(event);
        }
        Ok(())
    }
}

fn already_running(phase: Phase) -> Error {
    let message = match phase {
        Phase::Stopping => "the scheduler is still shutting down; wait for that before you start it again",
        _ => "the scheduler is running already",
    };
    Error::new(ErrorKind::AlreadyRunning, message)
}

pub(super) fn not_running() -> Error {
    Error::new(ErrorKind::NotRunning, "the scheduler is not running")
}
