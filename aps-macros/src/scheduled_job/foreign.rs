//! Options that do not exist here: what was meant?
//!
//! Many users come from APScheduler, where a trigger is `trigger='cron', hour=5`,
//! and from libraries with other words for the same things.

use aps_triggers::Field;
use aps_triggers::kind::{self, CALENDAR_INTERVAL, Kind};

use super::parse::OPTIONS;
use super::retry;
use crate::attr::{Entry, like};
use crate::diag::{Diagnostic, Sink};
use crate::value::{Scalar, Value};

/// Reports the unknown options. True if one of them is part of a trigger.
pub(super) fn explain(unknown: &[Entry], triggers: &[Entry], sink: &mut Sink) -> bool {
    let word = unknown.iter().find(|entry| entry.key == "trigger");
    let mut explained = false;
    let is_calendar = unknown.iter().any(|entry| trigger_of(entry, false) == Some(CALENDAR_INTERVAL.name));
    let trigger_of = |entry: &Entry| trigger_of(entry, is_calendar);
    for trigger in kind::ALL.map(|kind| kind.name) {
        let parts: Vec<&Entry> = unknown.iter().filter(|entry| trigger_of(entry) == Some(trigger)).collect();
        let named = word.filter(|word| names_trigger(word) == Some(trigger));
        if let Some(first) = named.or(parts.first().copied()) {
            explained = true;
            sink.push(spelled_apart(trigger, first, &parts, triggers));
        }
    }
    for entry in unknown.iter().filter(|entry| trigger_of(entry).is_none()) {
        if entry.key != "trigger" {
            explained |= meant(entry).is_some_and(|meant| Kind::named(meant).is_some());
            sink.push(other(entry));
        } else if names_trigger(entry).is_none() {
            sink.push(trigger_value(entry));
        }
    }
    explained || word.is_some()
}

/// Which trigger a key that stands outside of its parentheses belongs to. An hour beside
/// months is not that of a `cron(…)`.
fn trigger_of(entry: &Entry, is_calendar: bool) -> Option<&'static str> {
    match entry.key.to_string().as_str() {
        key if is_calendar && CALENDAR_INTERVAL.fields.contains(&key) => Some(CALENDAR_INTERVAL.name),
        key if Field::ALL.iter().any(|field| key == field.name()) => Some("cron"),
        "weeks" | "days" | "hours" | "minutes" | "seconds" => Some("interval"),
        "run_date" => Some("date"),
        "months" | "years" => Some(CALENDAR_INTERVAL.name),
        _ => None,
    }
}

/// The trigger that `trigger = "…"` names.
fn names_trigger(entry: &Entry) -> Option<&'static str> {
    let Some(Scalar::Text(text)) = entry.scalar() else { return None };
    Kind::named(&text.value).map(|kind| kind.name)
}

/// `hour = 5` instead of `cron(hour = 5)`, with or without `trigger = "cron"`.
fn spelled_apart(trigger: &str, first: &Entry, parts: &[&Entry], triggers: &[Entry]) -> Diagnostic {
    let headline = if first.key == "trigger" {
        format!("a trigger is written `{trigger}(…)`")
    } else {
        format!("`{}` is an option of `{trigger}(…)`", first.key)
    };
    let written: Vec<String> = parts.iter().map(|part| part.written()).collect();
    let written = written.join(", ");
    let help = match trigger {
        _ if triggers.iter().any(|given| given.key == trigger) => {
            format!("move it into the parentheses of `{trigger}(…)`")
        }
        "cron" if parts.is_empty() => "write `cron = \"0 8 * * mon-fri\"` or `cron(hour = 8)`".into(),
        "interval" if parts.is_empty() => "write `interval(hours = 2)` or `interval = \"2h\"`".into(),
        "calendar_interval" | "and" | "or" if parts.is_empty() => format!("write `{trigger}(…)`"),
        "date" => {
            format!("write `date = {}`", parts.first().map_or("\"2030-01-31\"".into(), |date| value(date)))
        }
        _ => format!("write `{trigger}({written})`"),
    };
    Diagnostic::new(first.place(), headline).help(help)
}

