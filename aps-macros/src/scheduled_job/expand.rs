//! The tokens of a scheduled job.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::check::{self, Plan, Trigger};
use super::parse::{self, JobAttr};
use super::{stacked, suspicious};
use crate::bake::Bake;
use crate::diag::{Place, Sink};
use crate::item::Function;
use crate::paths::Paths;
use crate::registration::{self, Registration};
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
    stacked::check_parameters(&registration.function, &registration.parameters, sink);

    let elements =
        trigger.filter(|_| sink.is_empty()).map(|trigger| elements(&registration, options, trigger));
    if is_last {
        return registration.companion_type(&doc(&registration, options), elements.as_ref());
    }
    let (location, allowance) = (registration::location(&registration.paths), registration.allowance());
    elements.map_or_else(TokenStream::new, |elements| {
        quote! {
            #allowance
            const _: () = {
                #location
                #elements
            };
        }
    })
}

/// One line for those who hover over the name.
fn doc(registration: &Registration, options: &JobAttr) -> String {
    let name = registration.function.name();
    match options.triggers.first() {
        Some(trigger) => format!(" The job `{name}`, scheduled by `{}`.", trigger.source),
        None => format!(" The job `{name}`."),
    }
}

/// What a schedule adds to the slices; stands beside a `LOCATION`.
fn elements(registration: &Registration, options: &JobAttr, trigger: &Trigger) -> TokenStream {
    let trigger = trigger_statics(trigger, &registration.paths);
    let job = job(registration, options);
    let claim = options.id.as_ref().map(id_macro::claim);
    // `#[allow(deprecated)]` on the function is meant for these warnings, too.
    let warnings = suspicious::warnings(options).into_iter().filter(|_| registration.allowance().is_none());
    let warnings = warnings.map(|warning| warning.tokens());
    quote! {
        #trigger
        #job
        #claim
        #(#warnings)*
    }
}

fn trigger_statics(trigger: &Trigger, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let zone = trigger
        .timezone
        .as_ref()
        .map(|name| quote!(static ZONE: #private::ZoneCell = #private::ZoneCell::new(#name);));
    let options = bake_cron_options(trigger, paths)
        .map(|options| quote!(static OPTIONS: #private::CronOptions = #options;));
    let trigger = bake_trigger(trigger, paths);
    quote! {
        #zone
        #options
        static TRIGGER: #private::AnyTrigger = #trigger;
    }
}

/// What a cron schedule has besides its fields and its zone, if anything.
fn bake_cron_options(trigger: &Trigger, paths: &Paths) -> Option<TokenStream> {
    let private = &paths.private;
    let Trigger { plan: Plan::Cron(..), start, end, .. } = trigger else { return None };
    let given = [("start_date", start), ("end_date", end)];
    let fields: Vec<_> = given
        .into_iter()
        .filter(|(_, moment)| moment.is_some())
        .map(|(key, moment)| {
            let (key, moment) = (format_ident!("{key}"), moment.bake(paths));
            quote!(#key: #moment,)
        })
        .collect();
    (!fields.is_empty())
        .then(|| quote!(#private::CronOptions { #(#fields)* ..#private::CronOptions::DEFAULT }))
}

fn bake_trigger(trigger: &Trigger, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let Trigger { plan, timezone, start, end } = trigger;
    let zone = if timezone.is_some() {
        quote!(#private::core::option::Option::Some(#private::TimeZone::from_static(&ZONE)))
    } else {
        quote!(#private::core::option::Option::None)
    };
    let (start, end) = (start.bake(paths), end.bake(paths));
    match plan {
        Plan::Cron(fields, text) => {
            let fields = fields.bake(paths);
            let has_options = bake_cron_options(trigger, paths).is_some();
            let options =
                if has_options { quote!(&OPTIONS) } else { quote!(&#private::CronOptions::DEFAULT) };
            quote!(#private::AnyTrigger::Cron(#private::CronTrigger::baked(#fields, #text, #zone, #options)))
        }
        Plan::Every(length) => {
            let length = length.bake(paths);
            quote!(#private::AnyTrigger::Interval(#private::IntervalTrigger::baked(#length, #zone, #start, #end)))
        }
        Plan::Once(moment) => {
            let moment = moment.bake(paths);
            quote!(#private::AnyTrigger::Date(#private::DateTrigger::baked(#moment, #zone)))
        }
    }
}

fn job(registration: &Registration, options: &JobAttr) -> TokenStream {
    let private = &registration.paths.private;
    let ident = registration.ident();
    let given = options.id.as_ref().map(|id| id.value.bake(&registration.paths));
    let id = given.unwrap_or_else(|| quote!(#private::default_id(#ident::NAME)));
    let options = bake_options(options, &registration.paths);
    quote! {
        #[#private::linkme::distributed_slice(#private::SCHEDULED_JOBS_V1)]
        #[linkme(crate = #private::linkme)]
        static JOB: #private::ScheduledJob = #private::ScheduledJob {
            id: #id,
            function: #ident::NAME,
            trigger: &TRIGGER,
            options: #options,
            location: LOCATION,
        };
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
        ("executor", text(&options.executor)),
        ("jobstore", text(&options.jobstore)),
    ];
    let all = given.len();
    let fields: Vec<_> = given
        .into_iter()
        .filter_map(|(key, value)| {
            let (key, value) = (format_ident!("{key}"), value?);
            Some(quote!(#key: #private::core::option::Option::Some(#value),))
        })
        .collect();
    if fields.is_empty() {
        return quote!(#private::JobOptions::DEFAULT);
    }
    let rest = (fields.len() < all).then(|| quote!(..#private::JobOptions::DEFAULT));
    quote!(#private::JobOptions { #(#fields)* #rest })
}
