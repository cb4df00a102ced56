//! Whether all that a file says can be, here and now.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use aps_triggers::Trigger;
use aps_triggers::suggest::nearest;

use super::Options;
use crate::error::Error;
use crate::job::vocabulary::Timeout;
use crate::job::{Arguments, JobFunction, JobRecord, MAX_ARGUMENTS_DEPTH};
use crate::panics::contain;
use crate::scheduler::core::{Core, NamedStore};
use crate::scheduler::request::JobRequest;
use crate::transfer::{Mistakes, Origin, ReadJob};

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
    /// What is wrong with a job is noted. Others get their turn after each: there may be many, and
    /// triggers that are looked through for long.
    pub(super) async fn checked<'a>(
        &'a self,
        jobs: Vec<ReadJob>,
        options: &Options,
        mistakes: &mut Mistakes,
    ) -> Result<Vec<Wanted<'a>>, Error> {
        if let Some(alias) = &options.jobstore {
            self.store(alias)?;
        }
        let mut ids = HashMap::with_capacity(jobs.len());
        let mut wanted = Vec::with_capacity(jobs.len());
        for ReadJob { mut data, sound, origin } in jobs {
            if mistakes.are_many() {
                break;
            }
            let unlimited = data.timeout == Some(Timeout(None));
            if let Some(alias) = &options.jobstore {
                data.jobstore = Some(alias.to_string());
            }
            let request = JobRequest::of_data(data, &self.registry);
            match ids.entry((request.jobstore.clone(), request.id.clone())) {
                Entry::Vacant(entry) => drop(entry.insert(origin.clone())),
                Entry::Occupied(first) => {
                    let what = format_args!("there is another job by the id of `{}`", request.id);
                    mistakes.push_repeated(&origin, "id", first.get(), what);
                }
            }
            if sound {
                self.check_call(&request, options.limits.arguments, &origin, mistakes);
            }
            wanted.extend(self.wanted(&request, unlimited, &origin, mistakes));
            tokio::task::yield_now().await;
        }
        Ok(wanted)
    }

    fn wanted(
        &self,
        request: &JobRequest,
        unlimited: bool,
        origin: &Origin,
        mistakes: &mut Mistakes,
    ) -> Option<Wanted<'_>> {
        let named = self.store(&request.jobstore).map_err(|error| {
            let known = self.stores.iter().map(|named| &*named.alias);
            mistakes.push(origin, "jobstore", with_nearest(&error, &request.jobstore, known));
        });
        let alias = self.executor_of(&request.settings);
        if let Err(error) = self.executor(alias) {
            let known = self.executors.iter().map(|named| &*named.alias);
            mistakes.push(origin, "executor", with_nearest(&error, alias, known));
        }
        let now = self.clock.now();
        let trigger = self.resolved(request.trigger.clone(), now);
        let has_time = request.settings.next_run_time.is_some();
        let next_run_time = if has_time {
            None
        } else {
            // It may have been fine when it was exported, and now be over.
            trigger.check().map_err(|error| mistakes.push(origin, "trigger", error)).ok()?;
            trigger.next_fire_time(None, now)
        };
        let resolved = JobRequest { trigger, ..request.clone() };
        let mut job = self.record(resolved, next_run_time.unwrap_or(now));
        if unlimited {
            Arc::make_mut(&mut job.settings).timeout = None;
        }
        let unknown_function = self.registry.function(request.function.name()).is_none();
        job.paused |= unknown_function;
        let has_ended = !has_time && next_run_time.is_none();
        Some(Wanted { named: named.ok()?, job, has_time, has_ended, unknown_function })
    }

    /// A function that is not known is none that would be called.
    fn check_call(&self, request: &JobRequest, largest: usize, origin: &Origin, mistakes: &mut Mistakes) {
        if let Err(reason) = check_size(&request.arguments, largest) {
            mistakes.push(origin, "args", reason);
        }
        let Some(function) = self.registry.function(request.function.name()) else { return };
        if let Err(error) = self.check_callee(&request.function, None) {
            mistakes.push(origin, "function", error);
        }
        if let Err(error) = self.check_executable(self.executor_of(&request.settings), &request.function) {
            mistakes.push(origin, "executor", error);
        }
        if let Err(reason) = check_fit(function, &request.arguments) {
            mistakes.push(origin, "args", reason);
        }
    }
}

/// They are not shown, nor what a type of the user's says of them in a panic: they may be secret.
fn check_fit(function: &JobFunction, arguments: &Arguments) -> Result<(), String> {
    let fit = contain(|| (function.check)(arguments).map_err(|error| error.to_string()));
    let refused = fit.unwrap_or_else(|_| Err("a type that it takes panicked".to_owned()));
    refused.map_err(|reason| match reason.rsplit_once(", expected ") {
        Some((_, expected)) => format!("these do not fit `{}`, which expects {expected}", function.name),
        None => format!(
            "these do not fit `{}`: {}",
            function.name,
            reason.trim_start_matches("unfit arguments: ")
        ),
    })
}

fn check_size(arguments: &Arguments, largest: usize) -> Result<(), String> {
    if arguments.depth() > MAX_ARGUMENTS_DEPTH {
        return Err(format!("arguments are nested more than {MAX_ARGUMENTS_DEPTH} deep"));
    }
    if arguments.size() > largest {
        return Err(format!(
            "arguments are larger than {largest} bytes\n  = help: `max_arguments_size(…)` allows for more"
        ));
    }
    Ok(())
}

fn with_nearest<'a>(error: &Error, wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(wrong, known) {
        Some(near) => format!("{error}\n  = help: did you mean `{near}`?"),
        None => error.to_string(),
    }
}
