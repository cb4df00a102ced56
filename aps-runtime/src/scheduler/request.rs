use std::sync::{Arc, LazyLock};
#[cfg(feature = "config")]
use std::time::Duration;

use aps_triggers::{AnyTrigger, Trigger};
use chrono::{DateTime, Utc};

use super::core::Core;
use super::named_store::NamedStore;
use super::settings::Settings;
use super::turnover::Arrival;
use crate::error::{Error, ErrorKind};
#[cfg(feature = "config")]
use crate::job::LabelChange;
#[cfg(feature = "config")]
use crate::job::vocabulary::{Count, JobData, RunTime, Timeout};
use crate::job::{Arguments, Callee, IntoJob, JobId, JobRecord, ScheduledJob, first_revision};
use crate::registry::Registry;
use crate::store::{StoreError, Written};

/// The alias of the executor and of the store that are used if none is named.
pub(super) const DEFAULT_ALIAS: &str = "default";

/// For all jobs that name none.
static DEFAULT_STORE: LazyLock<Arc<str>> = LazyLock::new(|| DEFAULT_ALIAS.into());

/// A job that somebody wants, before it has a place in a store.
#[derive(Debug, Clone)]
pub(super) struct JobRequest {
    pub(super) id: JobId,
    pub(super) function: Callee,
    pub(super) arguments: Arguments,
    pub(super) trigger: AnyTrigger,
    pub(super) settings: Settings,
    pub(super) jobstore: Arc<str>,
    pub(super) replace_existing: bool,
    /// An attribute or a configuration wants it, not a call.
    pub(super) declared: bool,
}

impl JobRequest {
    pub(super) fn new(id: JobId, function: Callee, arguments: Arguments, trigger: AnyTrigger) -> Self {
        JobRequest {
            id,
            function,
            arguments,
            trigger,
            settings: Settings::default(),
            jobstore: DEFAULT_STORE.clone(),
            replace_existing: false,
            declared: false,
        }
    }

    /// The job that an attribute declares.
    pub(super) fn declared(job: &ScheduledJob, registry: &Registry) -> Result<Self, Error> {
        let options = &job.options;
        let (function, arguments) = (job.call)().into_job().into_parts(|name| registry.shared_name(name))?;
        Ok(JobRequest {
            settings: Settings::from(options),
            jobstore: options.jobstore.unwrap_or(DEFAULT_ALIAS).into(),
            replace_existing: true,
            declared: true,
            ..JobRequest::new(JobId::new(job.id)?, function, arguments, job.trigger.clone())
        })
    }

    /// The job that data speaks of.
    #[cfg(feature = "config")]
    pub(super) fn of_data(data: JobData, registry: &Registry) -> Self {
        let tags = data.tags.into_iter().map(LabelChange::Tag);
        let metadata = data.metadata.into_iter().map(|(key, value)| LabelChange::Metadata(key, value));
        let function = Callee::Registered(registry.shared_name(&data.function));
        JobRequest {
            settings: Settings {
                name: data.name.map(Arc::from),
                executor: data.executor.map(Arc::from),
                coalesce: data.coalesce,
                max_instances: data.max_instances.map(|Count(count)| count),
                misfire_grace_time: data.misfire_grace_time,
                timeout: data.timeout.map(|Timeout(timeout)| timeout.unwrap_or(Duration::MAX)),
                retry: data.retry,
                on_node_loss: data.on_node_loss,
                next_run_time: data.next_run_time.map(|RunTime(time)| time),
                paused: Some(data.paused),
                labels: tags.chain(metadata).collect(),
            },
            jobstore: data.jobstore.map_or_else(|| DEFAULT_STORE.clone(), Arc::from),
            ..JobRequest::new(data.id, function, Arguments::from_json(data.args), data.trigger)
        }
    }
}

impl Core {
    /// Everything that can be known to be wrong before the job is in a store, all at once.
    pub(super) fn check(&self, request: &JobRequest) -> Result<(), Error> {
        let named = self.store(&request.jobstore);
        let callee = self.check_callee(&request.function, named.as_ref().ok().copied());
        let settings = self.check_settings(&request.settings);
        let executable = match (&callee, &settings) {
            (Ok(()), Ok(())) => self.check_executable(self.executor_of(&request.settings), &request.function),
            // That is told already.
            _ => Ok(()),
        };
        let trigger = named.as_ref().map_or(Ok(()), |named| check_keepable(named, &request.trigger));
        if let (Ok(_), Ok(()), Ok(()), Ok(()), Ok(())) = (&named, &settings, &callee, &executable, &trigger) {
            return Ok(());
        }
        let checked = [named.map(drop), settings, callee, executable, trigger];
        Error::all(checked.into_iter().filter_map(Result::err).collect()).map_or(Ok(()), Err)
    }

