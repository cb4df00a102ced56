//! What can be known to be wrong with a job before it is in a store.

use aps_triggers::AnyTrigger;

use super::core::Core;
use super::named_store::NamedStore;
use super::request::JobRequest;
use super::rooms::NamedExecutor;
use super::settings::Settings;
use crate::error::{Error, ErrorKind};
use crate::job::{Callee, JobFunction, JobRecord};

impl Core {
    /// Everything that can be known to be wrong before the job is in a store, all at once.
    pub(super) fn check(&self, request: &JobRequest) -> Result<(), Error> {
        let named = self.store(&request.jobstore);
        let callee = self.check_callee(&request.job.function, named.as_ref().ok().copied());
        let settings = self.check_settings(&request.settings);
        let executable = match (&callee, &settings) {
            (Ok(()), Ok(executor)) => self.check_executable_by(executor, &request.job.function),
            // That is told already.
            _ => Ok(()),
        };
        let trigger = named.as_ref().map_or(Ok(()), |named| check_keepable(named, &request.job.trigger));
        if let (Ok(_), Ok(_), Ok(()), Ok(()), Ok(())) = (&named, &settings, &callee, &executable, &trigger) {
            return Ok(());
        }
        let checked = [named.map(drop), settings.map(drop), callee, executable, trigger];
        Error::all(checked.into_iter().filter_map(Result::err).collect()).map_or(Ok(()), Err)
    }

    /// That it has a fire time left, for jobs that are not put into their store at once. Of
    /// declared ones the start finds out: programs outlive their dates.
    pub(super) fn check_time(&self, request: &JobRequest) -> Result<(), Error> {
        let JobRecord { id, trigger, .. } = &*request.job;
        self.first_run_time(id, &mut trigger.clone(), self.clock.now()).map(drop)
    }

    /// The alias of the executor that a new job goes to.
    pub(super) fn executor_of<'a>(&'a self, settings: &'a Settings) -> &'a str {
        settings.executor.as_ref().unwrap_or(&self.settings.executor)
    }

    /// The executor that a new job goes to.
    pub(super) fn check_settings(&self, settings: &Settings) -> Result<&NamedExecutor, Error> {
        let (_, executor) = self.executor(self.executor_of(settings))?;
        if settings.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::no_time());
        }
        Ok(executor)
    }

    /// Without a store, for what does not depend on one.
    pub(super) fn check_callee(&self, function: &Callee, named: Option<&NamedStore>) -> Result<(), Error> {
        match function {
            Callee::Registered(name) => {
                let function = self.registered(name)?;
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
            Callee::Registered(name) => self.registered(name).map(drop),
            Callee::Closure(_) => Ok(()),
        }
    }

    fn registered(&self, name: &str) -> Result<&'static JobFunction, Error> {
        self.registry.function(name).ok_or_else(|| Error::unknown_function(name))
    }

    /// An executor that runs jobs elsewhere has neither the closures nor the state of this process.
    /// Of one that is not there nothing is known: a stored job may wait for it.
    pub(super) fn check_executable(&self, executor: &str, function: &Callee) -> Result<(), Error> {
        self.executor(executor).map_or(Ok(()), |(_, named)| self.check_executable_by(named, function))
    }

    fn check_executable_by(&self, named: &NamedExecutor, function: &Callee) -> Result<(), Error> {
        if !named.executor.runs_elsewhere() {
            return Ok(());
        }
        match function {
            Callee::Closure(closure) => Err(Error::closure_elsewhere(&named.alias, closure.name())),
            Callee::Registered(name) => match self.registry.function(name) {
                Some(function) if !function.states.is_empty() => {
                    Err(Error::state_elsewhere(&named.alias, function))
                }
                _ => Ok(()),
            },
        }
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
