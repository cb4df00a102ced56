//! A trigger in English.

use aps_triggers::describe::{self, About, Member};

use super::{Calendar, Cron, Date, Interval, Members, Trigger};

impl Trigger {
    /// One line, the same that the trigger gives at run time. Only instants are in UTC:
    /// what the clocks of a zone show is not known here.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Cron(cron) => {
                let Cron { fields, gap, overlap, .. } = &**cron;
                describe::cron(fields, *gap, *overlap, cron.window.about(cron.jitter))
            }
            Self::Interval(Interval { length, window, jitter }) => {
                describe::interval(*length, window.about(*jitter))
            }
            Self::Date(Date { moment, timezone }) => {
                describe::date(&describe::moment(*moment), timezone.as_deref())
            }
            Self::CalendarInterval(calendar) => calendar.describe(),
            Self::And(Members { members, jitter }) => {
                describe::and(*jitter, members.iter().map(Self::member))
            }
            Self::Or(Members { members, jitter }) => describe::or(*jitter, members.iter().map(Self::member)),
        }
    }

    fn member(&self) -> Member {
        Member { text: self.describe(), is_list: matches!(self, Self::And(_) | Self::Or(_)) }
    }
}

impl Calendar {
    fn describe(&self) -> String {
        let Self { interval, time, timezone, start, end, gap, jitter } = self;
        let about = About {
            starts: start.map(|start| start.to_string()),
            ends: end.map(|end| end.to_string()),
            jitter: *jitter,
            zone: timezone.as_deref(),
        };
        describe::calendar_interval(*interval, *time, *gap, about)
    }
}

impl super::Window {
    fn about(&self, jitter: Option<std::time::Duration>) -> About<'_> {
        About {
            starts: self.start.map(describe::moment),
            ends: self.end.map(describe::moment),
            jitter,
            zone: self.timezone.as_deref(),
        }
    }
}
