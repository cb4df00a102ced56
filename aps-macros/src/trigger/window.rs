//! The first and the last moment of a trigger.

use aps_triggers::date::Moment;

use super::Window;
use super::keys::Keys;
use super::option::{moment, zone};
use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};

/// The time zone and the first and the last moment.
pub(super) fn window(keys: &Keys<'_>, sink: &mut Sink) -> Window {
    let timezone = keys.option("timezone", zone, sink);
    let start = keys.option("start_date", moment, sink);
    let end = keys.option("end_date", moment, sink);
    if start.zip(end).is_some_and(|(start, end)| is_after(start, end)) {
        sink.push(reversed(keys));
    }
    Window { timezone, start, end }
}

pub(super) fn reversed(keys: &Keys<'_>) -> Diagnostic {
    let place = keys.option_entry("end_date").map_or_else(|| keys.written.place(), Entry::value_place);
    Diagnostic::new(place, "`start_date` is after `end_date`, so the job would never run")
        .help("give a later `end_date`")
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
