//! A schedule of the `cron` crate becomes a trigger.

use ::cron::{Schedule, TimeUnitSpec};

use super::CronTrigger;
use super::bounds::Form;
use crate::error::ParseErrors;
use crate::field::Field;

/// Takes over a schedule of the [`cron`](https://docs.rs/cron) crate, as the keyed form:
/// it has the same rule that day *and* weekday must match. Needs feature `cron`.
///
/// What has been read is taken, not the text, so that all of that crate's grammar means
/// what it meant there. `*/n` is told from a list by its values, if there are three or
/// more. Two things differ: fixed times that the clocks skip fire right after the gap
/// (see [`dst_gap`](CronTrigger::dst_gap)), and `*` for the year goes on after 2100.
///
/// ```
/// use std::str::FromStr;
/// use aps_triggers::CronTrigger;
/// // Seven fields, the first is the second; weekdays count from 1, Sunday.
/// let schedule = cron::Schedule::from_str("0 30 9,12,15 1,15 May-Aug 2-6 2027/2").unwrap();
/// let trigger = CronTrigger::try_from(&schedule).unwrap();
/// assert!(trigger.text().contains("hour='9,12,15', minute='30', second='0'"));
/// ```
///
/// # Errors
///
/// If no date satisfies the schedule, such as 30 February.
impl TryFrom<&Schedule> for CronTrigger {
    type Error = ParseErrors;

    fn try_from(schedule: &Schedule) -> Result<Self, Self::Error> {
        Self::builder()
            .year(written(Field::Year, schedule.years()))
            .month(written(Field::Month, schedule.months()))
            .day(written(Field::Day, schedule.days_of_month()))
            .day_of_week(written(Field::DayOfWeek, schedule.days_of_week()))
            .hour(written(Field::Hour, schedule.hours()))
            .minute(written(Field::Minute, schedule.minutes()))
            .second(written(Field::Second, schedule.seconds()))
            .build()
    }
}

/// The values of a field as the keyed form writes them.
fn written(field: Field, unit: &impl TimeUnitSpec) -> String {
    if unit.is_all() {
        return "*".into();
    }
    let mut values: Vec<u32> = match field {
        // From 1, Sunday, to 0, Monday.
        Field::DayOfWeek => unit.iter().map(|day| (day + 5) % 7).collect(),
        _ => unit.iter().collect(),
    };
    values.sort_unstable();
    match step(field, &values) {
        Some(step) => format!("*/{step}"),
        None => runs(&values).join(","),
    }
}

/// The step, if these are all the values of the field that lie one step apart.
fn step(field: Field, values: &[u32]) -> Option<u32> {
    let (min, max) = Form::Keyed.bounds(field);
    let [first, second, _, ..] = values else { return None };
    let step = second - first;
    let recurs = !matches!(field, Field::Year | Field::DayOfWeek);
    let whole = (min..=max).step_by(step as usize).eq(values.iter().copied());
    (recurs && step > 1 && whole).then_some(step)
}

/// Values in a row as one range.
fn runs(values: &[u32]) -> Vec<String> {
    let runs = values.chunk_by(|one, next| one + 1 == *next);
    let text = |run: &[u32]| match run {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    };
    runs.map(text).collect()
}
