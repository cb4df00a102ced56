//! `retry(attempts = 3, …)`.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Sink};
use crate::trigger::{ABOVE_ZERO, length};
use crate::value::{Scalar, Value};

/// How often and when a failed run is tried again. What is not given has a default.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry {
    pub(crate) attempts: NonZeroU32,
    pub(crate) delay: Option<Duration>,
    pub(crate) factor: Option<NonZeroU32>,
    pub(crate) max_delay: Option<Duration>,
}

const KEYS: [&str; 4] = ["attempts", "delay", "factor", "max_delay"];
const EXAMPLE: &str = "retry(attempts = 3, delay = \"1s\")";

impl Retry {
    /// What is wrong goes into `sink`.
    pub(super) fn read(entry: &Entry, sink: &mut Sink) -> Option<Self> {
        let Value::List(list) = &entry.value else {
            sink.push(not_a_list(entry));
            return None;
        };
        let before = sink.len();
        let entries = attr::read(list.stream(), sink);
        for unknown in entries.iter().filter(|entry| !KEYS.iter().any(|key| entry.key == key)) {
            sink.push(unknown_key(unknown));
        }
        let find = |key: &str| entries.iter().find(|entry| entry.key == key);
        let expected = "seconds, or a length of time such as `\"1s\"`";
        let delay = find("delay").and_then(|entry| length(entry, expected, &ABOVE_ZERO, sink));
        let factor = find("factor").and_then(|entry| sink.absorb(entry.positive()));
        let max_delay = find("max_delay").and_then(|entry| length(entry, expected, &ABOVE_ZERO, sink));
        let attempts = find("attempts").and_then(|entry| sink.absorb(entry.positive()));
        if let (Some(delay), Some(max_delay), Some(entry)) = (delay, max_delay, find("max_delay"))
            && delay > max_delay
        {
            let headline = "`max_delay` is shorter than `delay`";
            sink.push(Diagnostic::new(entry.value_place(), headline).help("give a longer `max_delay`"));
        }
        if find("attempts").is_none() && sink.len() == before {
            let headline = "`retry(…)` does not say how often";
            let help = format!("add `attempts`, as in `{EXAMPLE}`");
            sink.push(Diagnostic::new(entry.place(), headline).help(help).note(COUNT));
        }
        Some(Self { attempts: attempts?, delay, factor, max_delay })
    }
}

pub(super) const COUNT: &str = "`attempts` counts the first one, too: 3 is one try and two more";

fn not_a_list(entry: &Entry) -> Diagnostic {
    let diagnostic = Diagnostic::new(entry.place(), "`retry` takes its options in parentheses");
    match entry.scalar() {
        Some(Scalar::Integer(number)) => {
            diagnostic.help(format!("write `retry(attempts = {})`", number.digits)).note(COUNT)
        }
        _ => diagnostic.help(format!("write for example `{EXAMPLE}`")),
    }
}

fn unknown_key(entry: &Entry) -> Diagnostic {
    let meant = match entry.key.to_string().as_str() {
        "times" | "max_attempts" | "max_retries" | "retries" | "count" => Some("attempts"),
        "backoff" | "multiplier" => Some("factor"),
        "wait" | "interval" | "initial_delay" => Some("delay"),
        _ => None,
    };
    entry.unknown(&format!("unknown option `{}` of `retry(…)`", entry.key), &KEYS, meant)
}
