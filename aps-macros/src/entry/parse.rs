//! The options of `#[main]`.

use std::num::NonZeroUsize;

use proc_macro2::TokenStream;
use syn::Path;

use crate::attr::{self, Entry, like};
use crate::diag::{Diagnostic, Place, Sink};
use crate::value::{Scalar, Text};

const OPTIONS: [&str; 4] = ["flavor", "worker_threads", "config", "crate"];

/// What the attribute says.
#[derive(Default)]
pub(super) struct MainAttr {
    pub(super) flavor: Option<Flavor>,
    pub(super) worker_threads: Option<NonZeroUsize>,
    /// The configuration's file, if it is not one of the usual names.
    pub(super) config: Option<Text>,
    pub(super) krate: Option<Path>,
}

/// The kinds of tokio runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavor {
    MultiThread,
    CurrentThread,
}

/// Reads all options; whatever is wrong with them goes into `sink`.
pub(super) fn parse(tokens: TokenStream, sink: &mut Sink) -> MainAttr {
    let mut options = MainAttr::default();
    let mut threads = None;
    for entry in attr::read(tokens, sink) {
        if entry.key == "flavor" {
            options.flavor = sink.absorb(flavor(&entry));
        } else if entry.key == "worker_threads" {
            options.worker_threads = sink.absorb(entry.positive());
            threads = Some(entry.place());
        } else if entry.key == "config" {
            options.config = sink.absorb(entry.text("the path of a file such as `\"deploy/aps.toml\"`"));
        } else if entry.key == "crate" {
            options.krate = sink.absorb(entry.path());
        } else {
            sink.push(unknown(&entry));
        }
    }
    if let (Some(Flavor::CurrentThread), Some(place)) = (options.flavor, threads) {
        sink.push(contradiction(place));
    }
    options
}

fn unknown(entry: &Entry) -> Diagnostic {
    let key = entry.key.to_string();
    let headline = format!("unknown option `{key}`");
    let elsewhere = match key.as_str() {
        "timezone" | "executor" | "jobstore" | "coalesce" | "max_instances" | "misfire_grace_time" => {
            "write it into `aps.toml`; or say it in the body, with `Scheduler::builder()`, and return the scheduler"
        }
        "start_paused" => "a clock for tests is `ManualClock` in `aps_runtime::testing`",
        _ => {
            let meant = ["threads", "workers"].contains(&key.as_str()).then_some("worker_threads");
            return entry.unknown(&headline, &OPTIONS, meant);
        }
    };
    let listed = OPTIONS.map(|name| format!("`{name}`")).join(", ");
    Diagnostic::new(entry.place(), headline).help(elsewhere).note(format!("options are {listed}"))
}

fn contradiction(worker_threads: Place) -> Diagnostic {
    Diagnostic::new(worker_threads, "`flavor = \"current_thread\"` has no worker threads")
        .help("leave `worker_threads` out, or write `flavor = \"multi_thread\"`")
}

fn flavor(entry: &Entry) -> Result<Flavor, Diagnostic> {
    const EXPECTED: &str = "`\"multi_thread\"` or `\"current_thread\"`";
    let text = match entry.scalar() {
        Some(Scalar::Text(text)) => text,
        Some(Scalar::Word(word)) if word == "multi_thread" || word == "current_thread" => {
            return Err(Diagnostic::new(word.span(), format!("`flavor` takes {EXPECTED}"))
                .help(format!("write `flavor = \"{word}\"`")));
        }
        _ => return Err(entry.mismatch(EXPECTED)),
    };
    match text.value.as_str() {
        "multi_thread" => Ok(Flavor::MultiThread),
        "current_thread" => Ok(Flavor::CurrentThread),
        other => {
            let unknown = Diagnostic::new(text.place(), format!("unknown flavor `{other}`"));
            let takes = format!("`flavor` takes {EXPECTED}");
            Err(match like(other, &["multi_thread", "current_thread"]) {
                Some(meant) => unknown.help(format!("did you mean `\"{meant}\"`?")).note(takes),
                None => unknown.help(takes),
            })
        }
    }
}
