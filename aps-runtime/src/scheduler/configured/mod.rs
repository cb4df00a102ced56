//! What a configuration says, where code has left it open.

mod jobs;
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "yaml", feature = "sqlite", feature = "mongodb"))]
#[cfg(all(feature = "postgres", feature = "mysql", feature = "redis"))]
mod reference;
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "sqlite", feature = "mongodb"))]
mod user_guide;

use std::sync::Arc;

use super::builder::SchedulerBuilder;
use super::said::Said;
use crate::alias::DEFAULT_ALIAS;
use crate::config::{Fault, Faults, Kind, Reading, with_known};
use crate::error::Error;
use crate::executor::{DefaultExecutor, Executor};
use crate::store::{JobStore, MemoryStore};

/// A configuration that has filled in what code has left open. Its jobs are still to come:
/// they are checked against a scheduler.
pub(super) struct Configured {
    reading: Reading,
    faults: Faults,
}

impl SchedulerBuilder {
    pub(super) fn configure(&mut self, errors: &mut Vec<Error>) -> Option<Configured> {
        let config = self.config.take()?;
        tracing::info!(sources = config.sources(), "configuration read");
        let mut faults = Faults::new();
        let reading = config.read_all(&mut faults);
        let model = &reading.model;
        self.timezone = self.timezone.take().or(model.timezone.map(|zone| zone.0.into()));
        let interval = model.jobstore_retry_interval.map(|length| length.0);
        self.jobstore_retry_interval = self.jobstore_retry_interval.or(interval);
        self.add_stores_and_executors(&reading, &mut faults, errors);
        let mut said = Said::from(&model.job_defaults.options());
        said.executor = model.default_executor.as_deref().map(Arc::from);
        if let Some(fault) = self.unknown_default_executor(&reading) {
            faults.push(fault);
            said.executor = None;
        }
        said.merge(std::mem::take(&mut self.said));
        self.said = said;
        Some(Configured { reading, faults })
    }

    fn add_stores_and_executors(&mut self, reading: &Reading, faults: &mut Faults, errors: &mut Vec<Error>) {
        let stand_in: fn() -> Box<dyn JobStore> = || Box::new(MemoryStore::new());
        match Kind::job_stores() {
            Ok(kind) => add_made(&kind, reading, &mut self.stores, stand_in, faults),
            Err(error) => errors.push(error),
        }
        let stand_in: fn() -> Box<dyn Executor> = || Box::new(DefaultExecutor::default());
        match Kind::executors() {
            Ok(kind) => add_made(&kind, reading, &mut self.executors, stand_in, faults),
            Err(error) => errors.push(error),
        }
    }

    /// One that the configuration names and nobody has described.
    fn unknown_default_executor(&self, reading: &Reading) -> Option<Fault> {
        let wanted = reading.name("default_executor").filter(|_| self.said.executor.is_none())?;
        let known = self.executors.iter().map(|(alias, _)| &**alias);
        let known = known
            .clone()
            .chain((!known.clone().any(|alias| alias == DEFAULT_ALIAS)).then_some(DEFAULT_ALIAS));
        if known.clone().any(|alias| alias == wanted.text) {
            return None;
        }
        let headline = format!("no executor is called `{}`", wanted.node.shown());
        let fault = Fault::in_value(wanted.node, "default_executor", headline);
        Some(with_known(fault, wanted.text, known))
    }
}

/// Makes what a configuration describes, but for the aliases that code has given.
///
/// For what cannot be made there is something else: what names it need not be told as well. But nothing
/// can be named by no alias.
fn add_made<T: ?Sized>(
    kind: &Kind<T>,
    reading: &Reading,
    given: &mut Vec<(Arc<str>, Box<T>)>,
    stand_in: fn() -> Box<T>,
    faults: &mut Faults,
) {
    let by_code: Vec<_> = given.iter().map(|(alias, _)| alias.clone()).collect();
    let wanted = reading.described(kind.section()).iter();
    for entry in wanted.filter(|entry| !by_code.iter().any(|alias| **alias == *entry.key)) {
        let made = kind.make(entry, faults).unwrap_or_else(stand_in);
        if !entry.key.is_empty() {
            given.push((entry.key.as_str().into(), made));
        }
    }
}
