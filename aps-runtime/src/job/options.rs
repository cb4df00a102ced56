use std::num::NonZeroU32;
use std::time::Duration;

use super::Retry;

/// How late a run may start and still run.
///
/// The name is APScheduler's. Its default there is one second, which silently
/// loses runs on a busy machine; here the default is [`Unlimited`](Self::Unlimited):
/// a late run runs late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MisfireGraceTime {
    /// A run runs, however late it is.
    #[default]
    Unlimited,
    /// A run that would start more than this after its time is reported as missed instead.
    Within(Duration),
}

impl MisfireGraceTime {
    /// Whether a run that is late by this much still runs.
    pub fn allows(self, lateness: Duration) -> bool {
        match self {
            MisfireGraceTime::Unlimited => true,
            MisfireGraceTime::Within(limit) => lateness <= limit,
        }
    }
}

impl From<Duration> for MisfireGraceTime {
    fn from(limit: Duration) -> Self {
        MisfireGraceTime::Within(limit)
    }
}

/// `None` is [`Unlimited`](MisfireGraceTime::Unlimited), as in APScheduler.
impl From<Option<Duration>> for MisfireGraceTime {
    fn from(limit: Option<Duration>) -> Self {
        limit.map_or(MisfireGraceTime::Unlimited, MisfireGraceTime::Within)
    }
}

/// What becomes of a run whose node died in the middle of it.
///
/// This matters only in stores that several nodes share, since a
/// [`MemoryStore`](crate::MemoryStore) dies with its node. It is kept with the job in any
/// store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnNodeLoss {
    /// It is given up. Right for work that must not be done twice.
    #[default]
    Abandon,
    /// It is run again on another node. Right for work that may be done twice.
    Rerun,
}

/// How a job is to be run. The scheduler's [`JobDefaults`] fill in what is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobOptions {
    /// A name for people; the function's registered name if not given.
    pub name: Option<&'static str>,
    /// See [`JobDefaults::coalesce`].
    pub coalesce: Option<bool>,
    /// See [`JobDefaults::max_instances`].
    pub max_instances: Option<NonZeroU32>,
    /// See [`JobDefaults::misfire_grace_time`].
    pub misfire_grace_time: Option<MisfireGraceTime>,
    /// The alias of the executor that runs the job; the scheduler's default if not given.
    pub executor: Option<&'static str>,
    /// The alias of the store that keeps the job; `default` if not given.
    pub jobstore: Option<&'static str>,
    /// See [`JobDefaults::timeout`].
    pub timeout: Option<Duration>,
    /// See [`JobDefaults::retry`].
    pub retry: Option<Retry>,
    /// See [`JobDefaults::on_node_loss`].
    pub on_node_loss: Option<OnNodeLoss>,
    /// Whether the job is paused when it is first put into its store.
    pub paused: bool,
}

impl JobOptions {
    /// Everything left open.
    pub const DEFAULT: JobOptions = JobOptions {
        name: None,
        coalesce: None,
        max_instances: None,
        misfire_grace_time: None,
        executor: None,
        jobstore: None,
        timeout: None,
        retry: None,
        on_node_loss: None,
        paused: false,
    };
}

/// The defaults for jobs that do not set these options themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobDefaults {
    /// Whether several runs that have become due together (the program slept, the
    /// machine was down) are rolled into one, the latest. Default: `true`.
    pub coalesce: bool,
    /// How many runs of one job may be under way at once. A run beyond that is skipped and
    /// reported as [`Event::JobMaxInstances`](crate::Event::JobMaxInstances). Default: 1.
    pub max_instances: NonZeroU32,
    /// How late a run may start. Default: [`MisfireGraceTime::Unlimited`].
    pub misfire_grace_time: MisfireGraceTime,
    /// How long one attempt of a run may take. Default: `None`, no limit. A job that is to have
    /// no limit although there is a default says [`no_timeout`](crate::AddJob::no_timeout), in an attribute
    /// or a configuration `timeout = "none"`.
    ///
    /// An `async fn` is dropped where it waits. A function that blocks its thread, as a plain `fn` may, cannot be
    /// ended; [`Event::JobOverdue`](crate::Event::JobOverdue) reports it, unless it blocks the only thread of the
    /// runtime.
    pub timeout: Option<Duration>,
    /// How often a run that failed is tried again. Default: [`Retry::NEVER`].
    pub retry: Retry,
    /// What becomes of a run whose node died. Default: [`OnNodeLoss::Abandon`].
    pub on_node_loss: OnNodeLoss,
}

impl Default for JobDefaults {
    fn default() -> Self {
        JobDefaults {
            coalesce: true,
            max_instances: NonZeroU32::MIN,
            misfire_grace_time: MisfireGraceTime::Unlimited,
            timeout: None,
            retry: Retry::NEVER,
            on_node_loss: OnNodeLoss::Abandon,
        }
    }
}
