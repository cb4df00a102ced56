//! From the arguments of a Python constructor to a trigger.

use std::error::Error;

use aps_triggers::cron::KeyedFields;
use aps_triggers::date::Moment;
use aps_triggers::interval::{Unit, length_of};
use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, IntervalTrigger, TimeZone};
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

/// The trigger of a vector; `None` for a kind that the crate does not have yet.
pub(crate) fn build(vector: &Vector) -> Option<Result<AnyTrigger, Refused>> {
    let arguments = Arguments { values: &vector.args, constructed: vector.constructed };
    let trigger = arguments.trigger(&vector.kind)?;
    let resolved = || {
        let zone = TimeZone::get(&vector.timezone)?;
        Ok(trigger?.resolve(zone, vector.constructed))
    };
    Some(resolved())
}

struct Arguments<'a> {
    values: &'a Map<String, Value>,
    constructed: DateTime<Utc>,
}

impl Arguments<'_> {
    fn trigger(&self, kind: &str) -> Option<Result<AnyTrigger, Refused>> {
        Some(match kind {
            "cron_fields" => self.cron().map(Into::into),
            "crontab" => self.crontab().map(Into::into),
            "interval" => self.interval().map(Into::into),
            "date" => self.date().map(Into::into),
            _ => return None,
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

    fn moment(&self, name: &str) -> Result<Option<Moment>, Refused> {
        Ok(self.values.get(name).map(|text| Moment::parse(&plain(text))).transpose()?)
    }
}

/// A value as Python's `str` prints it.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
