//! The jobs of a configuration, checked as those that attributes declare.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use aps_triggers::suggest::nearest;

use super::Configured;
use crate::config::document::Node;
use crate::config::{Fault, Faults, JobReading, JobSection, Name, with_known};
use crate::error::Error;
use crate::job::{Arguments, Callee, JobFunction, LabelChange};
use crate::panics::contain;
use crate::scheduler::core::Core;
use crate::scheduler::request::JobRequest;
use crate::scheduler::settings::Settings;

/// The ids that jobs of the configuration have, and where each of them stands first.
type Ids<'a> = HashMap<&'a str, &'a Node>;

impl Core {
    /// Makes every job of the configuration a pending one.
    pub(in crate::scheduler) fn declare_configured(&self, configured: Configured, errors: &mut Vec<Error>) {
        let Configured { reading, mut faults } = configured;
        let mut ids = Ids::new();
        for job in &reading.jobs {
            // More are not shown, and each is looked up in the text.
            if faults.are_many() {
                break;
            }
            if let Some(request) = self.configured(job, &mut ids, &mut faults) {
                self.pending().push_back(request);
            }
        }
        if !faults.are_many() {
            faults.extend(reading.expected_jobs().filter_map(|id| self.missing_job(id, &ids)));
        }
        if !faults.is_empty() {
            errors.push(Error::config(&faults));
        }
    }

    fn configured<'a>(
        &self,
        job: &'a JobReading,
        ids: &mut Ids<'a>,
        faults: &mut Faults,
    ) -> Option<JobRequest> {
        let known = faults.len();
        faults.extend(self.unknown_aliases(job));
        faults.extend(self.conflict(job, ids));
        let function = self.function_of(job, faults);
        faults.extend(function.and_then(|function| misfit(job, function)));
        let section = job.section.as_ref()?;
        let request = self.configured_request(section);
        if faults.len() == known
            && let Err(error) = self.check(&request)
        {
            faults.extend(job.faults("function", error));
        }
        Some(request)
    }

    fn function_of(&self, job: &JobReading, faults: &mut Faults) -> Option<&'static JobFunction> {
        let Name { text: name, node } = job.name("function")?;
        let found = self.registry.function(name);
        if found.is_none() {
            let headline = format!("no function `{}` is registered in this program", node.shown());
            let fault = job.fault("function", headline);
            let help = match nearest_function(name, &self.registry.function_names()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "annotate it with `#[job]`, and link its crate with `use that_crate as _;`".into(),
            };
            faults.push(fault.help(help));
        }
        found
    }

    fn unknown_aliases<'a>(&'a self, job: &'a JobReading) -> impl Iterator<Item = Fault> + 'a {
        let executor = job.name("executor").filter(|name| self.executor(name.text).is_err()).map(|name| {
            let fault = job.fault("executor", format!("no executor is called `{}`", name.node.shown()));
            with_known(fault, name.text, self.executors.iter().map(|named| &*named.alias))
        });
        let store = job.name("jobstore").filter(|name| self.store(name.text).is_err()).map(|name| {
            let fault = job.fault("jobstore", format!("no job store is called `{}`", name.node.shown()));
            with_known(fault, name.text, self.stores.iter().map(|named| &*named.alias))
        });
        executor.into_iter().chain(store)
    }

    /// Another job that has the same id.
    fn conflict<'a>(&self, job: &'a JobReading, ids: &mut Ids<'a>) -> Option<Fault> {
        let Name { text: id, node } = job.name("id")?;
        let declared = self.registry.jobs().find(|declared| declared.id == id);
        let declared = declared.map(|declared| declared.location.to_string());
        let configured = match ids.entry(id) {
            Entry::Occupied(first) => Some(first.get().place.to_string()),
            Entry::Vacant(entry) => {
                entry.insert(node);
                None
            }
        };
        let first = declared.or(configured)?;
        let fault = job.fault("id", format!("job id `{}` is given twice", node.shown()));
        Some(fault.help("give one of the two another id").note(format!("the other one is at {first}")))
    }

    fn configured_request(&self, section: &JobSection) -> JobRequest {
        let function = Callee::Registered(self.registry.shared_name(&section.function));
        let arguments = Arguments::from_json(section.args.clone());
        let mut settings = Settings::from(&section.options());
        settings.name = section.name.as_deref().map(Arc::from);
        settings.executor = section.executor.as_deref().map(Arc::from);
        settings.paused = Some(section.paused);
        settings.labels.extend(section.tags.iter().cloned().map(LabelChange::Tag));
        let metadata =
            section.metadata.iter().map(|(key, value)| LabelChange::Metadata(key.clone(), value.clone()));
        settings.labels.extend(metadata);
        let request = JobRequest::new(section.id.clone(), function, arguments, section.trigger.clone());
        let jobstore = section.jobstore.as_deref().map_or(request.jobstore.clone(), Arc::from);
        JobRequest { settings, jobstore, replace_existing: true, declared: true, ..request }
    }

    /// A job that the configuration expects, and that nobody declares.
    fn missing_job(&self, id: Name<'_>, configured: &Ids<'_>) -> Option<Fault> {
        if configured.contains_key(id.text) || self.is_declared(id.text) {
            return None;
        }
        let headline = format!("job `{}` is expected, and nobody declares it", id.node.shown());
        let fault = Fault::in_value(id.node, "expect_jobs", headline);
        let known = self.registry.jobs().map(|job| job.id);
        let help = match nearest(id.text, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "if a crate declares it, link that crate with `use that_crate as _;`".into(),
        };
        Some(fault.help(help))
    }
}

/// That the arguments do not fit the function's parameters. What they are is not shown.
fn misfit(job: &JobReading, function: &JobFunction) -> Option<Fault> {
    let arguments = Arguments::from_json(job.arguments()?);
    let refused = contain(|| (function.check)(&arguments).map_err(|error| error.to_string()));
    let reason = refused.unwrap_or_else(|_| Err("a type that it takes panicked".into())).err()?;
    let fault = job.fault("args", format!("the arguments do not fit `{}`", function.name));
    let note = format!("the function is at {}", function.location);
    let takes_none = contain(|| (function.check)(&Arguments::from_json(Vec::new())).is_ok());
    if takes_none.unwrap_or(false) {
        return Some(fault.help("leave it out: the function takes no arguments").note(note));
    }
    Some(match reason.rsplit_once(", expected ") {
        Some((_, expected)) => fault.help(format!("what it takes is {}", plain(expected))).note(note),
        None => fault.note(note),
    })
}

/// For those who do not think of arguments as a tuple.
fn plain(expected: &str) -> String {
    match expected.strip_prefix("a tuple of size ") {
        Some("1") => "one argument".into(),
        Some(number) => format!("{number} arguments"),
        None if expected == "fewer elements in array" => "fewer arguments".into(),
        None => expected.into(),
    }
}

/// By its whole path, or else by the last part of it alone.
fn nearest_function<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let last = |path: &'a str| path.rsplit("::").next().unwrap_or(path);
    let by_last = || {
        let near = nearest(wrong.rsplit("::").next().unwrap_or(wrong), known.iter().copied().map(last))?;
        known.iter().copied().find(|path| last(path) == near)
    };
    nearest(wrong, known.iter().copied()).or_else(by_last)
}
