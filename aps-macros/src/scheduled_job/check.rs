//! Exactly one trigger, and that one right.

use super::parse::JobAttr;
use crate::diag::{Diagnostic, Place, Sink};
use crate::trigger::{Trigger, Written, check_alone};

/// The trigger of the attribute, after all its faults went into `sink`.
pub(super) fn check(options: &JobAttr, attribute: Place, sink: &mut Sink) -> Option<Trigger> {
    check_count(options, attribute, sink);
    let mut triggers = options.triggers.iter().filter_map(Written::of);
    let Some(first) = triggers.next() else {
        options.beside.iter().for_each(|entry| check_alone(entry, sink));
        return None;
    };
    let trigger = Trigger::read(&first, &options.beside, sink);
    // The others are one too many, but fixing that should not bring up new errors.
    for other in triggers {
        Trigger::read(&other, &[], sink);
    }
    trigger
}

fn check_count(options: &JobAttr, attribute: Place, sink: &mut Sink) {
    match options.triggers.as_slice() {
        [] if options.trigger_meant => {}
        [] => sink.push(
            Diagnostic::new(attribute, "the job has no trigger")
                .help("say when it runs: `cron = \"…\"`, `cron(…)`, `interval(…)`, `date = \"…\"`, `calendar_interval(…)`, `and(…)` or `or(…)`")
                .note("a function that is only called by jobs added at run time takes `#[job]`"),
        ),
        [_] => {}
        [first, .., last] => {
            let names: Vec<_> = options.triggers.iter().map(|trigger| format!("`{}`", trigger.key)).collect();
            let headline = format!("the job has {} triggers: {}", names.len(), names.join(" and "));
            let both: Vec<_> = options.triggers.iter().map(crate::attr::Entry::written).collect();
            let help = format!(
                "keep one, combine them as `or({})`, or put a `#[scheduled_job(…)]` with its own `id` on the function for each",
                both.join(", ")
            );
            sink.push(Diagnostic::new(first.place().to(last.place()), headline).help(help));
        }
    }
}
