//! Several attributes on one function: each schedule needs an id of its own, and its
//! own arguments.

use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

use super::args::{Args, listed};
use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Place, Sink};
use crate::id;
use crate::item::Function;
use crate::registration::{self, Registration};
use crate::value::Text;

/// Compares the id of this attribute with those that follow it on the function.
pub(super) fn check_ids(own: Option<&Text>, attribute: Place, function: &Function, sink: &mut Sink) {
    let same = |later: &Option<String>| later.as_deref() == own.map(|text| text.value.as_str());
    if !later(function).map(|options| id_of(&options)).any(|id| same(&id)) {
        return;
    }
    let place = own.map_or(attribute, Text::place);
    let headline = match own {
        Some(text) => format!("two schedules of `{}` have the id `{}`", function.name(), text.value),
        None => format!("two schedules of `{}` have no `id`", function.name()),
    };
    let help = "give each `#[scheduled_job(…)]` on a function its own `id`";
    sink.push(
        Diagnostic::new(place, headline).help(help).note("without one, the id is the path of the function"),
    );
}

/// Whether the schedule supplies what the function takes. If not, that is reported, by
/// the schedule that lacks it or, if all do, by the last one.
pub(super) fn check_arguments(
    args: Option<&Args>,
    registration: &Registration,
    attribute: Place,
    sink: &mut Sink,
) -> bool {
    if let Some(args) = args {
        args.check(registration, sink);
        return true;
    }
    let missing: Vec<_> = registration.data().filter(|data| data.storable).collect();
    let later: Vec<_> = later(&registration.function).collect();
    if missing.is_empty() {
        return true;
    }
    if later.iter().any(|options| options.iter().any(|option| option.key == "args")) {
        let headline = "this schedule has no `args`, another one of the function has";
        sink.push(
            Diagnostic::new(attribute, headline).help(format!("the arguments are {}", listed(&missing))),
        );
    } else if later.is_empty() {
        for data in missing {
            let headline = format!("nothing supplies `{}` when the schedule fires", data.name);
            sink.push(Diagnostic::new(Place::of(&data.ty), headline).help(
                "give the arguments as `args = (…)`, or use `#[job]` and give them to `Scheduler::add_job`",
            ));
        }
    }
    false
}

/// The options of the schedules that follow on the function.
fn later(function: &Function) -> impl Iterator<Item = Vec<Entry>> {
    function.attrs.iter().filter(|attr| registration::is_schedule(attr)).map(options_of)
}

/// Whatever is wrong with that attribute, it will report itself.
fn options_of(attr: &Attribute) -> Vec<Entry> {
    let tokens = match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let mut ignored = Sink::default();
    let entries = attr::read(tokens, &mut ignored);
    ignored.ignore();
    entries
}

fn id_of(options: &[Entry]) -> Option<String> {
    let entry = options.iter().find(|entry| entry.key == "id")?;
    id::read(entry).ok().map(|text| text.value)
}
