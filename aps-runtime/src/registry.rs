//! What the linker has gathered: every annotated function and declared job of
//! the program and of the crates it is linked with.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::__private::REGISTRATIONS_V1;
use crate::error::{Error, ErrorKind};
use crate::job::{JobFunction, ScheduledJob};

/// The functions and declared jobs of a program, checked and sorted.
///
/// By default, a scheduler takes those that are linked into the program. A scheduler that is
/// built with another registry, such as [`Registry::empty`], knows only what that one has.
///
/// ```
/// use aps_runtime::{Registry, Scheduler};
///
/// // For a test: a scheduler without the program's declared jobs.
/// let scheduler = Scheduler::builder().registry(Registry::empty()).build();
/// assert!(scheduler.is_ok());
/// ```
#[derive(Clone, Default)]
pub struct Registry {
    functions: BTreeMap<Arc<str>, &'static JobFunction>,
    jobs: Vec<&'static ScheduledJob>,
}

impl Registry {
    /// Without functions and without jobs.
    pub fn empty() -> Self {
        Registry::default()
    }

    /// All that is linked into this program.
    ///
    /// A crate that the program names nowhere is not linked, and its jobs are missing; `use
    /// that_crate as _;` links it. See
    /// [`SchedulerBuilder::expect_jobs`](crate::SchedulerBuilder::expect_jobs).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Registry`] if two functions have the same name or two jobs
    /// the same id. The error lists all of them, with both places.
    pub fn linked() -> Result<Self, Error> {
        let functions = REGISTRATIONS_V1.iter().filter_map(|element| element.function.as_ref());
        let jobs = REGISTRATIONS_V1.iter().filter_map(|element| element.job.as_ref());
        Registry::collect(functions, jobs)
    }

    /// Only the given functions and jobs.
    ///
    /// # Errors
    ///
    /// As [`linked`](Self::linked).
    pub fn from_definitions(
        functions: &'static [JobFunction],
        jobs: &'static [ScheduledJob],
    ) -> Result<Self, Error> {
        Registry::collect(functions.iter(), jobs.iter())
    }

    fn collect(
        functions: impl Iterator<Item = &'static JobFunction>,
        jobs: impl Iterator<Item = &'static ScheduledJob>,
    ) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let mut registry = Registry::default();
        for function in sorted(functions, |function| (function.name, function.location.to_string())) {
            if let Some(first) = registry.functions.insert(function.name.into(), function) {
                faults.duplicate_function(first, function);
            }
        }
        registry.jobs = sorted(jobs, |job| (job.id, job.location.to_string()));
        for pair in registry.jobs.windows(2) {
            if let [first, second] = pair
                && first.id == second.id
            {
                faults.duplicate_job(first, second);
            }
        }
        faults.into_result().map(|()| registry)
    }

    /// With these declared jobs only, but with all functions. For a test of one job.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    /// use aps_runtime::Registry;
    ///
    /// #[scheduled_job(cron = "@daily", id = "report")]
    /// fn report() {}
    ///
    /// let registry = Registry::linked()?.only_jobs(["report"])?;
    /// assert_eq!(registry.jobs().len(), 1);
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::JobLookup`] for an id that no declared job has.
    pub fn only_jobs<T: AsRef<str>>(mut self, ids: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let find = |id: T| {
            let found = self.jobs().find(|job| job.id == id.as_ref());
            found.ok_or_else(|| Error::job_lookup(id.as_ref()))
        };
        self.jobs = ids.into_iter().map(find).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Without declared jobs, but with all functions.
    #[must_use]
    pub fn without_jobs(mut self) -> Self {
        self.jobs.clear();
        self
    }

    /// The declared jobs, by id. (The linker's order differs from build to build.)
    pub fn jobs(&self) -> impl ExactSizeIterator<Item = &'static ScheduledJob> + '_ {
        self.jobs.iter().copied()
    }

    /// The function registered under a name.
    pub fn function(&self, name: &str) -> Option<&'static JobFunction> {
        self.functions.get(name).copied()
    }

    /// The one copy of a function's name that all its jobs share.
    pub(crate) fn shared_name(&self, name: &str) -> Arc<str> {
        self.functions.get_key_value(name).map_or_else(|| name.into(), |(name, _)| name.clone())
    }

    /// The names of all functions, sorted.
    pub fn function_names(&self) -> Vec<&'static str> {
        self.functions.values().map(|function| function.name).collect()
    }

    /// How many jobs each crate declares, by the crate's name.
    pub fn jobs_per_crate(&self) -> BTreeMap<&'static str, usize> {
        let mut count = BTreeMap::new();
        for job in &self.jobs {
            *count.entry(job.location.crate_name()).or_default() += 1;
        }
        count
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.jobs().map(|job| job.id).collect();
        f.debug_struct("Registry").field("functions", &self.function_names()).field("jobs", &ids).finish()
    }
}

fn sorted<T, K: Ord>(
    definitions: impl Iterator<Item = &'static T>,
    key: impl Fn(&T) -> K,
) -> Vec<&'static T> {
    let mut sorted: Vec<_> = definitions.collect();
    sorted.sort_by_cached_key(|definition| key(definition));
    sorted
}

/// All that is wrong, so that it can be mended in one go.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn duplicate_function(&mut self, first: &JobFunction, second: &JobFunction) {
        self.0.push(format!(
            "function name `{}` is registered twice: {} and {}\n  = help: give one of them another name: `name = \"…\"`",
            first.name, first.location, second.location
        ));
    }

    fn duplicate_job(&mut self, first: &ScheduledJob, second: &ScheduledJob) {
        self.0.push(format!(
            "job id `{}` is defined twice: {} and {}\n  = help: give one of them another id: `id = \"…\"`",
            first.id, first.location, second.location
        ));
    }

    fn into_result(self) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Registry, self.0.join("\n")))
    }
}

