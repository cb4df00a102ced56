use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;

use super::Scheduler;
use super::core::Core;
use super::request::JobRequest;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::host::{race, signals, tokio as host};

/// What a scheduler is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchedulerState {
    /// Not started yet, or shut down.
    Stopped,
    /// Starts what is due.
    Running,
    /// Started, but starts no runs.
    Paused,
}

/// How long a shutdown waits for the runs that are under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Until all have ended.
    ForJobs,
    /// Until all have ended, but no longer than this.
    AtMost(Duration),
    /// Not at all. They go on as long as the program does.
    No,
}

/// How many schedulers are started and not shut down.
static UP: AtomicUsize = AtomicUsize::new(0);

/// Starting, pausing and stopping.
impl Scheduler {
    /// What the scheduler is doing.
    pub fn state(&self) -> SchedulerState {
        *self.core.state()
    }

    /// Starts the scheduler on the tokio runtime around the call, and returns.
    ///
    /// Pending jobs, the declared ones among them, get their first run time and
    /// go to their stores. If that fails the scheduler stays stopped. A declared
    /// job whose trigger has no fire time left is left out, with a warning.
    ///
    /// # Errors
    ///
    /// [`AlreadyRunning`](crate::ErrorKind::AlreadyRunning),
    /// [`NoRuntime`](crate::ErrorKind::NoRuntime),
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn start(&self) -> Result<(), Error> {
        self.start_as(SchedulerState::Running).await
    }

    /// As [`start`](Self::start), but starts no runs until [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_paused(&self) -> Result<(), Error> {
        self.start_as(SchedulerState::Paused).await
    }

    async fn start_as(&self, state: SchedulerState) -> Result<(), Error> {
        let runtime =
            tokio::runtime::Handle::try_current().map_err(|_| Error::no_runtime("Scheduler::start"))?;
        let pending = self.core.begin_start()?;
        for named in &self.core.executors {
            named.executor.start();
        }
        if let Err((error, rest)) = self.core.insert_pending(pending).await {
            self.core.pending().extend(rest);
            *self.core.state() = SchedulerState::Stopped;
            return Err(error);
        }
        *self.core.state() = state;
        self.core.log_start();
        self.core.notify(Event::SchedulerStarted);
        UP.fetch_add(1, Ordering::SeqCst);
        self.core.activity.started();
        runtime.spawn(host::run_loop(self.core.clone()));
        Ok(())
    }

    /// Starts no more runs until [`resume`](Self::resume). Runs that are under way
    /// go on; what comes due is dealt with at the resumption, by `coalesce` and
    /// `misfire_grace_time`.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub fn pause(&self) -> Result<(), Error> {
        self.core.switch(SchedulerState::Paused, Event::SchedulerPaused)
    }

    /// Starts runs again after [`pause`](Self::pause).
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub fn resume(&self) -> Result<(), Error> {
        self.core.switch(SchedulerState::Running, Event::SchedulerResumed)
    }

    /// Starts no more runs, waits for those under way, and stops. The scheduler
    /// may be started again; what the stores hold is kept.
    ///
    /// Called from inside a job with [`Wait::ForJobs`] it would wait for itself:
    /// use [`Wait::No`] there.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub async fn shutdown(&self, wait: Wait) -> Result<(), Error> {
        self.core.begin_shutdown()?;
        self.core.activity.no_loop().await;
        self.core.drain(wait).await;
        for named in &self.core.executors {
            named.executor.shutdown();
        }
        let left = self.core.activity.runs();
        tracing::info!(runs_left = left, "scheduler shut down");
        self.core.notify(Event::SchedulerShutdown);
        UP.fetch_sub(1, Ordering::SeqCst);
        self.core.activity.shut_down();
        Ok(())
    }

    /// Whether some scheduler of this process is started and not shut down.
    pub(crate) fn any_is_up() -> bool {
        UP.load(Ordering::SeqCst) > 0
    }

    /// Starts the scheduler, if it is not running yet, and serves until the
    /// program is told to end (Ctrl-C, SIGTERM) or somebody calls
    /// [`shutdown`](Self::shutdown). Then waits for the runs under way; a second
    /// signal ends the wait.
    ///
    /// `#[aps_runtime::main]` does this for you.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); [`System`](crate::ErrorKind::System) if signals
    /// cannot be received.
    pub async fn run(&self) -> Result<(), Error> {
        let mut signals = signals::Signals::new()
            .map_err(|error| Error::with_source(ErrorKind::System, "signals cannot be received", error))?;
        if self.state() == SchedulerState::Stopped {
            self.start().await?;
        }
        let Some(signal) = race(signals.next(), self.core.activity.down()).await else {
            return Ok(());
        };
        tracing::info!(signal, "shutting down; once more to end without waiting for jobs");
        if let Some(signal) = race(signals.next(), self.shutdown(Wait::ForJobs)).await {
            tracing::warn!(signal, runs_left = self.core.activity.runs(), "ending at once");
        }
        Ok(())
    }
}

impl Core {
    fn begin_start(&self) -> Result<Vec<JobRequest>, Error> {
        let mut state = self.state();
        if *state != SchedulerState::Stopped {
            return Err(Error::new(ErrorKind::AlreadyRunning, "the scheduler is running already"));
        }
        // Until all pending jobs are in, so that none starts before.
        *state = SchedulerState::Paused;
        Ok(std::mem::take(&mut *self.pending()))
    }

    /// On failure gives back what is not in a store, the failed one included.
    async fn insert_pending(&self, pending: Vec<JobRequest>) -> Result<(), (Error, Vec<JobRequest>)> {
        let mut pending = pending.into_iter();
        while let Some(request) = pending.next() {
            match self.insert(request.clone()).await {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TriggerFinished => {
                    tracing::warn!(%error, "job left out");
                }
                Err(error) => return Err((error, std::iter::once(request).chain(pending).collect())),
            }
        }
        Ok(())
    }

    fn log_start(&self) {
        for (name, jobs) in self.registry.jobs_per_crate() {
            tracing::info!(crate_name = name, jobs, "declared jobs collected");
        }
        let zones = aps_triggers::TimeZone::source();
        tracing::info!(timezone = %self.timezone, %zones, "scheduler started");
    }

    fn switch(&self, to: SchedulerState, event: Event) -> Result<(), Error> {
        let before = {
            let mut state = self.state();
            if *state == SchedulerState::Stopped {
                return Err(not_running());
            }
            std::mem::replace(&mut *state, to)
        };
        if before != to {
            self.notify(event);
            self.activity.wake();
        }
        Ok(())
    }

    fn begin_shutdown(&self) -> Result<(), Error> {
        let before = std::mem::replace(&mut *self.state(), SchedulerState::Stopped);
        if before == SchedulerState::Stopped {
            return Err(not_running());
        }
        self.activity.wake();
        Ok(())
    }

    async fn drain(&self, wait: Wait) {
        match wait {
            Wait::No => {}
            Wait::ForJobs => self.activity.no_runs().await,
            Wait::AtMost(limit) => {
                let deadline = TimeDelta::from_std(limit)
                    .ok()
                    .and_then(|limit| self.clock.now().checked_add_signed(limit))
                    .unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC);
                race(self.clock.sleep_until(deadline), self.activity.no_runs()).await;
            }
        }
    }
}

fn not_running() -> Error {
    Error::new(ErrorKind::NotRunning, "the scheduler is not running")
}
