//! What becomes of fixed times where the clocks are set forward or back.

use std::fmt;
use std::str::FromStr;

use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::suggest;

/// What becomes of a fixed time that the clocks skip.
///
/// A schedule has fixed times if hour, minute and second are all written without `*`;
/// others follow elapsed time and have nothing to make good. `Next` is the rule of
/// cron(8) of cronie, `Skip` that of APScheduler's documentation.
///
/// ```
/// use aps_triggers::{CronTrigger, TimeZone, Trigger, cron::DstGap};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = CronTrigger::parse("30 2 * * *")?.timezone(TimeZone::get("Europe/Berlin")?);
/// let eve = "2026-03-28T12:00:00Z".parse()?;
/// // On 29 March there is no 02:30: after 01:59:59 comes 03:00.
/// assert_eq!(trigger.next_fire_time(None, eve), Some("2026-03-29T01:00:00Z".parse()?));
/// let trigger = trigger.dst_gap(DstGap::Skip);
/// assert_eq!(trigger.next_fire_time(None, eve), Some("2026-03-30T00:30:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DstGap {
    /// It fires at the first instant after the gap; several of them fire there once.
    #[default]
    Next,
    /// It does not fire.
    Skip,
}

/// What becomes of a fixed time that the clocks show twice.
///
/// As [`DstGap`], it is about schedules of fixed times only. `First` is the rule of
/// cron(8) of cronie, `Both` that of APScheduler.
///
/// ```
/// use aps_triggers::{CronTrigger, TimeZone, Trigger, cron::DstOverlap};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = CronTrigger::parse("30 2 * * *")?.timezone(TimeZone::get("Europe/Berlin")?);
/// let eve = "2026-10-24T12:00:00Z".parse()?;
/// // On 25 October the hour from 02:00 to 03:00 comes twice.
/// assert_eq!(trigger.next_fire_time(None, eve), Some("2026-10-25T00:30:00Z".parse()?));
/// let trigger = trigger.dst_overlap(DstOverlap::Last);
/// assert_eq!(trigger.next_fire_time(None, eve), Some("2026-10-25T01:30:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DstOverlap {
    /// It fires the first time only.
    #[default]
    First,
    /// It fires the second time only.
    Last,
    /// It fires each time.
    Both,
}

/// In seconds. If the clocks jump by less, that is a change of the time of day, and [`DstGap`] and
/// [`DstOverlap`] say what becomes of fixed times. A longer jump, such as Samoa's skipped day, is treated as
/// elapsed time.
#[cfg(feature = "eval")]
pub(crate) const LONGEST_JUMP: i32 = 3 * 3_600;

impl DstGap {
    const ALL: [(&'static str, Self); 2] = [("next", Self::Next), ("skip", Self::Skip)];

    /// `next` or `skip`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Skip => "skip",
        }
    }
}

impl DstOverlap {
    const ALL: [(&'static str, Self); 3] =
        [("first", Self::First), ("last", Self::Last), ("both", Self::Both)];

    /// `first`, `last` or `both`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Both => "both",
        }
    }
}

/// Reads `next` or `skip`, in any case.
///
/// ```
/// use aps_triggers::cron::DstGap;
/// assert_eq!("skip".parse(), Ok(DstGap::Skip));
/// let errors = "nxet".parse::<DstGap>().unwrap_err();
/// assert_eq!(errors.iter().next().unwrap().help().as_deref(), Some("did you mean `next`?"));
/// ```
impl FromStr for DstGap {
    type Err = ParseErrors;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        choose("dst_gap", text, &Self::ALL)
    }
}

/// Reads `first`, `last` or `both`, in any case.
///
/// ```
/// use aps_triggers::cron::DstOverlap;
/// assert_eq!("both".parse(), Ok(DstOverlap::Both));
/// assert!("twice".parse::<DstOverlap>().is_err());
/// ```
impl FromStr for DstOverlap {
    type Err = ParseErrors;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        choose("dst_overlap", text, &Self::ALL)
    }
}

fn choose<T: Copy>(
    key: &'static str,
    text: &str,
    choices: &'static [(&'static str, T)],
) -> Result<T, ParseErrors> {
    let known = || choices.iter().map(|(name, _)| *name);
    if let Some((_, choice)) = choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Ok(*choice);
    }
    let kind = Kind::UnknownChoice {
        text: text.to_owned(),
        key,
        known: known().collect(),
        nearest: suggest::nearest(text, known()),
    };
    Err(ParseErrors::in_text(text, vec![ParseError::new(Subject::Option, kind, 0..text.len())]))
}

impl fmt::Display for DstGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for DstOverlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
