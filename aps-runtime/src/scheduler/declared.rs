//! The jobs that attributes declare.

use aps_triggers::suggest::nearest;

use super::core::Core;
use super::pending::Pending;
use super::request::JobRequest;
use crate::error::{Error, ErrorKind};

impl Core {
    /// Makes every declared job a pending one.
    pub(super) fn declare_jobs(&self, faults: &mut Vec<Error>) {
        // Or else every job that names none would tell it again.
        if let Err(error) = self.executor(&self.settings.executor) {
            return faults.push(error.at("`default_executor`"));
        }
        for job in self.registry.jobs() {
            let request = JobRequest::declared(job, self)
                .and_then(|request| self.check(&request).map(|()| request))
                .map_err(|error| error.at(&format!("job `{}` at {}", job.id, job.location)));
            match request {
                Ok(request) => self.pending().push_back(request),
                Err(error) => faults.push(error),
            }
        }
    }

    /// Tells which of the jobs that are expected nobody declares.
    pub(super) fn miss_jobs(&self, expected: &[String], faults: &mut Vec<Error>) {
        for id in expected {
            if !self.is_declared(id) {
                let help = self.help_with_missing(id);
                let message = format!(
                    "job `{id}` is expected, but no crate that is linked into this program declares it; {help}"
                );
                faults.push(Error::new(ErrorKind::JobLookup, message));
            }
        }
    }

    /// What to do about a job that is expected and missing.
    pub(super) fn help_with_missing(&self, id: &str) -> String {
        match nearest(id, self.declared_ids(&self.pending())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "if a crate declares it, link that crate with `use that_crate as _;`".into(),
        }
    }

    pub(super) fn is_declared(&self, id: &str) -> bool {
        self.declared_ids(&self.pending()).any(|declared| declared == id)
    }

    /// Also those of jobs that attributes declare and that were refused: they are not missing.
    fn declared_ids<'a>(&'a self, pending: &'a Pending) -> impl Iterator<Item = &'a str> {
        let pending = pending.iter().map(|request| request.job.id.as_str());
        pending.chain(self.registry.jobs().map(|job| job.id))
    }
}
