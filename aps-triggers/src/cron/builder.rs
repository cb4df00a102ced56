//! A cron schedule put together in code, field by field.

use std::collections::BTreeMap;

use super::{CronTrigger, KeyedFields};
use crate::date::{Moment, is_reversed};
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::field::Field;
use crate::zone::{IntoTimeZone, TimeZone};

/// Collects the fields of the keyed form, each a text or a number; see
/// [`CronTrigger::builder`].
#[derive(Clone, Debug, Default)]
pub struct CronBuilder {
    fields: BTreeMap<Field, String>,
    timezone: Option<TimeZone>,
    start_date: Option<Moment>,
    end_date: Option<Moment>,
}

impl CronTrigger {
    /// The keyed form in code. The rules are those of
    /// [`parse_keyed`](super::parse_keyed): fields left out are `*` if they are more
    /// significant than those given, and their least value if they are less.
    ///
    /// ```
    /// use aps_triggers::CronTrigger;
    /// let trigger = CronTrigger::builder().month("6-8,11-12").day("3rd fri").hour("0-3").build().unwrap();
    /// assert_eq!(trigger.to_string(), "cron[month='6-8,11-12', day='3rd fri', hour='0-3']");
    /// let daily = CronTrigger::builder().hour(4).minute(30).build().unwrap();
    /// assert_eq!(daily.to_string(), "cron[hour='4', minute='30']");
    /// ```
    pub fn builder() -> CronBuilder {
        CronBuilder::default()
    }
}

impl CronBuilder {
    /// 1970 to 9999.
    #[must_use]
    pub fn year(self, year: impl ToString) -> Self {
        self.field(Field::Year, year)
    }

    /// 1 to 12, or `jan` to `dec`.
    #[must_use]
    pub fn month(self, month: impl ToString) -> Self {
        self.field(Field::Month, month)
    }

    /// 1 to 31, `last`, or the likes of `3rd fri` and `last sun`.
    #[must_use]
    pub fn day(self, day: impl ToString) -> Self {
        self.field(Field::Day, day)
    }

    /// ISO 8601 week, 1 to 53.
    #[must_use]
    pub fn week(self, week: impl ToString) -> Self {
        self.field(Field::Week, week)
    }

    /// `mon` to `sun`, or 0 to 6 from Monday.
    #[must_use]
    pub fn day_of_week(self, day_of_week: impl ToString) -> Self {
        self.field(Field::DayOfWeek, day_of_week)
    }

    /// 0 to 23.
    #[must_use]
    pub fn hour(self, hour: impl ToString) -> Self {
        self.field(Field::Hour, hour)
    }

    /// 0 to 59.
    #[must_use]
    pub fn minute(self, minute: impl ToString) -> Self {
        self.field(Field::Minute, minute)
    }

    /// 0 to 59.
    #[must_use]
    pub fn second(self, second: impl ToString) -> Self {
        self.field(Field::Second, second)
    }

    /// Any field, for code that does not know in advance which one. Setting a field again
    /// replaces its value.
    #[must_use]
    pub fn field(mut self, field: Field, text: impl ToString) -> Self {
        self.fields.insert(field, text.to_string());
        self
    }

    /// The zone whose local time is matched. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl IntoTimeZone) -> Self {
        Self { timezone: Some(timezone.into_time_zone()), ..self }
    }

    /// No fire before this moment. One at it is allowed.
    #[must_use]
    pub fn start_date(self, moment: impl Into<Moment>) -> Self {
        Self { start_date: Some(moment.into()), ..self }
    }

    /// No fire after this moment. One at it is allowed.
    #[must_use]
    pub fn end_date(self, moment: impl Into<Moment>) -> Self {
        Self { end_date: Some(moment.into()), ..self }
    }

    /// Builds the trigger. The remaining options, those for changes of the clocks and the
    /// jitter, are set on the trigger itself.
    ///
    /// # Errors
    ///
    /// Every mistake of every field, a schedule that can never fire, and an end before
    /// the start.
    ///
    /// ```
    /// use aps_triggers::CronTrigger;
    /// let error = CronTrigger::builder().month(2).day(30).build().unwrap_err();
    /// assert!(error.to_string().contains("february has no day 30"));
    /// ```
    pub fn build(&self) -> Result<CronTrigger, ParseErrors> {
        let fields = self.keyed_fields();
        let mut trigger = CronTrigger::keyed(&fields)?;
        if is_reversed(self.start_date, self.end_date, self.timezone) {
            let error = ParseError::new(Subject::Keyed, Kind::EndBeforeStart, 0..0);
            return Err(ParseErrors::in_fields(&fields, vec![error]));
        }
        if let Some(timezone) = self.timezone {
            trigger = trigger.timezone(timezone);
        }
        if let Some(start) = self.start_date {
            trigger = trigger.start_date(start);
        }
        if let Some(end) = self.end_date {
            trigger = trigger.end_date(end);
        }
        Ok(trigger)
    }

    fn keyed_fields(&self) -> KeyedFields<'_> {
        let text = |field| self.fields.get(&field).map(String::as_str);
        KeyedFields {
            year: text(Field::Year),
            month: text(Field::Month),
            day: text(Field::Day),
            week: text(Field::Week),
            day_of_week: text(Field::DayOfWeek),
            hour: text(Field::Hour),
            minute: text(Field::Minute),
            second: text(Field::Second),
        }
    }
}
