//! The jobs of a configuration, checked as those that attributes declare.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use aps_triggers::suggest::nearest;

use super::Configured;
use crate::config::document::Node;
use crate::config::{Fault, Faults, Name, ReadJob};
use crate::error::Error;
use crate::scheduler::core::Core;
use crate::scheduler::request::JobRequest;

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

    fn configured<'a>(&self, job: &'a ReadJob, ids: &mut Ids<'a>, faults: &mut Faults) -> Option<JobRequest> {
        faults.extend(self.unknown_function(job));
        faults.extend(self.unknown_store(job));
        faults.extend(self.misfits(job));
        faults.extend(self.conflict(job, ids));
        let request = JobRequest::of_data(job.data.clone()?, self);
        Some(JobRequest { replace_existing: true, declared: true, ..request })
    }

    fn unknown_function(&self, job: &ReadJob) -> Option<Fault> {
        let Name { text: name, node } = job.name("function")?;
        if self.registry.function(name).is_some() {
            return None;
        }
        let headline = format!("no function `{}` is registered in this program", node.shown());
        let fault = job.fault("function", headline);
        let help = match nearest_function(name, &self.registry.function_names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "annotate it with `#[job]`, and link its crate with `use that_crate as _;`".into(),
        };
        Some(fault.help(help))
    }

    /// Another job that has the same id.
    fn conflict<'a>(&self, job: &'a ReadJob, ids: &mut Ids<'a>) -> Option<Fault> {
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
        Some(job.repeated_id(&declared.or(configured)?))
    }

    /// A job that the configuration expects, and that nobody declares.
    fn missing_job(&self, id: Name<'_>, configured: &Ids<'_>) -> Option<Fault> {
        if configured.contains_key(id.text) || self.is_declared(id.text) {
            return None;
        }
        let headline = format!("job `{}` is expected, and nobody declares it", id.shown());
        let fault = Fault::in_value(id.node, "expect_jobs", headline);
        Some(fault.help(self.help_with_missing(id.text)))
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
