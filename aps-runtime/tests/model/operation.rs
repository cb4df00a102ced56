//! What may happen to a scheduler, drawn at random.
//!
//! All times are whole steps of five seconds, and short, so that things happen at the very
//! same instant and at the very edge of a limit as often as not.

use std::fmt;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, MisfireGraceTime, TimeZone};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::option::{of, weighted};
use proptest::prelude::*;

/// Which of a few jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub u8);

/// One after the other. Printed such that they can be copied into a test.
#[derive(Clone)]
pub struct Operations(pub Vec<Operation>);

impl fmt::Debug for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|operation| write!(f, "\n    {operation:?},"))
    }
}

#[derive(Debug, Clone)]
pub enum Operation {
    Start {
        paused: bool,
    },
    Shutdown,
    PauseScheduler,
    ResumeScheduler,
    Add {
        id: Id,
        when: When,
        options: Options,
        replace_existing: bool,
    },
    Modify {
        id: Id,
        changes: Changes,
    },
    Reschedule {
        id: Id,
        when: When,
    },
    Pause(Id),
    Resume {
        id: Id,
        catch_up: bool,
    },
    Remove(Id),
    RemoveAll,
    RunNow(Id),
    CancelRuns(Id),
    /// The run of a job that has been held the longest goes on to its end.
    Release(Id),
    /// The clock goes on, through every instant at which something is due.
    GoOn(i64),
    /// The clock is set, forwards or back.
    Jump(i64),
}

/// What a job does when it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    Succeed,
    Fail,
    /// Goes on until it is released.
    Hold,
}

#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub body: Body,
    pub coalesce: bool,
    pub max_instances: u32,
    pub grace: Grace,
    /// Each follows the one that failed after [`RETRY_DELAY`].
    pub attempts: u32,
    pub next_run_time: Option<i64>,
    pub paused: bool,
}

/// Seconds.
pub const RETRY_DELAY: i64 = 15;

/// Seconds; `None` is without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grace(pub Option<u64>);

impl From<Grace> for MisfireGraceTime {
    fn from(grace: Grace) -> Self {
        grace.0.map(Duration::from_secs).into()
    }
}

/// `None` stays as it is.
#[derive(Debug, Clone)]
pub struct Changes {
    pub body: Option<Body>,
    pub coalesce: Option<bool>,
    pub max_instances: Option<u32>,
    pub grace: Option<Grace>,
    pub when: Option<When>,
    pub next: Option<Next>,
}

/// A next run time of one's own.
#[derive(Debug, Clone, Copy)]
pub enum Next {
    /// In so many seconds.
    In(i64),
    /// Which pauses the job.
    Never,
}

impl Changes {
    pub fn to(when: When) -> Self {
        Changes { body: None, coalesce: None, max_instances: None, grace: None, when: Some(when), next: None }
    }
}

impl Options {
    pub fn change(&mut self, changes: &Changes) {
        self.body = changes.body.unwrap_or(self.body);
        self.coalesce = changes.coalesce.unwrap_or(self.coalesce);
        self.max_instances = changes.max_instances.unwrap_or(self.max_instances);
        self.grace = changes.grace.unwrap_or(self.grace);
    }
}

/// When a job runs; in seconds from the time at which that is said.
#[derive(Debug, Clone, Copy)]
pub enum When {
    Now,
    Date(i64),
    Cron { expression: &'static str, window: Window },
    Every { seconds: u64, window: Window },
}

/// From when, for how long, and how exactly.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    start: Option<i64>,
    length: Option<i64>,
    jitter: Option<u64>,
}

impl When {
    /// What is said of it at this instant.
    pub fn said_at(self, said: DateTime<Utc>) -> Schedule {
        Schedule { when: self, said }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    when: When,
    said: DateTime<Utc>,
}

impl Schedule {
    /// As a user writes it.
    pub fn trigger(self) -> AnyTrigger {
        let after = |seconds| self.said + TimeDelta::seconds(seconds);
        match self.when {
            When::Now => DateTrigger::at(self.said).into(),
            When::Date(seconds) => DateTrigger::at(after(seconds)).into(),
            When::Cron { expression, window } => {
                let mut cron = CronTrigger::parse(expression).unwrap().timezone(TimeZone::UTC);
                if let Some(start) = window.start {
                    cron = cron.start_date(after(start));
                }
                if let Some(jitter) = window.jitter {
                    cron = cron.jitter(Duration::from_secs(jitter));
                }
                window.end().map_or(cron.clone(), |end| cron.end_date(after(end))).into()
            }
            When::Every { seconds, window } => {
                let mut interval = IntervalTrigger::every(Duration::from_secs(seconds));
                if let Some(start) = window.start {
                    interval = interval.start_date(after(start));
                }
                if let Some(jitter) = window.jitter {
                    interval = interval.jitter(Duration::from_secs(jitter));
                }
                window.end().map_or(interval.clone(), |end| interval.end_date(after(end))).into()
            }
        }
    }

