//! From what is written to what is meant: one trigger, its zone, its bounds.

use std::time::Duration;

use aps_triggers::cron::{CronFields, KeyedFields, canonical_keyed, parse_crontab, parse_keyed};
use aps_triggers::date::Moment;
use aps_triggers::interval::{Unit, length_of, parse_length};
use aps_triggers::{Field, ParseError, ParseErrors, check_zone_name};

use super::parse::JobAttr;
use super::trigger::{FieldText, FieldValue, Schedule, TriggerAttr, Window};
use crate::diag::{Diagnostic, Place, Sink};
use crate::value::Text;

/// A trigger that will fire.
#[derive(Debug)]
pub(super) struct Trigger {
    pub(super) plan: Plan,
    pub(super) timezone: Option<String>,
    pub(super) start: Option<Moment>,
    pub(super) end: Option<Moment>,
}

/// When it fires.
#[derive(Debug)]
pub(super) enum Plan {
    /// With the text that the trigger displays.
    Cron(CronFields, String),
    Every(Duration),
    Once(Moment),
}

/// The trigger of the attribute, after all its faults went into `sink`.
pub(super) fn check(options: &JobAttr, attribute: Place, sink: &mut Sink) -> Option<Trigger> {
    check_count(options, attribute, sink);
    let Some((first, others)) = options.triggers.split_first() else {
        Bounds::check(&options.window, sink);
        return None;
    };
    let trigger = check_trigger(first, &options.window, sink);
    // The others are one too many, but fixing that should not bring up new errors.
    for other in others {
        check_trigger(other, &Window::default(), sink);
    }
    trigger
}

fn check_count(options: &JobAttr, attribute: Place, sink: &mut Sink) {
    match options.triggers.as_slice() {
        [] if options.trigger_meant => {}
        [] => sink.push(
            Diagnostic::new(attribute, "the job has no trigger")
                .help("say when it runs: `cron = \"…\"`, `cron(…)`, `interval(…)` or `date = \"…\"`")
                .note("a function that is only called by jobs added at run time takes `#[job]`"),
        ),
        [_] => {}
        [first, .., last] => {
            let names: Vec<_> = options.triggers.iter().map(|trigger| format!("`{}`", trigger.key)).collect();
            let headline = format!("the job has {} triggers: {}", names.len(), names.join(" and "));
            let help = "keep one, or put a `#[scheduled_job(…)]` with its own `id` on the function for each";
            sink.push(Diagnostic::new(first.place.to(last.place), headline).help(help));
        }
    }
}

fn check_trigger(attr: &TriggerAttr, outside: &Window, sink: &mut Sink) -> Option<Trigger> {
    let window = outside.merged(&attr.window, sink);
    let bounds = Bounds::check(&window, sink);
    let schedule = attr.schedule.as_ref()?;
    if let (Schedule::Moment(_), Some(bound)) =
        (schedule, window.start_date.as_ref().or(window.end_date.as_ref()))
    {
        let headline = "a `date` trigger fires once, it has neither `start_date` nor `end_date`";
        sink.push(Diagnostic::new(bound.place(), headline).help("leave it out"));
    }
    let (plan, prefix) = read_plan(schedule, attr, sink)?;
    if let (Some(zone), Some(_)) = (&window.timezone, &prefix) {
        let headline = "the time zone is given here and in the crontab";
        sink.push(Diagnostic::new(zone.place(), headline).help("keep one of the two"));
    }
    Some(Trigger { plan, timezone: bounds.timezone.or(prefix), start: bounds.start, end: bounds.end })
}

/// The time zone and the first and the last moment of a trigger.
#[derive(Debug, Default)]
struct Bounds {
    timezone: Option<String>,
    start: Option<Moment>,
    end: Option<Moment>,
}

impl Bounds {
    fn check(window: &Window, sink: &mut Sink) -> Self {
        let timezone =
            window.timezone.as_ref().and_then(|text| accept(check_zone_name(&text.value), text, sink));
        let timezone = timezone.map(str::to_owned);
        let start =
            window.start_date.as_ref().and_then(|text| accept(Moment::parse(&text.value), text, sink));
        let end = window.end_date.as_ref().and_then(|text| accept(Moment::parse(&text.value), text, sink));
        if let (Some(first), Some(last), Some(text)) = (start, end, &window.end_date)
            && is_after(first, last)
        {
            let headline = "`start_date` is after `end_date`, so the job would never run";
            sink.push(Diagnostic::new(text.place(), headline).help("give a later `end_date`"));
        }
        Self { timezone, start, end }
    }
}

