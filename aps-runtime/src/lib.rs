//! A job scheduler: you annotate functions with their schedule, the compiler checks it, and the
//! program runs them.
//!
//! ```no_run
//! use aps_runtime::prelude::*;
//!
//! /// Midnight on the first fifteen days of May to August.
//! #[scheduled_job(cron = "0 0 1-15 may-aug *", id = "summer_report")]
//! async fn summer_report() -> Result<(), std::io::Error> {
//!     Ok(())
//! }
//!
//! #[aps_runtime::main]
//! async fn main() {}
//! ```
//!
//! | to | see |
//! |---|---|
//! | declare jobs | [`macro@scheduled_job`], [`macro@job`], [`macro@main`] |
//! | say when, checked by the compiler | [`macro@cron`], [`macro@every`], [`macro@at`] |
//! | say when, at run time | [`CronTrigger`], [`IntervalTrigger`], [`CalendarIntervalTrigger`], [`DateTrigger`], [`TimeZone`] |
//! | combine triggers, or write your own | [`AndTrigger`], [`OrTrigger`], [`Trigger`], [`AnyTrigger::custom`] |
//! | add and change jobs while the program runs | [`Scheduler`], [`Job`], [`IntoJob`], [`Now`] |
//! | do so in async code, or without it | [`Verb`], [`Background`] |
//! | give jobs what they need, take what they return | [`State`], [`JobContext`], [`Json`] |
//! | limit, repeat and cancel runs | [`Retry`], [`JobDefaults`], [`Scheduler::cancel_runs`] |
//! | learn what happens | [`Event`], [`Scheduler::add_listener`], [`Scheduler::events`] |
//! | choose where jobs are kept and run | [`SchedulerBuilder`], [`JobStore`], [`Executor`] |
//! | keep jobs after the program has ended, share them with other programs | `SqliteStore`, `PostgresStore`, `MySqlStore`, `RedisStore`, `MongoStore`, [`RunStore`] |
//! | see what was done, by which node, and how the stores are | [`Scheduler::history`], [`Scheduler::nodes`], [`Scheduler::job_stores`] |
//! | configure all this in a file or in the environment | `Config`, [`job_store_type!`], [`executor_type!`] |
//! | test a schedule without waiting | [`testing`] |
//!
//! The terms and their meaning are those of
//! [APScheduler](https://apscheduler.readthedocs.io/en/3.x/); the user guide
//! (`docs/guide.md` in the repository) lists where this crate differs, and why.
//!
//! # Cargo features
//!
//! * `serde`: [`AnyTrigger`] is read and written with serde.
//! * `config`, on by default: configuration from TOML and JSON files, environment variables and
//!   APScheduler's dictionary (`Config`), and export and import of jobs. (With
//!   `default-features = false` a program builds faster, and reads no configuration.)
//! * `yaml`: configuration from YAML files as well.
//! * `sqlite`, `postgres`, `mysql`, `redis`, `mongodb`: job stores that outlive the program and are shared by
//!   many: `SqliteStore`, `PostgresStore`, `MySqlStore`, `RedisStore`, `MongoStore`. (The first three need
//!   Rust 1.94, as sqlx does.)
//! * `stored`: for a store of your own that outlives the program: `StoredJob`, a job as data. The features of
//!   the stores above include it.
//! * `chrono-tz`: a `chrono_tz::Tz` is accepted wherever a [`TimeZone`] is.
//! * `process-pool`: jobs run in processes of their own, on Unix: `ProcessPoolExecutor`.

#![warn(unreachable_pub, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod activity;
mod alias;
mod changes;
mod clock;
#[cfg(feature = "config")]
mod config;
mod config_file;
mod engine;
mod entry;
mod error;
mod event;
mod executor;
mod host;
#[cfg(test)]
#[cfg(shuttle)]
mod interleavings;
mod job;
mod last_resort;
mod named_types;
mod panics;
pub mod prelude;
#[cfg(any(feature = "config", feature = "_sql"))]
mod private_file;
mod race;
mod registry;
mod scheduler;
mod store;
mod sync;
pub mod testing;
#[cfg(feature = "config")]
mod transfer;
#[cfg(all(unix, feature = "process-pool"))]
mod worker;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use aps_triggers::calendar_interval::CalendarInterval;
pub use aps_triggers::cron::{CronBuilder, DstGap, DstOverlap, KeyedFields};
pub use aps_triggers::date::{LocalDate, Moment};
pub use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, Field, IntervalTrigger,
    IntoTimeZone, LocalTime, OrTrigger, ParseError, ParseErrorKind, ParseErrors, TimeZone, Trigger,
    ZoneSource,
};

