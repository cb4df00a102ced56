use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use super::blocking;
use crate::entry::{MainConfig, build_runtime};
use crate::error::{Error, ErrorKind};
use crate::scheduler::{Scheduler, Shutdown, Wait};

impl Scheduler {
    /// Runs the scheduler on a thread of its own, called `aps-scheduler`, and returns when it
    /// has started. For a program that knows nothing of async; APScheduler's
    /// `BackgroundScheduler`.
    ///
    /// The thread has a tokio runtime, in which `async fn` jobs run. It does not keep the
    /// program from ending, and signals are left to the program: call
    /// [`shutdown`](Background::shutdown) at its end if jobs are to be waited for. After a
    /// shutdown the scheduler may be started again, this way or another.
    ///
    /// As with [`run`](Self::run), runs that failed, were missed or were skipped are printed on
    /// standard error if there is neither a `tracing` subscriber nor a listener for them.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// #[job]
    /// fn poll() {}
    ///
    /// fn main() -> aps_runtime::Result<()> {
    ///     let scheduler = Scheduler::builder().build()?;
    ///     let background = scheduler.run_in_background()?;
    ///     scheduler.add_job(poll::job(), CronTrigger::parse("*/5 * * * *")?).wait()?;
    ///     // … what the program is for …
    ///     let left = background.shutdown(Wait::ForJobs)?;
    ///     println!("{left}");
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); [`WouldBlock`](ErrorKind::WouldBlock) in async code, which
    /// can await `start`; [`System`](ErrorKind::System) if there can be no thread or no runtime.
    #[doc(alias = "BackgroundScheduler")]
    pub fn run_in_background(&self) -> Result<Background, Error> {
        blocking::refuse_in_async_code("run_in_background", "start().await")?;
        let (told, started) = channel();
        let scheduler = self.clone();
        let thread = thread::Builder::new()
            .name("aps-scheduler".to_owned())
            .spawn(move || scheduler.live_in_background(told))
            .map_err(|error| Error::with_source(ErrorKind::System, "no thread can be started", error))?;
        started.recv().unwrap_or_else(|ended| {
            Err(Error::with_source(ErrorKind::System, "the start was ended by a panic", ended))
        })?;
        Ok(Background { scheduler: self.clone(), thread })
    }

    /// The life of the thread. Who waits for the start is told how it went.
    fn live_in_background(self, told: Sender<Result<(), Error>>) {
        let runtime = match build_runtime(MainConfig::DEFAULT) {
            Ok(runtime) => runtime,
            Err(error) => {
                let error = Error::with_source(ErrorKind::System, "no runtime can be built", error);
                return drop(told.send(Err(error)));
            }
        };
        runtime.block_on(async {
            self.report_if_nobody_else_does();
            let started = self.start().await;
            let is_up = started.is_ok();
            told.send(started).ok();
            drop(told);
            if is_up {
                self.core().down_and_told().await;
            }
        });
        // A run that blocks for ever must not keep the thread from ending.
        runtime.shutdown_background();
    }
}

/// A scheduler that runs in the background; see [`Scheduler::run_in_background`].
///
/// Dropping it changes nothing: the scheduler goes on until it is shut down or the program
/// ends.
#[derive(Debug)]
pub struct Background {
    scheduler: Scheduler,
    thread: JoinHandle<()>,
}

impl Background {
    /// The scheduler.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    /// Shuts the scheduler down, as [`Scheduler::shutdown`]. With [`Wait::ForJobs`] it waits
    /// as well until the thread has ended, as [`join`](Self::join) does; else for no longer
    /// than it was told to: the thread ends when the listeners were called for everything.
    ///
    /// # Errors
    ///
    /// As [`Scheduler::shutdown`]; [`WouldBlock`](ErrorKind::WouldBlock) in async code. Where it is refused, the
    /// scheduler goes on, and [`Scheduler::shutdown`] of another handle still ends it.
    pub fn shutdown(self, wait: Wait) -> Result<Shutdown, Error> {
        let left = self.scheduler.shutdown(wait).wait()?;
        if wait == Wait::ForJobs {
            self.join()?;
        }
        Ok(left)
    }

    /// Waits until somebody has shut the scheduler down, and its thread has ended. A listener
    /// must not call this: the thread waits for the listeners.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](ErrorKind::WouldBlock) in async code; [`System`](ErrorKind::System) if
    /// the thread has panicked.
    pub fn join(self) -> Result<(), Error> {
        blocking::refuse_in_async_code("join", "spawn_blocking(|| background.join())")?;
        let panicked = |_| Error::new(ErrorKind::System, "the thread of the scheduler has panicked");
        self.thread.join().map_err(panicked)
    }
}
