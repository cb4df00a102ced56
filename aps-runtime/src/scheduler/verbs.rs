use std::sync::Arc;

use super::Scheduler;
use super::change::{Changes, Target};
use super::core::Core;
use super::modify::ModifyJob;
use super::verb::{Verb, awaitable};
use crate::job::IntoTrigger;

/// Changing jobs. An id is looked for among the pending jobs and then in all stores, in
/// the order in which they were given to the builder; the first that has it counts. A
/// [`Job`](crate::Job) has the same verbs, for just itself.
impl Scheduler {
    /// Changes what is said of a job; await it after saying what. All of it is checked, and
    /// then written at once or not at all.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// #[job]
    /// async fn greet(name: String) {}
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// scheduler.modify_job("greeting").call(greet::job("Bob".into())).max_instances(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaiting it fails with [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such
    /// job, or as [`add_job`](Self::add_job); then nothing was changed.
    pub fn modify_job(&self, id: impl AsRef<str>) -> ModifyJob {
        ModifyJob::new(&self.core, Target::anywhere(id))
    }

    /// Gives a job another trigger, and the next run time that follows from it. A paused
    /// job stays paused. (In APScheduler this would resume it.)
    ///
    /// The same as [`modify_job`](Self::modify_job) with a
    /// [`trigger`](ModifyJob::trigger) only.
    ///
    /// # Errors
    ///
    /// As [`modify_job`](Self::modify_job).
    pub fn reschedule_job(&self, id: impl AsRef<str>, trigger: impl IntoTrigger) -> Verb<()> {
        reschedule(&self.core, Target::anywhere(id), trigger)
    }

    /// Lets a job start no more runs until it is resumed. Runs that are under way
    /// go on.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub fn pause_job(&self, id: impl AsRef<str>) -> Verb<()> {
        pause(&self.core, Target::anywhere(id))
    }

    /// Lets a paused job run again, from the next time its trigger fires after
    /// now. What came due in the meantime is not made up for, unless
    /// [`catch_up`](ResumeJob::catch_up) is set. A job whose trigger has ended meanwhile is removed.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`UnknownFunction`](crate::ErrorKind::UnknownFunction) if the program does not have its function, and
    /// no other program has its store;
    /// [`Store`](crate::ErrorKind::Store).
    pub fn resume_job(&self, id: impl AsRef<str>) -> ResumeJob {
        ResumeJob::new(&self.core, Target::anywhere(id))
    }

    /// Removes a job. Runs that are under way go on, also those that catch up on
    /// several due times, and their outcome is told;
    /// [`wait_for_runs`](RemoveJob::wait_for_runs) waits for them.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub fn remove_job(&self, id: impl AsRef<str>) -> RemoveJob {
        RemoveJob::new(&self.core, Target::anywhere(id))
    }

    /// Removes all jobs, also the pending ones. Runs that are under way go on.
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store); the jobs of the stores before that are gone then.
    pub fn remove_all_jobs(&self) -> Verb<()> {
        Verb::new(&self.core, |core| async move { core.remove_all_jobs(None).await })
    }

    /// As [`remove_all_jobs`](Self::remove_all_jobs), for one store.
    ///
    /// # Errors
    ///
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore); [`Store`](crate::ErrorKind::Store).
    pub fn remove_all_jobs_in(&self, jobstore: impl AsRef<str>) -> Verb<()> {
        let jobstore = jobstore.as_ref().to_owned();
        Verb::new(&self.core, |core| async move { core.remove_all_jobs(Some(&jobstore)).await })
    }
}

pub(super) fn pause(core: &Arc<Core>, target: Target) -> Verb<()> {
    Verb::new(core, |core| async move { core.pause_job(&target).await })
}

pub(super) fn reschedule(core: &Arc<Core>, target: Target, trigger: impl IntoTrigger) -> Verb<()> {
    let trigger = Some(trigger.into_trigger(|| core.clock.now()));
    let changes = Changes { trigger, ..Changes::default() };
    Verb::new(core, |core| async move { core.modify_job(&target, &changes).await })
}

/// A job about to be resumed; see [`Scheduler::resume_job`]. Await it.
#[derive(Debug)]
#[must_use = "no job is resumed until this is awaited, or `.wait()` is called on a plain thread"]
pub struct ResumeJob {
    core: Arc<Core>,
    target: Target,
    catch_up: bool,
}

impl ResumeJob {
    pub(super) fn new(core: &Arc<Core>, target: Target) -> Self {
        ResumeJob { core: core.clone(), target, catch_up: false }
    }

    /// Whether what came due during the pause is made up for, by the job's `coalesce` and
    /// `misfire_grace_time`. Default: `false`, as in APScheduler.
    pub fn catch_up(self, catch_up: bool) -> Self {
        ResumeJob { catch_up, ..self }
    }

    fn into_verb(self) -> Verb<()> {
        let ResumeJob { core, target, catch_up } = self;
        Verb::new(&core, |core| async move { core.resume_job(&target, catch_up).await })
    }
}

awaitable!(ResumeJob => ());

/// A job about to be removed; see [`Scheduler::remove_job`]. Await it.
#[derive(Debug)]
#[must_use = "no job is removed until this is awaited, or `.wait()` is called on a plain thread"]
pub struct RemoveJob {
    core: Arc<Core>,
    target: Target,
    wait_for_runs: bool,
}

impl RemoveJob {
    pub(super) fn new(core: &Arc<Core>, target: Target) -> Self {
        RemoveJob { core: core.clone(), target, wait_for_runs: false }
    }

    /// Whether to come back only when no run of the job is under way any more. Default:
    /// `false`, as in APScheduler. A job that removes itself must not wait for itself: that is an error,
    /// [`WouldBlock`](crate::ErrorKind::WouldBlock), and the job stays. (In a task that the job has spawned
    /// this is not seen.)
    pub fn wait_for_runs(self, wait_for_runs: bool) -> Self {
        RemoveJob { wait_for_runs, ..self }
    }

    fn into_verb(self) -> Verb<()> {
        let RemoveJob { core, target, wait_for_runs } = self;
        Verb::new(&core, |core| async move { core.remove_job(&target, wait_for_runs).await })
    }
}

awaitable!(RemoveJob => ());