#[cfg(test)]
mod tests {
    use aps_triggers::{AnyTrigger, DateTrigger, date::Moment};

    use super::*;
    use crate::job::{JobBody, JobCall, JobOptions, JobOutput, SourceLocation, no_arguments};

    static TRIGGER: AnyTrigger =
        AnyTrigger::Date(DateTrigger::baked(Moment::Instant { seconds: 0, nanos: 0 }, None));

    const fn at(line: u32) -> SourceLocation {
        SourceLocation { module: "shop::orders", file: "src/orders.rs", line, column: 1 }
    }

    const fn function(name: &'static str, line: u32) -> JobFunction {
        let body = JobBody::Blocking(|_, _| Ok(JobOutput::NONE));
        JobFunction { name, body, check: no_arguments, states: &[], location: at(line) }
    }

    const fn job(id: &'static str, line: u32) -> ScheduledJob {
        ScheduledJob {
            id,
            function: "f",
            call: || JobCall::new("f", &()),
            trigger: &TRIGGER,
            options: JobOptions::DEFAULT,
            location: at(line),
        }
    }

    #[test]
    fn jobs_are_sorted_whatever_the_linkers_order() {
        static JOBS: [ScheduledJob; 3] = [job("c", 1), job("a", 2), job("b", 3)];
        let registry = Registry::from_definitions(&[], &JOBS).unwrap();
        assert_eq!(registry.jobs().map(|job| job.id).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(registry.jobs_per_crate(), BTreeMap::from([("shop", 3)]));
    }

    #[test]
    fn all_duplicates_are_told_at_once_with_both_places() {
        static FUNCTIONS: [JobFunction; 2] = [function("f", 20), function("f", 10)];
        static JOBS: [ScheduledJob; 4] = [job("a", 3), job("b", 4), job("a", 1), job("b", 2)];
        let error = Registry::from_definitions(&FUNCTIONS, &JOBS).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Registry);
        assert_eq!(
            error.to_string(),
            "\
function name `f` is registered twice: src/orders.rs:10:1 and src/orders.rs:20:1
  = help: give one of them another name: `name = \"…\"`
job id `a` is defined twice: src/orders.rs:1:1 and src/orders.rs:3:1
  = help: give one of them another id: `id = \"…\"`
job id `b` is defined twice: src/orders.rs:2:1 and src/orders.rs:4:1
  = help: give one of them another id: `id = \"…\"`"
        );
    }
}