    /// That it has a fire time left, for jobs that are not put into their store at once. Of
    /// declared ones the start finds out: programs outlive their dates.
    pub(super) fn check_time(&self, request: &JobRequest) -> Result<(), Error> {
        self.first_run_time(&request.id, &mut request.trigger.clone()).map(drop)
    }

    /// The alias of the executor that a new job goes to.
    pub(super) fn executor_of<'a>(&'a self, settings: &'a Settings) -> &'a str {
        settings.executor.as_ref().unwrap_or(&self.settings.executor)
    }

    pub(super) fn check_settings(&self, settings: &Settings) -> Result<(), Error> {
        self.executor(self.executor_of(settings))?;
        if settings.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::no_time());
        }
        Ok(())
    }

    /// Without a store, for what does not depend on one.
    pub(super) fn check_callee(&self, function: &Callee, named: Option<&NamedStore>) -> Result<(), Error> {
        match function {
            Callee::Registered(name) => {
                let function = self.registry.function(name).ok_or_else(|| Error::unknown_function(name))?;
                match function.states.iter().find(|wanted| !self.states.has(wanted)) {
                    Some(missing) => Err(Error::missing_state(function, missing)),
                    None => Ok(()),
                }
            }
            Callee::Closure(closure) => {
                let Some(named) = named.filter(|named| !named.store.keeps_closures()) else { return Ok(()) };
                let message = format!(
                    "job store `{}` cannot keep `{}`, which exists in this process only\n  \
                     = help: annotate the function with `#[job]`, and add `the_function::job(its, arguments)`\n  \
                     = note: a `MemoryStore` keeps closures and plain functions as well",
                    named.alias,
                    closure.name()
                );
                Err(Error::new(ErrorKind::NotStorable, message))
            }
        }
    }

    /// Whether there is an executor for it here, and something to call.
    pub(super) fn can_run(&self, job: &JobRecord) -> bool {
        self.check_registered(&job.function).is_ok() && self.executor(&job.settings.executor).is_ok()
    }

    pub(super) fn check_registered(&self, function: &Callee) -> Result<(), Error> {
        match function {
            Callee::Registered(name) if self.registry.function(name).is_none() => {
                Err(Error::unknown_function(name))
            }
            Callee::Registered(_) | Callee::Closure(_) => Ok(()),
        }
    }

    /// An executor that runs jobs elsewhere has neither the closures nor the state of this process.
    /// Of one that is not there nothing is known: a stored job may wait for it.
    pub(super) fn check_executable(&self, executor: &str, function: &Callee) -> Result<(), Error> {
        if !self.executor(executor).is_ok_and(|(_, named)| named.executor.runs_elsewhere()) {
            return Ok(());
        }
        match function {
            Callee::Closure(closure) => Err(Error::closure_elsewhere(executor, closure.name())),
            Callee::Registered(name) => match self.registry.function(name) {
                Some(function) if !function.states.is_empty() => {
                    Err(Error::state_elsewhere(executor, function))
                }
                _ => Ok(()),
            },
        }
    }

    /// When the trigger fires first, with what the scheduler fills in.
    pub(super) fn first_run_time(
        &self,
        id: &JobId,
        trigger: &mut AnyTrigger,
    ) -> Result<DateTime<Utc>, Error> {
        trigger.check()?;
        let now = self.clock.now();
        self.fill_in(trigger, now);
        trigger.next_fire_time(None, now).ok_or_else(|| {
            let message = format!("job `{id}`: its trigger {trigger} has no fire time left");
            Error::new(ErrorKind::TriggerFinished, message)
        })
    }

    /// What the trigger leaves to the scheduler.
    pub(super) fn fill_in(&self, trigger: &mut AnyTrigger, now: DateTime<Utc>) {
        trigger.fill_in(self.timezone, now);
        self.expressions.share(trigger);
    }

    /// Puts a checked job into its store, with its first run time.
    pub(super) async fn insert(&self, request: Box<JobRequest>) -> Result<Arc<JobRecord>, Error> {
        let named = self.store(&request.jobstore)?;
        let replace_existing = request.replace_existing;
        let as_declared = request.declared.then(|| Box::new(request.trigger.clone()));
        let job = Arc::new(self.new_record(request)?);
        let arrival = Arrival::of(self, named, &job.id, job.revision);
        let job = match named.store.add_job(job.clone()).await {
            Ok(()) => job,
            // In a box, since few need the room that it takes.
            Err(StoreError::ConflictingId(_)) if replace_existing => {
                Box::pin(self.replace(named, job, as_declared)).await?
            }
            Err(error) => return Err(named.error(error)),
        };
        arrival.added(job.revision);
        self.activity.wake_by(job.due_time());
        Ok(job)
    }

    /// Puts a job in the place of the one that has its id; as the store has it then.
    async fn replace(
        &self,
        named: &NamedStore,
        job: Arc<JobRecord>,
        as_declared: Option<Box<AnyTrigger>>,
    ) -> Result<Arc<JobRecord>, Error> {
        loop {
            let existing = named.store.job(&job.id).await.map_err(|error| named.error(error))?;
            if let Some(existing) = existing {
                let mut replacement = JobRecord { revision: existing.revision, ..JobRecord::clone(&job) };
                if let Some(as_declared) = &as_declared {
                    let now = self.clock.now();
                    go_on(&mut replacement, &existing, as_declared, |trigger| {
                        trigger.resolve_like(&existing.trigger, self.timezone, now)
                    });
                    if is_alike(&replacement, &existing) {
                        return Ok(existing);
                    }
                }
                let written = named.store.update_job(replacement.clone()).await;
                if written.map_err(|error| named.error(error))? == Written::Done {
                    return Ok(Arc::new(JobRecord { revision: replacement.revision + 1, ..replacement }));
                }
            }
            // Gone again, or changed in between: from the beginning.
            match named.store.add_job(job.clone()).await {
                Ok(()) => return Ok(job),
                Err(StoreError::ConflictingId(_)) => {}
                Err(error) => return Err(named.error(error)),
            }
        }
    }

    /// What a store keeps of a request, with its first run time.
    pub(super) fn new_record(&self, mut request: Box<JobRequest>) -> Result<JobRecord, Error> {
        let next_run_time = self.first_run_time(&request.id, &mut request.trigger)?;
        Ok(self.record(request, next_run_time))
    }

    /// What a store keeps of a request; the scheduler fills in what it leaves open.
    pub(super) fn record(&self, request: Box<JobRequest>, next_run_time: DateTime<Utc>) -> JobRecord {
        let JobRequest { id, function, arguments, trigger, settings, .. } = *request;
        let mut job = JobRecord {
            id,
            function,
            arguments,
            trigger,
            settings: self.settings.clone(),
            next_run_time,
            paused: false,
            labels: None,
            revision: first_revision(),
        };
        settings.apply(&mut job);
        job
    }
}

