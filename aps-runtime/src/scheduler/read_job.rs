//! A job of a configuration or of an export, against what this program has.

use super::core::Core;
use crate::alias::DEFAULT_ALIAS;
use crate::config::{Fault, ReadJob, with_known};
use crate::job::{Callee, JobFunction};
use crate::panics::contain;

impl Core {
    pub(super) fn unknown_store(&self, job: &ReadJob) -> Option<Fault> {
        let name = job.name("jobstore");
        let alias = name.as_ref().map_or(DEFAULT_ALIAS, |name| name.text);
        self.store(alias).err()?;
        let shown =
            name.as_ref().map_or_else(|| DEFAULT_ALIAS.to_owned(), |name| name.node.shown().to_string());
        let fault = job.fault("jobstore", format!("no job store is called `{shown}`"));
        Some(with_known(fault, alias, self.stores.iter().map(|named| &*named.alias)))
    }

    /// That there is no such executor, and that the function cannot be called as it is said. A
    /// function that is not known is none that would be called.
    pub(super) fn misfits(&self, job: &ReadJob) -> Vec<Fault> {
        let mut faults = Vec::from_iter(self.unknown_executor(job));
        let function = job.name("function").and_then(|name| self.registry.function(name.text));
        if let Some(function) = function {
            faults.extend(self.misplaced(job, function));
            faults.extend(unfit_arguments(job, function));
        }
        faults
    }

    fn unknown_executor(&self, job: &ReadJob) -> Option<Fault> {
        let alias = self.executor_named(job);
        self.executor(alias).err()?;
        let name = job.name("executor");
        let shown = name.map_or_else(|| alias.to_owned(), |name| name.node.shown().to_string());
        let fault = job.fault("executor", format!("no executor is called `{shown}`"));
        Some(with_known(fault, alias, self.executors.iter().map(|named| &*named.alias)))
    }

    /// That a function wants what it does not get here, or there where it would run.
    fn misplaced(&self, job: &ReadJob, function: &JobFunction) -> Vec<Fault> {
        let callee = Callee::Registered(self.registry.shared_name(function.name));
        if let Err(error) = self.check_callee(&callee, None) {
            return job.faults("function", error);
        }
        let key = if job.name("executor").is_some() { "executor" } else { "function" };
        let checked = self.check_executable(self.executor_named(job), &callee);
        checked.err().map(|error| job.faults(key, error)).unwrap_or_default()
    }

    fn executor_named<'a>(&'a self, job: &'a ReadJob) -> &'a str {
        job.name("executor").map_or(&self.settings.executor, |name| name.text)
    }
}

/// That the arguments do not fit the function's parameters. What they are is not shown.
fn unfit_arguments(job: &ReadJob, function: &JobFunction) -> Option<Fault> {
    let arguments = job.arguments()?;
    let fit = contain(|| (function.check)(&arguments).map_err(|error| error.to_string()));
    let reason = fit.unwrap_or_else(|_| Err("a type that it takes panicked".into())).err()?;
    let fault = job.fault("args", format!("the arguments do not fit `{}`", function.name));
    let note = format!("the function is at {}", function.location);
    Some(match reason.rsplit_once(", expected ") {
        Some((_, "no arguments")) => fault.help("leave it out: the function takes no arguments").note(note),
        Some((_, expected)) => fault.help(format!("what it takes is {}", plain(expected))).note(note),
        None => fault.note(note),
    })
}

/// For those who do not think of arguments as a tuple.
fn plain(expected: &str) -> String {
    match expected.strip_prefix("a tuple of size ") {
        Some("1") => "one argument".into(),
        Some(number) => format!("{number} arguments"),
        None if expected == "fewer elements in array" => "fewer arguments".into(),
        None => expected.into(),
    }
}