fn value(entry: &Entry) -> String {
    match &entry.value {
        Value::Assigned(tokens) => tokens.to_string(),
        Value::List(list) => list.to_string(),
        Value::Missing => "\"…\"".into(),
    }
}

fn trigger_value(entry: &Entry) -> Diagnostic {
    Diagnostic::new(entry.place(), "there is no option `trigger`")
        .help("write `cron = \"…\"`, `cron(…)`, `interval(…)` or `date = \"…\"`")
        .note("a trigger made by code is given to `Scheduler::add_job`")
}

fn other(entry: &Entry) -> Diagnostic {
    let key = entry.key.to_string();
    let headline = format!("unknown option `{key}`");
    if let Some(instead) = rewritten(entry, &key) {
        return Diagnostic::new(entry.place(), headline).help(format!("write `{instead}`"));
    }
    if let ("retries" | "max_retries", Some(Scalar::Integer(number))) = (key.as_str(), entry.scalar())
        && let Ok(retries) = number.digits.parse::<u16>()
    {
        let attempts = u32::from(retries) + 1;
        return Diagnostic::new(entry.place(), headline)
            .help(format!("write `retry(attempts = {attempts})`"))
            .note(retry::COUNT);
    }
    let elsewhere = match key.as_str() {
        "initial_delay" | "start" | "start_time" => "use `start_date`",
        "end" | "until" => "use `end_date`",
        "enabled" | "active" => "leave it out; `paused = true` adds a job that waits to be resumed",
        "fixed_rate" | "fixed_delay" => "write the length with its unit: `interval = \"5s\"`",
        "max_runs" => "use `end_date`, or remove the job from inside when it has run often enough",
        "kwargs" => "write `args = (…)`, the arguments in order",
        "func" | "next_run_time" | "replace_existing" => {
            "that belongs to `Scheduler::add_job`: put `#[job]` on the function and add it there"
        }
        "tag" | "tags" | "metadata" => {
            "that belongs to `Scheduler::add_job` and to `[[jobs]]` of a configuration: put `#[job]` on the function \
             and add it there"
        }
        _ => return entry.unknown(&headline, &OPTIONS, meant(entry)),
    };
    Diagnostic::new(entry.place(), headline).help(elsewhere)
}

/// The same in the words that are used here, if that is all there is to it.
fn rewritten(entry: &Entry, key: &str) -> Option<String> {
    if let ("enabled" | "active", Some(Scalar::Word(word))) = (key, entry.scalar())
        && word == "false"
    {
        return Some("paused = true".into());
    }
    let known = match (called_here(key)?, entry.scalar()) {
        (_, Some(Scalar::Integer(millis))) if key.starts_with("fixed_") => {
            return Some(format!("interval = \"{}ms\"", millis.digits));
        }
        _ if key.starts_with("fixed_") => return None,
        ("interval", Some(Scalar::Text(text))) if text.value.split_whitespace().count() > 4 => "cron",
        (known, _) => known,
    };
    Some(format!("{known}{}", entry.written().strip_prefix(key)?))
}

/// What is called differently in other libraries.
fn called_here(key: &str) -> Option<&'static str> {
    Some(match key {
        "tz" | "zone" | "time_zone" => "timezone",
        "job_id" | "jobid" => "id",
        "crontab" | "schedule" | "expression" | "CronTrigger" => "cron",
        "every" | "repeat" | "fixed_rate" | "fixed_delay" | "IntervalTrigger" => "interval",
        "at" | "when" | "run_at" | "DateTrigger" => "date",
        "store" | "job_store" => "jobstore",
        _ => return None,
    })
}

/// The option that is called differently elsewhere, or that was misspelt.
fn meant(entry: &Entry) -> Option<&'static str> {
    let key = entry.key.to_string();
    called_here(&key).or_else(|| like(&key, &OPTIONS))
}
