//! One item of a field's list, as written.

use std::fmt;

use super::bounds::weekday_name;

/// An item such as `*/5`, `mon-fri`, `L-3` or `3rd fri`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) base: Base,
    pub(crate) step: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// `*`
    Every,
    /// `?`, which crontabs borrow from Quartz: no restriction
    Unrestricted,
    /// `5`, `mon`; with a step, everything from there to the maximum
    Value(Value),
    /// `1-5`
    Range(Value, Value),
    /// `L` or `last` is 0, `L-3` is 3
    FromEnd(u32),
    /// `15W`; `LW` is 0
    Nearest(u32),
    /// `fri#2` or `2nd fri`
    Nth { weekday: u32, nth: Nth },
}

/// Which of the same weekdays of a month: 0 is the first, 5 the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nth(u32);

impl Nth {
    pub(crate) const LAST: Self = Self(5);
    const NAMES: [&'static str; 6] = ["1st", "2nd", "3rd", "4th", "5th", "last"];

    /// From 1 to 5.
    pub(crate) const fn new(ordinal: u32) -> Option<Self> {
        match ordinal {
            1..=5 => Some(Self(ordinal - 1)),
            _ => None,
        }
    }

    /// From `1st` to `5th`, or `last`, in any case.
    pub(crate) fn named(text: &str) -> Option<Self> {
        (0..).zip(Self::NAMES).find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(nth, _)| Self(nth))
    }

    /// The bit of this weekday within [`CronFields::nth`](super::CronFields::nth).
    pub(crate) const fn bit(self, weekday: u32) -> u64 {
        1 << (weekday * 6 + self.0)
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES.get(self.0 as usize).copied().unwrap_or(""))
    }
}

/// A number, and the name it was written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) number: u32,
    pub(crate) name: Option<&'static str>,
}

/// The item in the keyed form, canonical: no leading zeros, `5-5` as `5`.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base {
            Base::Every | Base::Unrestricted => f.write_str("*")?,
            Base::Value(value) => value.fmt(f)?,
            Base::Range(first, last) if first == last => first.fmt(f)?,
            Base::Range(first, last) => write!(f, "{first}-{last}")?,
            Base::FromEnd(0) => f.write_str("last")?,
            Base::FromEnd(before) => write!(f, "L-{before}")?,
            Base::Nearest(0) => f.write_str("LW")?,
            Base::Nearest(day) => write!(f, "{day}W")?,
            Base::Nth { weekday, nth } => write!(f, "{nth} {}", weekday_name(weekday))?,
        }
        self.step.map_or(Ok(()), |step| write!(f, "/{step}"))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Some(name) => f.write_str(name),
            None => self.number.fmt(f),
        }
    }
}