/// That a store of names and values can keep the trigger.
pub(super) fn check_keepable(named: &NamedStore, trigger: &AnyTrigger) -> Result<(), Error> {
    if named.store.keeps_closures() || trigger.is_data() {
        return Ok(());
    }
    let message = format!(
        "job store `{}` cannot keep the trigger {trigger}, which is of a kind of your own\n  \
         = help: say it with the triggers of this crate, which can be combined\n  \
         = note: a `MemoryStore` keeps triggers of any kind",
        named.alias
    );
    Err(Error::new(ErrorKind::NotStorable, message))
}

/// A declared job replaces what an earlier run of the program has left in a store, and that must
/// not undo a pause, nor forget what came due while the program was down; and an
/// interval that says nothing of its start goes on from the first one. (APScheduler does all three.)
fn go_on(
    job: &mut JobRecord,
    existing: &JobRecord,
    as_declared: &AnyTrigger,
    resolve_like_it: impl FnOnce(AnyTrigger) -> AnyTrigger,
) {
    job.paused = existing.paused;
    let trigger = resolve_like_it(as_declared.clone());
    if trigger == existing.trigger {
        (job.trigger, job.next_run_time) = (trigger, existing.next_run_time);
    }
}

/// Whether a write would change nothing. Then there is none: of many nodes that start at once, all
/// but the first would get in each other's way.
fn is_alike(job: &JobRecord, existing: &JobRecord) -> bool {
    let JobRecord {
        id: _,
        function,
        arguments,
        trigger,
        settings,
        next_run_time,
        paused,
        labels,
        revision: _,
    } = existing;
    let calls_the_same = match (&job.function, function) {
        (Callee::Registered(one), Callee::Registered(other)) => one == other,
        _ => false,
    };
    calls_the_same
        && job.arguments == *arguments
        && job.trigger == *trigger
        && job.settings == *settings
        && (job.next_run_time, job.paused) == (*next_run_time, *paused)
        && job.labels == *labels
}
