//! Agrees with APScheduler 3.11.3 on a sample of what it answers.
//!
//! Left out of the data, because it is different here on purpose: a fire before the
//! previous one when the clock was set back (`cron-now-before-prev`), an interval that
//! shifts with a late run (`interval-prev`), and an interval of no length that becomes
//! a second (`interval-zero`).

#![cfg(feature = "eval")]

use std::collections::BTreeSet;

use aps_triggers::cron::KeyedFields;
use aps_triggers::date::Moment;
use aps_triggers::interval::{Unit, length_of};
use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, IntervalTrigger, TimeZone, Trigger};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

const DATA: &str = include_str!("data/apscheduler.tsv");

type Refused = Box<dyn std::error::Error>;

/// The arguments of a trigger, `hour=4|minute=*/5`.
struct Arguments(Vec<(&'static str, String)>);

impl Arguments {
    fn read(text: &'static str) -> Self {
        let pair = |pair: &'static str| {
            pair.split_once('=').map(|(key, value)| (key, value.replace("\\t", "\t").replace("\\n", "\n")))
        };
        Self(text.split('|').filter_map(pair).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }

    fn moment(&self, key: &str) -> Result<Option<Moment>, Refused> {
        Ok(self.get(key).map(Moment::parse).transpose()?)
    }

    fn trigger(&self, kind: &str, zone: &str) -> Result<AnyTrigger, Refused> {
        let zone = TimeZone::get(zone)?;
        let trigger = match kind {
            "cron_fields" => self.cron()?.into(),
            "interval" => self.interval()?.into(),
            _ => DateTrigger::parse(self.get("run_date").unwrap_or_default())?.into(),
        };
        let constructed = self.get("clock").map_or(DateTime::UNIX_EPOCH, |clock| clock.parse().unwrap());
        Ok(AnyTrigger::resolve(trigger, zone, constructed))
    }

    fn cron(&self) -> Result<CronTrigger, Refused> {
        let mut trigger = CronTrigger::keyed(&KeyedFields {
            year: self.get("year"),
            month: self.get("month"),
            day: self.get("day"),
            week: self.get("week"),
            day_of_week: self.get("day_of_week"),
            hour: self.get("hour"),
            minute: self.get("minute"),
            second: self.get("second"),
        })?;
        if let Some(start) = self.moment("start_date")? {
            trigger = trigger.start_date(start);
        }
        if let Some(end) = self.moment("end_date")? {
            trigger = trigger.end_date(end);
        }
        Ok(trigger)
    }

    fn interval(&self) -> Result<IntervalTrigger, Refused> {
        let number = |unit: &Unit| self.get(unit.name()).map(|value| (*unit, value.parse().unwrap()));
        let mut trigger = IntervalTrigger::every(length_of(Unit::ALL.iter().filter_map(number))?);
        if let Some(start) = self.moment("start_date")? {
            trigger = trigger.start_date(start);
        }
        if let Some(end) = self.moment("end_date")? {
            trigger = trigger.end_date(end);
        }
        Ok(trigger)
    }
}

/// As many fires as expected, asked for the way a scheduler does; `end` if that is all.
fn answer(trigger: &AnyTrigger, now: &str, previous: &str, expected: &str) -> String {
    let mut now: DateTime<Utc> = now.parse().unwrap();
    let mut previous: Option<DateTime<Utc>> = previous.parse().ok();
    let mut fires = Vec::new();
    for _ in expected.split_whitespace() {
        let Some(fire) = trigger.next_fire_time(previous, now) else {
            fires.push("end".to_owned());
            break;
        };
        let whole = fire.timestamp_subsec_nanos() == 0;
        let format = if whole { SecondsFormat::Secs } else { SecondsFormat::Micros };
        fires.push(fire.to_rfc3339_opts(format, true));
        previous = Some(fire);
        now = now.max(fire) + TimeDelta::milliseconds(1);
    }
    fires.join(" ")
}

#[test]
fn agrees_with_apscheduler() {
    let mut groups = BTreeSet::new();
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let [id, group, kind, arguments, zone, now, previous, expected, text] = columns[..] else {
            panic!("{line}");
        };
        groups.insert((kind, group));
        let trigger = Arguments::read(arguments).trigger(kind, zone);
        match trigger {
            // A schedule that never fires is refused here, and `None` for ever there.
            Err(refused) => assert!(
                expected == "error" || expected == "end" && refused.to_string().contains("never fires"),
                "{id} {arguments}: {refused}"
            ),
            Ok(trigger) => {
                assert_ne!(expected, "error", "{id} {arguments}");
                assert_eq!(answer(&trigger, now, previous, expected), expected, "{id} {trigger} in {zone}");
                assert!(text.is_empty() || trigger.to_string() == text, "{id}: {trigger} is not {text}");
            }
        }
    }
    assert_eq!(groups.len(), 40, "{groups:?}");
}
