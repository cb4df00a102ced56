//! From the arguments of a Python constructor to a trigger.

use std::error::Error;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::KeyedFields;
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::interval::{Unit, length_of};
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone,
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::vector::Vector;

/// Why there is no trigger.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The crate says no.
    By(Box<dyn Error>),
    /// No such value can be passed: Rust's types forbid what Python raises a
    /// `TypeError` for.
    ByType,
}

impl<E: Error + 'static> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::By(Box::new(error))
    }
}

/// The trigger of a vector, as a scheduler takes it on.
pub(crate) fn build(vector: &Vector) -> Result<AnyTrigger, Refused> {
    let arguments = Arguments { values: &vector.args, constructed: vector.constructed };
    let zone = TimeZone::get(&vector.timezone);
    let trigger = arguments.trigger(&vector.kind)?.resolve(zone?, vector.constructed);
    trigger.check()?;
    Ok(trigger)
}

/// The text of a member that other vectors have tested.
pub(crate) fn alone(kind: &str, values: &Map<String, Value>) -> Option<String> {
    let arguments = Arguments { values, constructed: DateTime::UNIX_EPOCH };
    arguments.trigger(kind).ok().map(|trigger| trigger.to_string())
}

struct Arguments<'a> {
    values: &'a Map<String, Value>,
    constructed: DateTime<Utc>,
}

impl Arguments<'_> {
    fn trigger(&self, kind: &str) -> Result<AnyTrigger, Refused> {
        Ok(match kind {
            "cron_fields" => self.cron()?.into(),
            "crontab" => self.crontab()?.into(),
            "interval" => self.interval()?.into(),
            "date" => self.date()?.into(),
            "calendarinterval" => self.calendar_interval()?.into(),
            "and" => AndTrigger::new(self.members()?)?.into(),
            "or" => OrTrigger::new(self.members()?)?.into(),
            unknown => panic!("{unknown}"),
        })
    }

    fn cron(&self) -> Result<CronTrigger, Refused> {
        let text = |name: &str| self.values.get(name).map(plain);
        let [year, month, day, week] = ["year", "month", "day", "week"].map(text);
        let [day_of_week, hour, minute, second] = ["day_of_week", "hour", "minute", "second"].map(text);
        let mut trigger = CronTrigger::keyed(&KeyedFields {
            year: year.as_deref(),
            month: month.as_deref(),
            day: day.as_deref(),
            week: week.as_deref(),
            day_of_week: day_of_week.as_deref(),
            hour: hour.as_deref(),
            minute: minute.as_deref(),
            second: second.as_deref(),
        })?;
        if let Some(start) = self.moment("start_date")? {
            trigger = trigger.start_date(start);
        }
        if let Some(end) = self.moment("end_date")? {
            trigger = trigger.end_date(end);
        }
        Ok(trigger)
    }

    fn crontab(&self) -> Result<CronTrigger, Refused> {
        Ok(CronTrigger::parse(&plain(&self.values["expr"]))?)
    }

    fn interval(&self) -> Result<IntervalTrigger, Refused> {
        let mut units = Vec::new();
        for unit in Unit::ALL {
            match self.values.get(unit.name()) {
                None => {}
                Some(Value::Number(number)) => units.push((unit, number.as_f64().unwrap())),
                Some(_) => return Err(Refused::ByType),
            }
        }
        let mut trigger = IntervalTrigger::every(length_of(units)?);
        if let Some(start) = self.moment("start_date")? {
            trigger = trigger.start_date(start);
        }
        if let Some(end) = self.moment("end_date")? {
            trigger = trigger.end_date(end);
        }
        Ok(trigger)
    }

    /// APScheduler's `DateTrigger()` is a run at once; here that is said.
    fn date(&self) -> Result<DateTrigger, Refused> {
        match self.moment("run_date")? {
            Some(moment) => Ok(DateTrigger::at(moment)),
            None => Ok(DateTrigger::at(self.constructed)),
        }
    }

    fn calendar_interval(&self) -> Result<CalendarIntervalTrigger, Refused> {
        let interval = CalendarInterval {
            years: self.number("years")?,
            months: self.number("months")?,
            weeks: self.number("weeks")?,
            days: self.number("days")?,
        };
        let [hour, minute, second] = ["hour", "minute", "second"].map(|name| self.number(name));
        let mut trigger = CalendarIntervalTrigger::every(interval).at(hour?, minute?, second?);
        if let Some(start) = self.values.get("start_date") {
            trigger = trigger.start_date(LocalDate::parse(&plain(start))?);
        }
        if let Some(end) = self.values.get("end_date") {
            trigger = trigger.end_date(LocalDate::parse(&plain(end))?);
        }
        Ok(trigger)
    }

    /// A number that the types of Rust can hold.
    fn number<T: TryFrom<i64> + Default>(&self, name: &str) -> Result<T, Refused> {
        let Some(value) = self.values.get(name) else { return Ok(T::default()) };
        let number = value.as_i64().ok_or(Refused::ByType)?;
        T::try_from(number).map_err(|_| Refused::ByType)
    }

    fn members(&self) -> Result<Vec<AnyTrigger>, Refused> {
        self.values["triggers"].as_array().unwrap().iter().map(|member| self.member(member)).collect()
    }

    /// A member may have a zone of its own.
    fn member(&self, member: &Value) -> Result<AnyTrigger, Refused> {
        let values = member["args"].as_object().unwrap();
        let arguments = Arguments { values, constructed: self.constructed };
        let trigger = arguments.trigger(member["kind"].as_str().unwrap())?;
        match member.get("timezone") {
            Some(zone) => Ok(trigger.resolve(TimeZone::get(&plain(zone))?, self.constructed)),
            None => Ok(trigger),
        }
    }

    fn moment(&self, name: &str) -> Result<Option<Moment>, Refused> {
        Ok(self.values.get(name).map(|text| Moment::parse(&plain(text))).transpose()?)
    }
}

/// A value as Python's `str` prints it.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
