use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::core::Core;
use super::named_store::NamedStore;
use super::running::Running;
use crate::event::EventMask;
use crate::executor::RunControl;
use crate::job::JobRecord;

/// What [`Running::try_begin`] has given: a place of the job, or none. Given back when this is dropped.
pub(super) struct Place<'a> {
    core: &'a Core,
    pub(super) named: &'a NamedStore,
    pub(super) run: Arc<RunControl>,
    pub(super) taken: bool,
    passed_on: bool,
}

impl<'a> Place<'a> {
    pub(super) fn of(
        core: &'a Core,
        named: &'a NamedStore,
        job: &JobRecord,
        run_time: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        Place::among(core, named, named.instances.at_once().of(&job.id), job, run_time, now)
    }

    /// One of many that are taken in one step.
    pub(super) fn among(
        core: &'a Core,
        named: &'a NamedStore,
        running: &mut Running,
        job: &JobRecord,
        run_time: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let run = run_of(named, job, run_time, now);
        let taken = running.try_begin(&run, job.settings.max_instances);
        Place { core, named, run, taken, passed_on: false }
    }

    /// As [`Running::begin`].
    pub(super) fn given(
        core: &'a Core,
        named: &'a NamedStore,
        job: &JobRecord,
        run_time: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let run = run_of(named, job, run_time, now);
        named.instances.at_once().of(&job.id).begin(&run);
        Place { core, named, run, taken: true, passed_on: false }
    }

    /// The submission has it, and gives it back.
    pub(super) fn pass_on(mut self) {
        self.passed_on = true;
    }
}

fn run_of(
    named: &NamedStore,
    job: &JobRecord,
    run_time: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Arc<RunControl> {
    Arc::new(RunControl::new(job.id.clone(), named.alias.clone(), run_time, now))
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.passed_on {
            return;
        }
        let instances = &self.named.instances;
        let wanted = self.core.events.want(EventMask::JOB_REMOVED);
        let owed =
            if self.taken { instances.end(&self.run, wanted) } else { instances.end_refusal(&self.run) };
        self.core.tell_owed(self.named, &self.run.job_id, owed);
        self.core.activity.announce();
    }
}
