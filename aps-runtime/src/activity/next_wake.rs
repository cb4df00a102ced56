use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;

/// When the loop has to look again, unless it is woken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NextWake {
    /// When the clock shows this time of day.
    pub(crate) at: Option<DateTime<Utc>>,
    /// When so much time has passed, by [`Clock::elapsed`].
    pub(crate) after: Option<Duration>,
}

impl NextWake {
    pub(crate) const NEVER: NextWake = NextWake { at: None, after: None };

    pub(crate) fn at(time: impl Into<Option<DateTime<Utc>>>) -> Self {
        NextWake { at: time.into(), ..NextWake::NEVER }
    }

    pub(crate) fn after(elapsed: impl Into<Option<Duration>>) -> Self {
        NextWake { after: elapsed.into(), ..NextWake::NEVER }
    }

    /// Whichever comes first.
    pub(crate) fn or(self, other: NextWake) -> Self {
        NextWake {
            at: self.at.into_iter().chain(other.at).min(),
            after: self.after.into_iter().chain(other.after).min(),
        }
    }

    /// How long it is until then; `None` if it is never, or as good as that.
    pub(crate) fn rest(self, clock: &dyn Clock) -> Option<TimeDelta> {
        let to_be_shown = self.at.map(|time| time - clock.now());
        let to_pass = self.after.map(|after| after.saturating_sub(clock.elapsed()));
        let to_pass = to_pass.and_then(|rest| TimeDelta::from_std(rest).ok());
        to_be_shown.into_iter().chain(to_pass).min()
    }
}