/// Only what can be told without the rules of the time zone.
fn is_after(start: Moment, end: Moment) -> bool {
    match (start, end) {
        (Moment::Instant { seconds: s, nanos: n }, Moment::Instant { seconds, nanos }) => {
            (s, n) > (seconds, nanos)
        }
        (Moment::Local { .. }, Moment::Local { .. }) => wall_clock(start) > wall_clock(end),
        _ => false,
    }
}

fn wall_clock(moment: Moment) -> Option<(u16, [u8; 5], u32)> {
    match moment {
        Moment::Local { year, month, day, hour, minute, second, nanos } => {
            Some((year, [month, day, hour, minute, second], nanos))
        }
        Moment::Instant { .. } => None,
    }
}

/// The schedule, and the time zone that a crontab can begin with.
fn read_plan(schedule: &Schedule, attr: &TriggerAttr, sink: &mut Sink) -> Option<(Plan, Option<String>)> {
    let plan = match schedule {
        Schedule::Crontab(text) => {
            let crontab = accept(parse_crontab(&text.value), text, sink)?;
            return Some((
                Plan::Cron(crontab.fields, crontab.text),
                crontab.timezone.map(|prefix| prefix.name),
            ));
        }
        Schedule::Keyed(fields) => keyed(fields, attr, sink)?,
        Schedule::Length(text) => Plan::Every(accept(parse_length(&text.value), text, sink)?),
        Schedule::Units(units) => units_length(units, attr, sink)?,
        Schedule::Moment(text) => Plan::Once(accept(Moment::parse(&text.value), text, sink)?),
    };
    Some((plan, None))
}

fn keyed(fields: &[FieldText], attr: &TriggerAttr, sink: &mut Sink) -> Option<Plan> {
    let mut texts = KeyedFields::default();
    for FieldText { field, value } in fields {
        *slot(&mut texts, *field) = Some(value.as_str());
    }
    match parse_keyed(&texts) {
        Ok(parsed) => Some(Plan::Cron(parsed, canonical_keyed(&texts))),
        Err(errors) => {
            errors.iter().for_each(|error| sink.push(in_field(error, fields, attr)));
            None
        }
    }
}

fn slot<'t, 'a>(texts: &'t mut KeyedFields<'a>, field: Field) -> &'t mut Option<&'a str> {
    match field {
        Field::Year => &mut texts.year,
        Field::Month => &mut texts.month,
        Field::Day => &mut texts.day,
        Field::Week => &mut texts.week,
        Field::DayOfWeek => &mut texts.day_of_week,
        Field::Hour => &mut texts.hour,
        Field::Minute => &mut texts.minute,
        Field::Second => &mut texts.second,
    }
}

fn in_field(error: &ParseError, fields: &[FieldText], attr: &TriggerAttr) -> Diagnostic {
    let culprit = fields.iter().find(|given| Some(given.field) == error.field());
    match culprit.map(|given| &given.value) {
        Some(FieldValue::Text(text)) => Diagnostic::in_text(error, text),
        Some(FieldValue::Number(number)) => Diagnostic::of_parse_error(number.place, error),
        None => Diagnostic::of_parse_error(attr.place, error),
    }
}

fn units_length(units: &[(Unit, f64)], attr: &TriggerAttr, sink: &mut Sink) -> Option<Plan> {
    match length_of(units.iter().copied()) {
        Ok(length) => Some(Plan::Every(length)),
        Err(error) => {
            sink.push(Diagnostic::of_parse_error(attr.place, &error));
            None
        }
    }
}

fn accept<T>(result: Result<T, ParseErrors>, text: &Text, sink: &mut Sink) -> Option<T> {
    result.map_err(|errors| errors.iter().for_each(|error| sink.push(Diagnostic::in_text(error, text)))).ok()
}
