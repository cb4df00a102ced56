//! The options of `#[scheduled_job]`, each the right kind of literal.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::time::Duration;

use aps_triggers::kind::Kind;
use aps_triggers::suggest::nearest;
use proc_macro2::TokenStream;
use syn::Path;

use super::args::Args;
use super::foreign;
use super::retry::Retry;
use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Sink};
use crate::id;
use crate::trigger::{ABOVE_ZERO, length};
use crate::value::{Scalar, Text};

/// Every key, in the order in which messages list them.
pub(crate) const OPTIONS: [&str; 25] = [
    "cron",
    "interval",
    "date",
    "calendar_interval",
    "and",
    "or",
    "id",
    "name",
    "args",
    "timezone",
    "start_date",
    "end_date",
    "jitter",
    "dst_gap",
    "dst_overlap",
    "coalesce",
    "max_instances",
    "misfire_grace_time",
    "timeout",
    "retry",
    "on_node_loss",
    "executor",
    "jobstore",
    "paused",
    "crate",
];

/// What the attribute says.
#[derive(Default)]
pub(super) struct JobAttr {
    /// More than one is an error, none as well.
    pub(super) triggers: Vec<Entry>,
    /// What is said about the trigger outside of its parentheses.
    pub(super) beside: Vec<Entry>,
    pub(super) id: Option<Text>,
    pub(super) name: Option<Text>,
    pub(super) args: Option<Args>,
    /// Whether there are arguments that could not be read.
    pub(super) args_refused: bool,
    pub(super) coalesce: Option<bool>,
    pub(super) max_instances: Option<NonZeroU32>,
    pub(super) misfire_grace_time: Option<Limit>,
    pub(super) timeout: Option<Limit>,
    pub(super) retry: Option<Retry>,
    pub(super) on_node_loss: Option<OnNodeLoss>,
    pub(super) executor: Option<Text>,
    pub(super) jobstore: Option<Text>,
    pub(super) paused: bool,
    pub(super) krate: Option<Path>,
    /// Whether a trigger was meant, though not written as one.
    pub(super) trigger_meant: bool,
}

/// How late a run may start, or how long it may take.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    Unlimited,
    Within(Duration),
}

impl Limit {
    /// As timeouts have it: the longest is none.
    pub(super) fn or_longest(self) -> Duration {
        match self {
            Limit::Unlimited => Duration::MAX,
            Limit::Within(limit) => limit,
        }
    }
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
            key if Kind::named(key).is_some() => self.triggers.push(entry.clone()),
            key if Kind::any_has_option(key) => self.beside.push(entry.clone()),
            "id" => self.id = sink.absorb(id::read(entry)),
            "name" => self.name = sink.absorb(entry.text("a name for people, such as `\"Monthly report\"`")),
            "args" => {
                self.args = sink.absorb(Args::read(entry));
                self.args_refused = self.args.is_none();
            }
            "coalesce" => self.coalesce = sink.absorb(entry.boolean()),
            "max_instances" => self.max_instances = sink.absorb(entry.positive()),
            "misfire_grace_time" => {
                // Not late at all is something that can be asked for.
                self.misfire_grace_time = limit(entry, "30s", &(Duration::ZERO..=Duration::MAX), sink);
            }
            "timeout" => self.timeout = limit(entry, "5m", &ABOVE_ZERO, sink),
            "retry" => self.retry = Retry::read(entry, sink),
            "on_node_loss" => self.on_node_loss = sink.absorb(OnNodeLoss::read(entry)),
            "executor" => {
                self.executor = sink.absorb(entry.text("the alias of an executor, such as `\"threads\"`"));
            }
            "jobstore" => {
                self.jobstore = sink.absorb(entry.text("the alias of a job store, such as `\"durable\"`"));
            }
            "paused" => self.paused = sink.absorb(entry.boolean()).unwrap_or_default(),
            "crate" => self.krate = sink.absorb(entry.path()),
            _ => return false,
        }
        true
    }
}

/// A length of time within these bounds, or `none`.
fn limit(entry: &Entry, example: &str, bounds: &RangeInclusive<Duration>, sink: &mut Sink) -> Option<Limit> {
    let expected = format!("seconds, a length of time such as `\"{example}\"`, or `none`");
    match entry.scalar() {
        Some(Scalar::Word(word)) if word == "none" => Some(Limit::Unlimited),
        Some(Scalar::Word(word)) if word == "None" => {
            let headline = format!("`{}` takes {expected}", entry.key);
            sink.push(Diagnostic::new(word.span(), headline).help("write `none`"));
            None
        }
        _ => length(entry, &expected, bounds, sink).map(Limit::Within),
    }
}

/// What becomes of a run whose node died.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OnNodeLoss {
    Abandon,
    Rerun,
}

impl OnNodeLoss {
    fn read(entry: &Entry) -> Result<Self, Diagnostic> {
        let text = entry.text("`\"abandon\"` or `\"rerun\"`")?;
        match text.value.as_str() {
            "abandon" => Ok(Self::Abandon),
            "rerun" => Ok(Self::Rerun),
            other => {
                let headline = format!("`{other}` is not a value of `on_node_loss`");
                let diagnostic = Diagnostic::new(text.place(), headline);
                Err(match nearest(other, ["abandon", "rerun"]) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic,
                }
                .note("`on_node_loss` is one of `abandon`, `rerun`"))
            }
        }
    }
}