pub use clock::{Clock, SystemClock};
#[cfg(feature = "config")]
pub use config::Config;
pub use engine::{RunTimes, RunTimesIter, Span};
pub use entry::{Flavor, IntoScheduler, MainConfig, run_main};
pub use error::{Error, ErrorKind};
pub use event::{Event, EventMask, EventStream, Lagged, ListenerId};
#[cfg(all(unix, feature = "process-pool"))]
pub use executor::ProcessPoolExecutor;
pub use executor::{
    AsyncRun, BlockingRun, Call, DefaultExecutor, Executor, ExecutorError, Rejected, Run, RunInfo, RunState,
    ThreadPoolExecutor, TokioExecutor,
};
pub use host::Background;
#[cfg(feature = "_stored")]
pub use job::StoredJob;
pub use job::{
    Arguments, BoxFuture, ByAsyncFn, ByAsyncFnWithContext, ByCall, ByFn, ByFnWithContext, Callee, Closure,
    Inject, IntoJob, IntoJobResult, IntoTrigger, JobBody, JobCall, JobContext, JobDefaults, JobError,
    JobErrorKind, JobFunction, JobId, JobOptions, JobOutput, JobRecord, JobResult, JobSettings, Json, Labels,
    MisfireGraceTime, NewJob, Now, OnNodeLoss, Retry, RunEnd, RunOutcome, RunTicket, ScheduledJob,
    SourceLocation, State, StateType, Storable,
};
pub use registry::Registry;
pub use scheduler::{
    AddJob, Job, JobStatus, JobStoreHealth, JobStoreInfo, JobTable, ModifyJob, RemoveJob, ResumeJob,
    Scheduler, SchedulerBuilder, SchedulerState, Shutdown, Verb, Wait, Zone,
};
#[cfg(feature = "config")]
pub use scheduler::{ExportJobs, ImportJobs, OnConflict};
#[cfg(feature = "mongodb")]
pub use store::MongoStore;
#[cfg(feature = "mysql")]
pub use store::MySqlStore;
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "redis")]
pub use store::RedisStore;
pub use store::{
    Advance, Advanced, Due, Fires, HistoryQuery, Hold, JobStore, JobWrite, Lease, LostRun, MemoryStore, Node,
    NodeRecord, Rerun, Room, RunRecord, RunStore, StoreError, StoreFuture, StoreHost, StoreUrl, Tended,
    Written,
};
#[cfg(feature = "sqlite")]
pub use store::{SqliteStore, Synchronous};
#[cfg(feature = "config")]
pub use transfer::{Difference, ExportReport, ImportChange, ImportReport, ImportedJob, LeftOut};

#[cfg(all(unix, feature = "process-pool"))]
pub use worker::process_worker;

#[doc = include_str!("../docs/at.md")]
pub use aps_macros::at;
#[doc = include_str!("../docs/cron.md")]
pub use aps_macros::cron;
#[doc = include_str!("../docs/every.md")]
pub use aps_macros::every;
#[doc = include_str!("../docs/job.md")]
pub use aps_macros::job;
#[doc = include_str!("../docs/main.md")]
pub use aps_macros::main;
#[doc = include_str!("../docs/scheduled_job.md")]
pub use aps_macros::scheduled_job;

/// The result of asking the scheduler to do something.
pub type Result<T, E = Error> = std::result::Result<T, E>;

// So that the examples of these pages compile and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/guide.md")]
#[doc = include_str!("../../docs/stores.md")]
#[cfg_attr(feature = "config", doc = include_str!("../../docs/configuration.md"))]
struct Pages;
