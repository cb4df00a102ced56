//! `#[job]`: a function that is registered, but has no schedule.

use aps_triggers::kind::Kind;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::attr;
use crate::diag::{Diagnostic, Sink};
use crate::id;
use crate::item::Function;
use crate::paths::Paths;
use crate::registration::{self, Registration};
use crate::scheduled_job;
use crate::value::Text;

const OPTIONS: [&str; 2] = ["name", "crate"];

/// What the attribute says.
#[derive(Default)]
struct JobAttr {
    name: Option<Text>,
    krate: Option<Path>,
}

/// Expands `#[job(attr)] item`: the item as it is, what was generated for it,
/// and the errors.
pub(crate) fn expand(attr: TokenStream, item: &TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let options = parse(attr, &mut sink);
    let function = sink.absorb(Function::read(item, "job"));
    let generated = function.map(|function| generate(function, &options, &mut sink));
    let generated = generated.map(|generated| Paths::guarded(options.krate.as_ref(), generated));
    let errors = sink.into_tokens();
    quote!(#item #generated #errors)
}

fn parse(tokens: TokenStream, sink: &mut Sink) -> JobAttr {
    let mut options = JobAttr::default();
    for entry in attr::read(tokens, sink) {
        if entry.key == "name" {
            options.name = sink.absorb(id::read(&entry));
        } else if entry.key == "crate" {
            options.krate = sink.absorb(entry.path());
        } else {
            sink.push(unknown(&entry));
        }
    }
    options
}

fn unknown(entry: &attr::Entry) -> Diagnostic {
    let key = entry.key.to_string();
    let help = match key.as_str() {
        _ if Kind::named(&key).is_some() => format!("write `#[scheduled_job({})]`", entry.written()),
        _ if Kind::any_has_option(&key) => "give it with the trigger of the job that is added".into(),
        "args" => "give them where the job is added: `scheduler.add_job(the_function::job(…), …)`".into(),
        key if key != "id" && scheduled_job::OPTIONS.contains(&key) => {
            format!("give it with the job: `scheduler.add_job(…).{key}(…)`")
        }
        _ => {
            return entry.unknown(
                &format!("unknown option `{key}`"),
                &OPTIONS,
                (key == "id").then_some("name"),
            );
        }
    };
    Diagnostic::new(entry.place(), format!("`#[job]` has no schedule, so no `{key}`")).help(help)
}

fn generate(function: Function, options: &JobAttr, sink: &mut Sink) -> TokenStream {
    if function.attrs.iter().any(registration::is_job_attribute) {
        if let Some(name) = &options.name {
            let headline = "`#[job(name = …)]` stands above another attribute of the same job";
            sink.push(Diagnostic::new(name.place(), headline).help("move it below, next to the function"));
        }
        return TokenStream::new();
    }
    let name = options.name.as_ref().map(|text| text.value.clone());
    let registration =
        Registration::check(function, Paths::new(options.krate.as_ref()), name, Some(&mut *sink));
    let doc = format!(" The job `{}`.", registration.function.name());
    let registered = sink
        .is_empty()
        .then(|| registration::element(&registration.paths, Some(&registration.job_function()), None));
    registration.companion_type(&doc, registered.as_ref())
}
