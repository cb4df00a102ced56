//! What `#[aps_runtime::main]` does, as functions that can be called by hand.

use std::error::Error as StdError;
use std::pin::pin;
use std::process::ExitCode;

use tokio::runtime::{Builder, Runtime};

#[cfg(feature = "config")]
use crate::config::Config;
#[cfg(not(feature = "config"))]
use crate::config_file;
use crate::error::{Error, ErrorKind};
use crate::host::blocking;
use crate::host::signals::Signals;
use crate::race::{Winner, race};
use crate::scheduler::{Scheduler, SchedulerBuilder};

/// Which tokio runtime to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavor {
    /// Several worker threads.
    #[default]
    MultiThread,
    /// Everything on the thread of `main`.
    CurrentThread,
}

/// The options of the attribute `#[aps_runtime::main]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MainConfig {
    /// Which runtime. Default: [`Flavor::MultiThread`].
    pub flavor: Flavor,
    /// How many worker threads it has. Default: one for each processor.
    pub worker_threads: Option<usize>,
    /// The configuration file, relative to the working directory. Default: `aps.toml`, or the
    /// same in another format, if there is one.
    pub config: Option<&'static str>,
}

impl MainConfig {
    /// No options set.
    pub const DEFAULT: MainConfig =
        MainConfig { flavor: Flavor::MultiThread, worker_threads: None, config: None };
}

/// What the body of a `main` under `#[aps_runtime::main]` may return.
///
/// `()` means a scheduler that is built from the [configuration](MainConfig::config) alone.
/// Otherwise it returns a [`Scheduler`], started or not. Or it returns a `Result` of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a `main` under `#[aps_runtime::main]`",
    label = "not a scheduler",
    note = "such a `main` returns `()`, `Scheduler`, `Result<(), E>` or `Result<Scheduler, E>`",
    note = "`E` is whatever `?` turns into `Box<dyn Error>`: a type that implements `Error`, `String`, `anyhow::Error`"
)]
pub trait IntoScheduler {
    /// The scheduler to run.
    ///
    /// # Errors
    ///
    /// What the body returned as its error, or what is wrong with the configuration.
    fn into_scheduler(self, main: MainConfig) -> Result<Scheduler, Box<dyn StdError>>;
}

// Without this the compiler lists the `impl`s, and not what the note says in one line.
#[diagnostic::do_not_recommend]
impl IntoScheduler for () {
    fn into_scheduler(self, main: MainConfig) -> Result<Scheduler, Box<dyn StdError>> {
        // A second scheduler would run every declared job twice, or without what the
        // first one was told.
        if Scheduler::any_was_built() {
            return Err("`main` has built a scheduler and does not return it; \
                        let it return `Result<Scheduler, E>`, and end it with `Ok(scheduler)`"
                .into());
        }
        Ok(configured(main.config)?.build()?)
    }
}

#[cfg(feature = "config")]
fn configured(path: Option<&str>) -> Result<SchedulerBuilder, Error> {
    Ok(Scheduler::builder().config(Config::load_from(path)?))
}

#[cfg(not(feature = "config"))]
fn configured(path: Option<&str>) -> Result<SchedulerBuilder, Error> {
    config_file::refuse(path).map(|()| Scheduler::builder())
}

#[diagnostic::do_not_recommend]
impl IntoScheduler for Scheduler {
    fn into_scheduler(self, main: MainConfig) -> Result<Scheduler, Box<dyn StdError>> {
        if let Some(path) = main.config {
            let message = format!(
                "`main` has made its scheduler without `{path}`; \
                 leave `config` out of the attribute, and say `Scheduler::builder().config(Config::from_file(\"{path}\")?)`"
            );
            return Err(message.into());
        }
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoScheduler, E: Into<Box<dyn StdError>>> IntoScheduler for Result<T, E> {
    fn into_scheduler(self, main: MainConfig) -> Result<Scheduler, Box<dyn StdError>> {
        self.map_err(Into::into)?.into_scheduler(main)
    }
}

/// Builds a runtime, runs `body` in it, and then the scheduler that it returns
/// ([`Scheduler::run`]). An error is reported on standard error, with its causes,
/// and becomes exit code 1.
///
/// The attribute turns `async fn main() { … }` into a call of this. With the feature
/// `process-pool` it first calls `process_worker`.
pub fn run_main<F, Fut>(config: MainConfig, body: F) -> ExitCode
where
    F: FnOnce() -> Fut,
    Fut: Future<Output: IntoScheduler>,
{
    #[cfg(all(unix, feature = "process-pool"))]
    crate::worker::process_worker();
    match try_run_main(config, body) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&*error);
            ExitCode::FAILURE
        }
    }
}

fn try_run_main<F, Fut>(config: MainConfig, body: F) -> Result<(), Box<dyn StdError>>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output: IntoScheduler>,
{
    let runtime = build_runtime(config)?;
    let result = runtime.block_on(async {
        let mut signals = Signals::receive("run_main")?;
        let scheduler = heed(&mut signals, body()).await?.into_scheduler(config)?;
        Ok(scheduler.run_with(signals).await?)
    });
    // A run that blocks for ever must not keep the program from ending.
    runtime.shutdown_background();
    result
}

/// Runs the body of `main`. A signal ends it, as it would without us, unless jobs
/// may be running already: then it is kept for the scheduler.
async fn heed<F: Future>(signals: &mut Signals, body: F) -> Result<F::Output, Error> {
    let mut body = pin!(body);
    let signal = match race(signals.next(), body.as_mut()).await {
        Winner::Second(output) => return Ok(output),
        Winner::First(signal) => signal,
    };
    if Scheduler::any_is_up()
        && let Winner::Second(output) = race(signals.next(), body).await
    {
        signals.put_back(signal);
        return Ok(output);
    }
    Err(Error::new(ErrorKind::Interrupted, format!("`main` was ended by {signal}")))
}

pub(crate) fn build_runtime(config: MainConfig) -> std::io::Result<Runtime> {
    let mut builder = match config.flavor {
        Flavor::MultiThread => Builder::new_multi_thread(),
        Flavor::CurrentThread => Builder::new_current_thread(),
    };
    if let Some(worker_threads) = config.worker_threads {
        builder.worker_threads(worker_threads.max(1));
    }
    builder.enable_all().build()
}

#[expect(clippy::print_stderr, reason = "this is where a program reports why it ends")]
fn report(error: &(dyn StdError + 'static)) {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  caused by: {error}");
        cause = error.source();
    }
}

impl Scheduler {
    /// Runs the scheduler on a runtime of its own and returns when the program is
    /// told to end. For a `main` that is not `async`; APScheduler's `BlockingScheduler`.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); [`WouldBlock`](ErrorKind::WouldBlock) in async code, which can
    /// await that; [`System`](ErrorKind::System) if no runtime can be built.
    #[doc(alias = "BlockingScheduler")]
    pub fn run_blocking(&self) -> Result<(), Error> {
        blocking::refuse_in_async_code("run_blocking", "run().await")?;
        let runtime = build_runtime(MainConfig::DEFAULT)
            .map_err(|error| Error::with_source(ErrorKind::System, "no runtime can be built", error))?;
        let result = runtime.block_on(self.run());
        runtime.shutdown_background();
        result
    }
}
