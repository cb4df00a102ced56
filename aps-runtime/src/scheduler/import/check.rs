//! Whether all that a file says can be, here and now.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use aps_triggers::Trigger;

use super::Options;
use crate::config::{ArgumentsLimit, Faults, ReadJob};
use crate::error::Error;
use crate::job::JobRecord;
use crate::scheduler::core::Core;
use crate::scheduler::named_store::NamedStore;
use crate::scheduler::request::JobRequest;

/// A job that may come in, and what the report says of it.
pub(super) struct Wanted<'a> {
    pub(super) named: &'a NamedStore,
    pub(super) job: JobRecord,
    /// The file says when it runs next.
    pub(super) has_time: bool,
    /// Its trigger has no fire time left.
    pub(super) has_ended: bool,
    pub(super) unknown_function: bool,
}

impl Core {
    /// What is wrong with a job is noted. Others get their turn before each: there may be many, and
    /// triggers that are looked through for long.
    pub(super) async fn checked<'a>(
        &'a self,
        jobs: Vec<ReadJob>,
        options: &Options,
        faults: &mut Faults,
    ) -> Result<Vec<Wanted<'a>>, Error> {
        if let Some(alias) = &options.jobstore {
            self.store(alias)?;
        }
        let help = "`max_arguments_size(…)` allows for more";
        let limit = ArgumentsLimit { bytes: options.limits.arguments, help };
        let mut ids = HashMap::with_capacity(jobs.len());
        let mut wanted = Vec::with_capacity(jobs.len());
        for mut job in jobs {
            if faults.are_many() {
                break;
            }
            tokio::task::yield_now().await;
            let known = faults.len();
            faults.extend(job.excess(&limit));
            faults.extend(self.misfits(&job));
            let Some(mut data) = job.data.take() else { continue };
            match &options.jobstore {
                Some(alias) => data.jobstore = Some(alias.to_string()),
                None => faults.extend(self.unknown_store(&job)),
            }
            if data.next_run_time.is_none() {
                faults.extend(job.impossible(&data.trigger));
            }
            let request = JobRequest::of_data(data, self);
            match ids.entry((request.jobstore.clone(), request.job.id.clone())) {
                Entry::Vacant(entry) => drop(entry.insert(job.place("id").clone())),
                Entry::Occupied(first) => {
                    faults.push(job.repeated_id(&first.get().to_string()));
                }
            }
            if faults.len() == known {
                wanted.push(self.wanted(request)?);
            }
        }
        Ok(wanted)
    }

    fn wanted(&self, mut request: JobRequest) -> Result<Wanted<'_>, Error> {
        let named = self.store(&request.jobstore)?;
        let now = self.clock.now();
        request.job_mut().trigger.fill_in(self.timezone, now);
        let has_time = request.settings.next_run_time.is_some();
        // It may have been fine when it was exported, and now be over.
        let next_run_time = if has_time { None } else { request.job.trigger.next_fire_time(None, now) };
        let mut job = Arc::unwrap_or_clone(request.into_record(next_run_time.unwrap_or(now)));
        let unknown_function = self.registry.function(job.function.name()).is_none();
        job.paused |= unknown_function;
        let has_ended = !has_time && next_run_time.is_none();
        Ok(Wanted { named, job, has_time, has_ended, unknown_function })
    }
}
