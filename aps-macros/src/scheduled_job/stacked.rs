//! Several attributes on one function: each schedule needs an id of its own.

use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

use crate::attr;
use crate::diag::{Diagnostic, Place, Sink};
use crate::item::Function;
use crate::value::Text;
use crate::{id, parameter, registration};

/// Compares the id of this attribute with those that follow it on the function.
pub(super) fn check_ids(own: Option<&Text>, attribute: Place, function: &Function, sink: &mut Sink) {
    let same = |later: &Option<String>| later.as_deref() == own.map(|text| text.value.as_str());
    if !later_ids(function).iter().any(same) {
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

/// Refuses parameters that nothing fills in when the schedule fires.
///
/// Of several schedules only the last one speaks.
pub(super) fn check_parameters(function: &Function, parameters: &[parameter::Parameter], sink: &mut Sink) {
    if !later_ids(function).is_empty() {
        return;
    }
    for data in parameter::data(parameters).filter(|data| data.storable) {
        let headline = format!("nothing supplies `{}` when the schedule fires", data.name);
        sink.push(
            Diagnostic::new(Place::of(&data.ty), headline)
                .help("take no parameters but `JobContext`, or use `#[job]` and give the arguments to `Scheduler::add_job`"),
        );
    }
}

fn later_ids(function: &Function) -> Vec<Option<String>> {
    let scheduled = function.attrs.iter().filter(|attr| registration::is_schedule(attr));
    scheduled.map(id_of).collect()
}

/// Whatever is wrong with that attribute, it will report itself.
fn id_of(attr: &Attribute) -> Option<String> {
    let tokens = match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let mut ignored = Sink::default();
    let entries = attr::read(tokens, &mut ignored);
    ignored.ignore();
    let entry = entries.iter().find(|entry| entry.key == "id")?;
    id::read(entry).ok().map(|text| text.value)
}
