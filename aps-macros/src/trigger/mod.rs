//! Triggers: how they are written (`written`, `keys`, `unknown`), what is meant (`read` and
//! what it calls), as a constant (`bake`) and in English (`describe`).

mod bake;
mod describe;
mod fields;
mod keys;
mod members;
mod option;
mod read;
mod suspicious;
mod units;
mod unknown;
mod window;
mod written;

use std::time::Duration;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::CronFields;
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::kind::{Kind, Tag};
use aps_triggers::{DstGap, DstOverlap};
use quote::quote;

pub(crate) use self::option::{ABOVE_ZERO, check_alone, length};
pub(crate) use self::written::Written;
use crate::diag::Sink;

/// A trigger that is right, as far as can be told without the rules of time zones.
#[derive(Debug)]
pub(crate) enum Trigger {
    Cron(Box<Cron>),
    Interval(Interval),
    Date(Date),
    CalendarInterval(Calendar),
    And(Members),
    Or(Members),
}

impl Trigger {
    /// Any trigger of the kind, if there is a macro for it.
    pub(crate) fn stand_in(kind: &'static Kind) -> Option<Self> {
        let example = match kind.tag {
            Tag::Cron => quote!("* * * * *"),
            Tag::Interval => quote!("1s"),
            _ => quote!("2030-01-31"),
        };
        Self::read(&Written::of_macro(kind.name, kind, example), &[], &mut Sink::default())
    }
}

#[derive(Debug)]
pub(crate) struct Cron {
    fields: CronFields,
    /// What the trigger displays.
    text: String,
    window: Window,
    gap: DstGap,
    overlap: DstOverlap,
    jitter: Option<Duration>,
}

#[derive(Debug)]
pub(crate) struct Interval {
    length: Duration,
    window: Window,
    jitter: Option<Duration>,
}

#[derive(Debug)]
pub(crate) struct Date {
    moment: Moment,
    timezone: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Calendar {
    interval: CalendarInterval,
    time: (u8, u8, u8),
    timezone: Option<String>,
    start: Option<LocalDate>,
    end: Option<LocalDate>,
    gap: DstGap,
    jitter: Option<Duration>,
}

#[derive(Debug)]
pub(crate) struct Members {
    members: Vec<Trigger>,
    jitter: Option<Duration>,
}

/// A time zone, and the first and the last moment in it.
#[derive(Debug, Default)]
pub(crate) struct Window {
    timezone: Option<String>,
    start: Option<Moment>,
    end: Option<Moment>,
}
