//! aps, the baseline and the peers behind one interface.

use std::str::FromStr;

use aps_triggers::cron::KeyedFields;
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::baseline::{Baseline, Zone};
use crate::expressions::FRIDAY_13TH;

/// The first fire time after an instant.
pub type NextFire = Box<dyn Fn(DateTime<Utc>) -> Option<DateTime<Utc>>>;
/// Parses once more. What comes of it is dropped.
pub type Parse = Box<dyn Fn()>;

pub struct Peer {
    pub name: &'static str,
    /// Nothing if the peer does not take the expression or the zone.
    pub next_fire: fn(&str, Tz) -> Option<NextFire>,
    pub parse: fn(&str) -> Option<Parse>,
}

pub const PEERS: [Peer; 5] = [
    Peer { name: "aps", next_fire: aps, parse: aps_parse },
    Peer { name: "baseline", next_fire: baseline, parse: baseline_parse },
    Peer { name: "cron", next_fire: cron, parse: cron_parse },
    Peer { name: "croner", next_fire: croner, parse: croner_parse },
    Peer { name: "saffron", next_fire: saffron, parse: saffron_parse },
];

fn aps(expression: &str, zone: Tz) -> Option<NextFire> {
    let friday_13th =
        KeyedFields { day: Some("13"), day_of_week: Some("fri"), hour: Some("0"), ..KeyedFields::default() };
    let trigger = match expression {
        FRIDAY_13TH => CronTrigger::keyed(&friday_13th),
        _ => CronTrigger::parse(expression),
    };
    let trigger = trigger.ok()?.timezone(TimeZone::get(zone.name()).ok()?);
    Some(Box::new(move |after| trigger.next_fire_time(Some(after), after)))
}

fn aps_parse(expression: &str) -> Option<Parse> {
    let text = expression.to_owned();
    Some(Box::new(move || drop(std::hint::black_box(CronTrigger::parse(&text)))))
}

fn baseline(expression: &str, zone: Tz) -> Option<NextFire> {
    let (schedule, zone) = (Baseline::parse(expression), Zone::new(zone.name()));
    Some(Box::new(move |after| schedule.next(&zone, after)))
}

fn baseline_parse(expression: &str) -> Option<Parse> {
    let text = expression.to_owned();
    Some(Box::new(move || drop(std::hint::black_box(Baseline::parse(&text)))))
}

/// The `cron` crate always wants seconds.
fn with_seconds(expression: &str) -> String {
    match expression.split(' ').count() {
        5 => format!("0 {expression}"),
        _ => expression.to_owned(),
    }
}

fn cron(expression: &str, zone: Tz) -> Option<NextFire> {
    let schedule = cron::Schedule::from_str(&with_seconds(expression)).ok()?;
    Some(Box::new(move |after| schedule.after(&after.with_timezone(&zone)).next().map(|t| t.to_utc())))
}

fn cron_parse(expression: &str) -> Option<Parse> {
    let text = with_seconds(expression);
    cron::Schedule::from_str(&text).ok()?;
    Some(Box::new(move || drop(std::hint::black_box(cron::Schedule::from_str(&text)))))
}

fn croner_parser() -> croner::parser::CronParser {
    croner::parser::CronParser::builder().seconds(croner::parser::Seconds::Optional).dom_and_dow(true).build()
}

fn croner(expression: &str, zone: Tz) -> Option<NextFire> {
    let pattern = croner_parser().parse(expression).ok()?;
    Some(Box::new(move |after| {
        let next = pattern.find_next_occurrence(&after.with_timezone(&zone), false);
        next.ok().map(|time| time.to_utc())
    }))
}

fn croner_parse(expression: &str) -> Option<Parse> {
    let (text, parser) = (expression.to_owned(), croner_parser());
    parser.parse(&text).ok()?;
    Some(Box::new(move || drop(std::hint::black_box(parser.parse(&text)))))
}

/// Days or weekdays, minutes only, UTC only.
fn saffron(expression: &str, zone: Tz) -> Option<NextFire> {
    if zone != Tz::UTC || expression == FRIDAY_13TH {
        return None;
    }
    let pattern: saffron::Cron = expression.parse().ok()?;
    Some(Box::new(move |after| pattern.next_after(after)))
}

fn saffron_parse(expression: &str) -> Option<Parse> {
    let text = expression.to_owned();
    text.parse::<saffron::Cron>().ok()?;
    Some(Box::new(move || drop(std::hint::black_box(text.parse::<saffron::Cron>()))))
}
