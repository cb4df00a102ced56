use std::sync::Arc;
use std::sync::atomic::Ordering;

use aps_triggers::{AnyTrigger, Trigger};
use tokio::runtime::Handle;

use super::core::Core;
use super::lifecycle::UP;
use super::request::JobRequest;
use crate::activity::Phase;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::host::tokio::run_loop;

/// A start that is under way. If it does not come to its end (an error, a panic,
/// the runtime was dropped), dropping it leaves the scheduler as it was before.
pub(super) struct Start {
    core: Arc<Core>,
    before: Phase,
    runtime: Handle,
    /// The pending job that is being put into its store.
    current: Option<JobRequest>,
    done: bool,
}

impl Start {
    pub(super) fn new(core: Arc<Core>, before: Phase, runtime: Handle) -> Self {
        Start { core, before, runtime, current: None, done: false }
    }

    pub(super) async fn run(mut self, phase: Phase) -> Result<(), Error> {
        self.core.start_executors()?;
        self.core.join_stores().await?;
        if let Err(error) = self.insert_pending().await {
            self.core.leave_stores().await;
            return Err(error);
        }
        self.done = true;
        self.core.set_runtime(self.runtime.clone());
        UP.fetch_add(1, Ordering::SeqCst);
        let id = self.core.activity.begin_loop(phase);
        self.core.open_stores(&self.runtime);
        self.core.log_start();
        self.core.notify(Event::SchedulerStarted);
        self.runtime.spawn(run_loop(self.core.clone(), id));
        Ok(())
    }

    async fn insert_pending(&mut self) -> Result<(), Error> {
        loop {
            let next = self.core.pending().pop_front();
            self.current = next;
            let Some(request) = self.current.clone() else { return Ok(()) };
            if self.core.has_passed(&request) {
                continue;
            }
            match self.core.insert(request).await {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TriggerFinished => {
                    tracing::warn!(%error, "job left out");
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        if let Some(request) = self.current.take() {
            self.core.pending().push_front(request);
        }
        self.core.shut_down_executors();
        self.core.activity.enter(self.before, &[Phase::Starting]).ok();
    }
}

impl Core {
    /// A declared date in the past: told as missed, unless the job says how late
    /// it may be. By the default grace time it would run at each start anew.
    fn has_passed(&self, request: &JobRequest) -> bool {
        let is_date = matches!(request.job.trigger, AnyTrigger::Date(_));
        if !is_date || !request.declared || request.settings.misfire_grace_time.is_some() {
            return false;
        }
        let now = self.clock.now();
        let date = request.job.trigger.clone().resolve(self.timezone, now).next_fire_time(None, now);
        let Some(scheduled_run_time) = date.filter(|date| *date < now) else { return false };
        tracing::warn!(id = %request.job.id, %scheduled_run_time, "declared date has passed");
        let (job_id, jobstore) = (request.job.id.clone(), request.jobstore.clone());
        self.notify(Event::JobMissed { job_id, jobstore, scheduled_run_time });
        true
    }

    fn log_start(&self) {
        for (name, jobs) in self.registry.jobs_per_crate() {
            tracing::info!(crate_name = name, jobs, "declared jobs collected");
        }
        let zones = aps_triggers::TimeZone::source();
        tracing::info!(timezone = %self.timezone, %zones, "scheduler started");
    }
}
