//! What becomes of each job, and that all of it is done at once.

use std::sync::Arc;

use super::check::Wanted;
use super::{OnConflict, Options};
use crate::error::Error;
use crate::event::Event;
use crate::executor::RunObserver;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, JobRecord};
use crate::scheduler::core::Core;
use crate::scheduler::named_store::NamedStore;
use crate::scheduler::turnover::Arrival;
use crate::store::{JobWrite, Written};
use crate::transfer::{Difference, ImportChange, ImportReport, ImportedJob, differences as different_keys};

/// What becomes of a job.
struct Planned {
    job: Arc<JobRecord>,
    change: ImportChange,
    differences: Vec<Difference>,
    /// What it replaces, to be dropped when no store is locked.
    _existing: Option<Arc<JobRecord>>,
}

/// The jobs that go to one store, by their place in the file.
struct Share<'a> {
    named: &'a NamedStore,
    planned: Vec<(usize, Planned)>,
}

impl Core {
    pub(super) async fn import(
        &self,
        wanted: &[Wanted<'_>],
        options: &Options,
    ) -> Result<ImportReport, Error> {
        let mut conflicts = Vec::new();
        let mut shares = Vec::new();
        for named in &self.stores {
            shares.push(self.plan(named, wanted, options.on_conflict, &mut conflicts).await?);
        }
        refuse(&conflicts)?;
        if !options.dry_run {
            for share in &mut shares {
                while self.write_share(share).await? == Written::Stale {
                    // Somebody has changed a job since: what becomes of it now?
                    *share = self.plan(share.named, wanted, options.on_conflict, &mut conflicts).await?;
                    refuse(&conflicts)?;
                }
            }
        }
        Ok(report(wanted, shares, options.dry_run))
    }

    async fn plan<'a>(
        &self,
        named: &'a NamedStore,
        wanted: &[Wanted<'_>],
        on_conflict: OnConflict,
        conflicts: &mut Vec<(Arc<str>, JobId)>,
    ) -> Result<Share<'a>, Error> {
        let mut planned = Vec::new();
        for (place, wanted) in
            wanted.iter().enumerate().filter(|(_, wanted)| wanted.named.alias == named.alias)
        {
            let existing = named.store.job(&wanted.job.id).await.map_err(|error| named.error(error))?;
            match wanted.planned(existing, on_conflict) {
                Some(plan) => planned.push((place, plan)),
                None => conflicts.push((named.alias.clone(), wanted.job.id.clone())),
            }
        }
        Ok(Share { named, planned })
    }

    /// All jobs of a store, or none.
    async fn write_share(&self, share: &Share<'_>) -> Result<Written, Error> {
        let named = share.named;
        let jobs = |change| {
            let planned = share.planned.iter().filter(move |(_, planned)| planned.change == change);
            planned.map(|(_, planned)| &planned.job)
        };
        let (added, replaced) = (|| jobs(ImportChange::Added), || jobs(ImportChange::Replaced));
        let writes = added().cloned().map(JobWrite::Add);
        let writes: Vec<_> = writes.chain(replaced().cloned().map(JobWrite::Replace)).collect();
        if writes.is_empty() {
            return Ok(Written::Done);
        }
        let arrivals: Vec<_> = added().map(|job| Arrival::of(self, named, &job.id, job.revision)).collect();
        let written = named.store.write_jobs(&writes).await.map_err(|error| named.error(error))?;
        if written == Written::Done {
            for (arrival, job) in arrivals.into_iter().zip(added()) {
                arrival.added(job.revision);
            }
            for job in replaced() {
                self.notify(Event::JobModified { job_id: job.id.clone(), jobstore: named.alias.clone() });
            }
            self.activity.wake();
        }
        Ok(written)
    }
}

impl Wanted<'_> {
    /// What becomes of it; nothing if there is a job by its id that must not be there.
    fn planned(&self, existing: Option<Arc<JobRecord>>, on_conflict: OnConflict) -> Option<Planned> {
        let mut job = self.job.clone();
        let mut differences = Vec::new();
        let change = match (&existing, on_conflict) {
            _ if self.has_ended => ImportChange::Ended,
            (None, _) => ImportChange::Added,
            (Some(_), OnConflict::Error) => return None,
            (Some(_), OnConflict::Skip) => ImportChange::Skipped,
            (Some(existing), OnConflict::Replace) => {
                job.revision = existing.revision;
                if !self.has_time && job.trigger == existing.trigger {
                    job.next_run_time = existing.next_run_time;
                }
                differences = different_keys(&self.named.alias, existing, &job);
                if differences.is_empty() { ImportChange::Unchanged } else { ImportChange::Replaced }
            }
        };
        Some(Planned { job: Arc::new(job), change, differences, _existing: existing })
    }
}

fn refuse(conflicts: &[(Arc<str>, JobId)]) -> Result<(), Error> {
    if conflicts.is_empty() { Ok(()) } else { Err(Error::conflicting_jobs(conflicts)) }
}

fn report(wanted: &[Wanted<'_>], shares: Vec<Share<'_>>, dry_run: bool) -> ImportReport {
    let mut planned: Vec<_> = shares.into_iter().flat_map(|share| share.planned).collect();
    planned.sort_by_key(|(place, _)| *place);
    let jobs = planned.into_iter().zip(wanted).map(|((_, planned), wanted)| {
        let Planned { job, change, differences, .. } = planned;
        let comes = !matches!(change, ImportChange::Skipped | ImportChange::Ended);
        ImportedJob {
            job_id: job.id.clone(),
            jobstore: wanted.named.alias.to_string(),
            function: job.function.name().to_owned(),
            trigger: job.trigger.to_string(),
            next_run_time: (!wanted.has_ended).then_some(RunTime(job.next_run_time)),
            paused: job.paused,
            unknown_function: wanted.unknown_function && comes,
            change,
            differences,
        }
    });
    ImportReport::new(dry_run, jobs.collect())
}
