//! Each kind of schedule, from its parts. No rules of time zones are needed, so that the
//! macros can do it, too.

use std::time::Duration;

use super::clock::time;
use super::length::{every, every_calendar, length};
use crate::calendar_interval::CalendarInterval;
use crate::cron::{CronFields, DstGap, DstOverlap};

/// What is said after the times of a schedule.
#[derive(Debug, Default)]
pub struct About<'a> {
    /// The first moment or date.
    pub starts: Option<String>,
    /// The last moment or date.
    pub ends: Option<String>,
    /// How late runs may start.
    pub jitter: Option<Duration>,
    /// The name of the time zone.
    pub zone: Option<&'a str>,
}

/// A cron schedule.
pub fn cron(fields: &CronFields, gap: DstGap, overlap: DstOverlap, about: About<'_>) -> String {
    let changes = if fields.fixed_time { clock_changes(gap, overlap) } else { None };
    Line(fields.describe()).window(&about).and(changes).end(about.jitter, about.zone)
}

/// What differs from the default.
const fn clock_changes(gap: DstGap, overlap: DstOverlap) -> Option<&'static str> {
    match (gap, overlap) {
        (DstGap::Next, DstOverlap::First) => None,
        (DstGap::Skip, DstOverlap::First) => Some("left out where the clocks skip it"),
        (DstGap::Next, DstOverlap::Last) => Some("the second time where the clocks repeat it"),
        (DstGap::Next, DstOverlap::Both) => Some("twice where the clocks repeat it"),
        (DstGap::Skip, DstOverlap::Last) => {
            Some("left out where the clocks skip it, the second time where they repeat it")
        }
        (DstGap::Skip, DstOverlap::Both) => {
            Some("left out where the clocks skip it, twice where they repeat it")
        }
    }
}

/// Every so often.
pub fn interval(every_so: Duration, about: About<'_>) -> String {
    Line(every(every_so)).window(&about).end(about.jitter, about.zone)
}

/// Once, at a moment that is in words already.
pub fn date(when: &str, zone: Option<&str>) -> String {
    let at = if when.contains(':') { "at" } else { "at 00:00 on" };
    Line(format!("once, {at} {when}")).end(None, zone)
}

/// Every so many months or days, at a time of the day.
pub fn calendar_interval(
    interval: CalendarInterval,
    (hour, minute, second): (u8, u8, u8),
    gap: DstGap,
    about: About<'_>,
) -> String {
    let time = time(hour.into(), minute.into(), second.into());
    Line(format!("{} at {time}", every_calendar(interval)))
        .window(&about)
        .and((gap == DstGap::Next).then_some("later where the clocks skip it"))
        .end(about.jitter, about.zone)
}

/// A member of a list, in words.
#[derive(Debug)]
pub struct Member {
    /// Its description.
    pub text: String,
    /// Whether it is a list itself, and so is set apart.
    pub is_list: bool,
}

/// When all fire.
pub fn and(jitter: Option<Duration>, members: impl Iterator<Item = Member>) -> String {
    list("whenever all of these fire together", jitter, members)
}

/// When any fires.
pub fn or(jitter: Option<Duration>, members: impl Iterator<Item = Member>) -> String {
    list("whenever any of these fires", jitter, members)
}

fn list(when: &str, jitter: Option<Duration>, members: impl Iterator<Item = Member>) -> String {
    let texts = members.map(|Member { text, is_list }| if is_list { format!("({text})") } else { text });
    let texts: Vec<String> = texts.collect();
    format!("{}: {}", Line(when.to_owned()).end(jitter, None), texts.join("; "))
}

/// A line that is being written.
struct Line(String);

impl Line {
    fn with(self, word: &str, said: Option<String>) -> Self {
        self.and(said.map(|said| format!("{word} {said}")).as_deref())
    }

    fn window(self, about: &About<'_>) -> Self {
        match (about.starts.clone(), about.ends.clone()) {
            (Some(starts), Some(ends)) => self.with("from", Some(format!("{starts} until {ends}"))),
            (starts, None) => self.with("from", starts),
            (None, ends) => self.with("until", ends),
        }
    }

    fn and(self, said: Option<&str>) -> Self {
        match said {
            Some(said) => Self(format!("{}, {said}", self.0)),
            None => self,
        }
    }

    fn end(self, longest: Option<Duration>, zone: Option<&str>) -> String {
        self.with("each run delayed by up to", longest.map(length)).with("in", zone.map(str::to_owned)).0
    }
}
