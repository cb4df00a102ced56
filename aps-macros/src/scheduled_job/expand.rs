//! The tokens of a scheduled job.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::check;
use super::parse::{self, JobAttr};
use super::stacked;
use crate::bake::Bake;
use crate::diag::{Place, Sink};
use crate::item::Function;
use crate::paths::Paths;
use crate::registration::{self, Registration};
use crate::trigger::Trigger;
use crate::{id, id_macro};

/// Expands `#[scheduled_job(attr)] item`: the item as it is, what was generated
/// for it, and the errors.
pub(crate) fn expand(attr: TokenStream, item: &TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let place = Place::attribute(item);
    let options = parse::parse(attr, &mut sink);
    let trigger = check::check(&options, place, &mut sink);
    let function = sink.absorb(Function::read(item, "scheduled_job"));
    let generated = function.map(|function| generate(function, &options, trigger.as_ref(), place, &mut sink));
    let generated = generated.map(|generated| Paths::guarded(options.krate.as_ref(), generated));
    let errors = sink.into_tokens();
    quote!(#item #generated #errors)
}

fn generate(
    function: Function,
    options: &JobAttr,
    trigger: Option<&Trigger>,
    place: Place,
    sink: &mut Sink,
) -> TokenStream {
    if options.id.is_none() {
        sink.absorb(id::check_name(&function));
    }
    stacked::check_ids(options.id.as_ref(), place, &function, sink);
    let is_last = !function.attrs.iter().any(registration::is_job_attribute);
    let paths = Paths::new(options.krate.as_ref());
    let registration = Registration::check(function, paths, None, is_last.then_some(&mut *sink));
    let supplied =
        options.args_refused || stacked::check_arguments(options.args.as_ref(), &registration, place, sink);

    // `#[allow(deprecated)]` on the function is meant for these warnings, too.
    let warnings = Some(sink.take_warnings()).filter(|_| registration.allowance().is_none());
    let function = is_last.then(|| registration.job_function());
    let registered = trigger.filter(|_| supplied && sink.is_empty()).map(|trigger| {
        let job = scheduled_job(&registration, options, trigger);
        let element = registration::element(&registration.paths, function.as_ref(), Some(&job));
        let claim = options.id.as_ref().map(id_macro::claim);
        quote!(#element #claim #warnings)
    });
    if is_last {
        return registration.companion_type(&doc(&registration, options, trigger), registered.as_ref());
    }
    let allowance = registration.allowance();
    registered.map_or_else(TokenStream::new, |registered| {
        quote! {
            #allowance
            const _: () = {
                #registered
            };
        }
    })
}

/// One line for those who hover over the name.
fn doc(registration: &Registration, options: &JobAttr, trigger: Option<&Trigger>) -> String {
    let name = registration.function.name();
    match (trigger, options.triggers.first()) {
        (Some(trigger), Some(entry)) => {
            format!(" The job `{name}`: {} (`{}`).", trigger.describe(), entry.written())
        }
        _ => format!(" The job `{name}`."),
    }
}

/// The job as a value; stands beside a `_LOCATION`.
fn scheduled_job(registration: &Registration, options: &JobAttr, trigger: &Trigger) -> TokenStream {
    let (paths, ident) = (&registration.paths, registration.ident());
    let private = &paths.private;
    let given = options.id.as_ref().map(|id| id.value.bake(paths));
    let id = given.unwrap_or_else(|| quote!(#private::default_id(#ident::NAME)));
    let trigger = trigger.bake_any(paths);
    let call = match options.args.as_ref().map(|args| args.bake(paths)) {
        None => quote!(#ident::job),
        Some(arguments) => quote!(|| #ident::job(#arguments)),
    };
    let options = bake_options(options, paths);
    quote! {
        #private::ScheduledJob {
            id: #id,
            function: #ident::NAME,
            call: #call,
            trigger: &#trigger,
            options: #options,
            location: _LOCATION,
        }
    }
}

/// What is given, and the rest from `JobOptions::DEFAULT`.
fn bake_options(options: &JobAttr, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let text = |text: &Option<crate::value::Text>| text.as_ref().map(|text| text.value.bake(paths));
    let given = [
        ("name", text(&options.name)),
        ("coalesce", options.coalesce.map(|value| value.bake(paths))),
        ("max_instances", options.max_instances.map(|value| value.bake(paths))),
        ("misfire_grace_time", options.misfire_grace_time.map(|value| value.bake(paths))),
        ("timeout", options.timeout.map(|value| value.or_longest().bake(paths))),
        ("retry", options.retry.map(|value| value.bake(paths))),
        ("on_node_loss", options.on_node_loss.map(|value| value.bake(paths))),
        ("executor", text(&options.executor)),
        ("jobstore", text(&options.jobstore)),
    ];
    let all = given.len() + 1;
    let given = given.into_iter().filter_map(|(key, value)| {
        let (key, value) = (format_ident!("{key}"), value?);
        Some(quote!(#key: #private::Some(#value),))
    });
    let paused = options.paused.then(|| quote!(paused: true,));
    let fields: Vec<_> = given.chain(paused).collect();
    if fields.is_empty() {
        return quote!(#private::JobOptions::DEFAULT);
    }
    let rest = (fields.len() < all).then(|| quote!(..#private::JobOptions::DEFAULT));
    quote!(#private::JobOptions { #(#fields)* #rest })
}
