use std::sync::Arc;

use super::change::{Changes, Target};
use super::core::Core;
use super::settings::{Settings, settings_methods};
use super::verb::{Verb, awaitable};
use crate::error::Error;
use crate::job::{IntoJob, IntoTrigger, LabelChange};

/// A job about to be changed; see [`Scheduler::modify_job`](crate::Scheduler::modify_job).
/// Await it. Whatever you do not set stays as it is; the id cannot be changed.
#[derive(Debug)]
#[must_use = "no job is changed until this is awaited, or `.wait()` is called on a plain thread"]
pub struct ModifyJob {
    core: Arc<Core>,
    target: Target,
    changes: Result<Changes, Error>,
}

impl ModifyJob {
    pub(super) fn new(core: &Arc<Core>, target: Target) -> Self {
        ModifyJob { core: core.clone(), target, changes: Ok(Changes::default()) }
    }

    /// What the job calls, and with what: APScheduler's `func`, `args` and `kwargs`.
    pub fn call<M>(self, job: impl IntoJob<M>) -> Self {
        match job.into_job().into_parts(|name| self.core.registry.shared_name(name)) {
            Ok(call) => self.change(|changes| changes.call = Some(call)),
            Err(error) => self.fail(error),
        }
    }

    /// When the job runs. Its next run time becomes the first from now on that the new trigger
    /// names, unless you also set [`next_run_time`](Self::next_run_time). A paused job stays
    /// paused.
    ///
    /// (In APScheduler `modify_job` leaves the next run time as it is, so that the job runs
    /// once more at a time that its trigger does not name.)
    pub fn trigger(self, trigger: impl IntoTrigger) -> Self {
        let trigger = trigger.into_trigger(|| self.core.clock.now());
        self.change(|changes| changes.trigger = Some(trigger))
    }

    settings_methods!();

    /// Removes a tag, if the job has it.
    pub fn without_tag(self, tag: impl Into<String>) -> Self {
        let change = LabelChange::Untag(tag.into());
        self.settings(|settings| settings.labels.push(change))
    }

    /// Removes the value of a metadata key, if there is one.
    pub fn without_metadata(self, key: impl Into<String>) -> Self {
        let change = LabelChange::NoMetadata(key.into());
        self.settings(|settings| settings.labels.push(change))
    }

    /// The first error is the one that is told.
    fn fail(mut self, error: Error) -> Self {
        self.changes = self.changes.and(Err(error));
        self
    }

    fn settings(self, say: impl FnOnce(&mut Settings)) -> Self {
        self.change(|changes| say(&mut changes.settings))
    }

    fn change(mut self, change: impl FnOnce(&mut Changes)) -> Self {
        if let Ok(changes) = &mut self.changes {
            change(changes);
        }
        self
    }

    fn into_verb(self) -> Verb<()> {
        let ModifyJob { core, target, changes } = self;
        Verb::new(&core, |core| async move { core.modify_job(&target, &changes?).await })
    }
}

awaitable!(ModifyJob => ());
