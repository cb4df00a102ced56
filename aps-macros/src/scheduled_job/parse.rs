//! The options of `#[scheduled_job]`, each the right kind of literal.

use std::num::NonZeroU32;
use std::time::Duration;

use aps_triggers::interval::parse_length;
use proc_macro2::TokenStream;
use syn::Path;

use super::foreign;
use super::trigger::{TriggerAttr, Window};
use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Sink};
use crate::id;
use crate::value::{Scalar, Text};

/// Every key, in the order in which messages list them.
pub(super) const OPTIONS: [&str; 14] = [
    "cron",
    "interval",
    "date",
    "id",
    "name",
    "timezone",
    "start_date",
    "end_date",
    "coalesce",
    "max_instances",
    "misfire_grace_time",
    "executor",
    "jobstore",
    "crate",
];

/// What the attribute says.
#[derive(Default)]
pub(super) struct JobAttr {
    /// More than one is an error, none as well.
    pub(super) triggers: Vec<TriggerAttr>,
    /// What is said about the trigger outside of its parentheses.
    pub(super) window: Window,
    pub(super) id: Option<Text>,
    pub(super) name: Option<Text>,
    pub(super) coalesce: Option<bool>,
    pub(super) max_instances: Option<NonZeroU32>,
    pub(super) misfire_grace_time: Option<GraceTime>,
    pub(super) executor: Option<Text>,
    pub(super) jobstore: Option<Text>,
    pub(super) krate: Option<Path>,
    /// Whether a trigger was meant, though not written as one.
    pub(super) trigger_meant: bool,
}

/// How late a run may start.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GraceTime {
    Unlimited,
    Within(Duration),
}

/// Reads all options; whatever is wrong with them goes into `sink`.
pub(super) fn parse(tokens: TokenStream, sink: &mut Sink) -> JobAttr {
    let mut options = JobAttr::default();
    let mut unknown = Vec::new();
    let entries = attr::read_all(tokens, sink);
    // What could not be read may well be the trigger.
    let unreadable = !sink.is_empty();
    for entry in attr::without_duplicates(entries, sink) {
        if !options.take(&entry, sink) {
            unknown.push(entry);
        }
    }
    options.trigger_meant = foreign::explain(&unknown, &options.triggers, sink) || unreadable;
    options
}

impl JobAttr {
    /// Whether the key is known.
    fn take(&mut self, entry: &Entry, sink: &mut Sink) -> bool {
        let key = entry.key.to_string();
        match key.as_str() {
            "cron" | "interval" | "date" => self.triggers.push(TriggerAttr::read(entry, sink)),
            "timezone" | "start_date" | "end_date" => self.window.take(entry, sink),
            "id" => self.id = sink.absorb(id::read(entry)),
            "name" => self.name = sink.absorb(entry.text("a name for people, such as `\"Monthly report\"`")),
            "coalesce" => self.coalesce = sink.absorb(entry.boolean()),
            "max_instances" => self.max_instances = sink.absorb(entry.positive()),
            "misfire_grace_time" => self.misfire_grace_time = grace_time(entry, sink),
            "executor" => {
                self.executor = sink.absorb(entry.text("the alias of an executor, such as `\"threads\"`"));
            }
            "jobstore" => {
                self.jobstore = sink.absorb(entry.text("the alias of a job store, such as `\"durable\"`"));
            }
            "crate" => self.krate = sink.absorb(entry.path()),
            _ => return false,
        }
        true
    }
}

fn grace_time(entry: &Entry, sink: &mut Sink) -> Option<GraceTime> {
    let expected = "whole seconds from 1, a length of time such as `\"30s\"`, or `none`";
    match entry.scalar() {
        Some(Scalar::Word(word)) if word == "none" => Some(GraceTime::Unlimited),
        Some(Scalar::Word(word)) if word == "None" => {
            sink.push(
                Diagnostic::new(word.span(), format!("`misfire_grace_time` takes {expected}"))
                    .help("write `none`"),
            );
            None
        }
        Some(Scalar::Text(text)) => match parse_length(&text.value) {
            Ok(length) => Some(GraceTime::Within(length)),
            Err(errors) => {
                errors.iter().for_each(|error| sink.push(Diagnostic::in_text(error, &text)));
                None
            }
        },
        Some(Scalar::Integer(_)) => {
            let seconds = entry.positive::<NonZeroU32>();
            let seconds = sink
                .absorb(seconds.map_err(|wrong| wrong.note("`none` lets a run start however late it is")))?;
            Some(GraceTime::Within(Duration::from_secs(seconds.get().into())))
        }
        _ => {
            sink.push(entry.mismatch(expected));
            None
        }
    }
}