    /// With all that it depends on: an interval that has no start goes from `anchor` on.
    pub fn anchored(self, anchor: DateTime<Utc>) -> AnyTrigger {
        match (self.when, self.trigger()) {
            (When::Every { seconds, window: Window { start: None, .. } }, AnyTrigger::Interval(interval)) => {
                interval.start_date(anchor + Duration::from_secs(seconds)).into()
            }
            (_, trigger) => trigger,
        }
    }
}

impl Window {
    fn end(self) -> Option<i64> {
        self.length.map(|length| self.start.unwrap_or(0) + length)
    }
}

pub fn operations() -> impl Strategy<Value = Operations> {
    let started = (prop::bool::weighted(0.8), prop::collection::vec(operation(), 1..40));
    started.prop_map(|(started, mut operations)| {
        if started {
            operations.insert(0, Operation::Start { paused: false });
        }
        Operations(operations)
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    let add = (id(), when(), options(), any::<bool>());
    prop_oneof![
        4 => any::<bool>().prop_map(|paused| Operation::Start { paused }),
        3 => Just(Operation::Shutdown),
        1 => Just(Operation::PauseScheduler),
        2 => Just(Operation::ResumeScheduler),
        12 => add.prop_map(|(id, when, options, replace_existing)| {
            Operation::Add { id, when, options, replace_existing }
        }),
        5 => (id(), changes()).prop_map(|(id, changes)| Operation::Modify { id, changes }),
        2 => (id(), when()).prop_map(|(id, when)| Operation::Reschedule { id, when }),
        3 => id().prop_map(Operation::Pause),
        4 => (id(), any::<bool>()).prop_map(|(id, catch_up)| Operation::Resume { id, catch_up }),
        2 => id().prop_map(Operation::Remove),
        1 => Just(Operation::RemoveAll),
        2 => id().prop_map(Operation::RunNow),
        2 => id().prop_map(Operation::CancelRuns),
        8 => id().prop_map(Operation::Release),
        14 => seconds(5..=120).prop_map(Operation::GoOn),
        8 => seconds(-60..=240).prop_map(Operation::Jump),
    ]
}

/// One of them more often than the others, so that much happens to one job.
fn id() -> impl Strategy<Value = Id> {
    prop_oneof![3 => Just(Id(0)), 1 => (1..3_u8).prop_map(Id)]
}

fn seconds(range: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = i64> {
    (range.start() / 5..=range.end() / 5).prop_map(|steps| steps * 5)
}

fn when() -> impl Strategy<Value = When> {
    let expression = prop::sample::select(&["*/10 * * * * *", "0,5,30 * * * * *", "* * * * *"]);
    prop_oneof![
        1 => Just(When::Now),
        3 => seconds(-60..=120).prop_map(When::Date),
        4 => (expression, window()).prop_map(|(expression, window)| When::Cron { expression, window }),
        4 => (seconds(5..=60), window()).prop_map(|(seconds, window)| When::Every {
            seconds: seconds.unsigned_abs(),
            window
        }),
    ]
}

fn window() -> impl Strategy<Value = Window> {
    let window =
        (weighted(0.3, seconds(-100..=60)), weighted(0.3, seconds(5..=200)), weighted(0.2, 1..25_u64));
    window.prop_map(|(start, length, jitter)| Window { start, length, jitter })
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![3 => Just(Body::Succeed), 2 => Just(Body::Fail), 3 => Just(Body::Hold)]
}

fn grace() -> impl Strategy<Value = Grace> {
    of(prop::sample::select(&[0_u64, 5, 20, 60])).prop_map(Grace)
}

fn options() -> impl Strategy<Value = Options> {
    let next_run_time = weighted(0.1, seconds(-60..=60));
    let attempts = prop_oneof![Just(1), 1..=3_u32];
    let drawn =
        (body(), any::<bool>(), 1..=3_u32, grace(), attempts, next_run_time, prop::bool::weighted(0.1));
    drawn.prop_map(|(body, coalesce, max_instances, grace, attempts, next_run_time, paused)| Options {
        body,
        coalesce,
        max_instances,
        grace,
        attempts,
        next_run_time,
        paused,
    })
}

fn changes() -> impl Strategy<Value = Changes> {
    let next = prop_oneof![2 => seconds(-60..=60).prop_map(Next::In), 1 => Just(Next::Never)];
    let drawn = (
        weighted(0.3, body()),
        weighted(0.3, any::<bool>()),
        weighted(0.3, 1..=3_u32),
        weighted(0.3, grace()),
        weighted(0.3, when()),
        weighted(0.3, next),
    );
    drawn.prop_map(|(body, coalesce, max_instances, grace, when, next)| Changes {
        body,
        coalesce,
        max_instances,
        grace,
        when,
        next,
    })
}
