use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::change::Target;
use super::core::Core;
use super::request::JobRequest;
use crate::job::JobId;

/// Jobs that wait for the first start, in the order in which they were added; also found by
/// their ids, since there may be many.
///
/// They are behind a lock, and what a job captures may want it when it is dropped: so what is
/// taken out or replaced is given to the caller, who drops it afterwards.
#[derive(Debug, Default)]
pub(super) struct Pending {
    requests: BTreeMap<i64, JobRequest>,
    /// Of each id: every store may have a job by it.
    numbers: HashMap<JobId, Vec<i64>>,
}

impl Pending {
    pub(super) fn push_back(&mut self, request: JobRequest) {
        let number = self.requests.last_key_value().map_or(0, |(last, _)| last + 1);
        self.insert(number, request);
    }

    pub(super) fn push_front(&mut self, request: JobRequest) {
        let number = self.requests.first_key_value().map_or(0, |(first, _)| first - 1);
        self.insert(number, request);
    }

    pub(super) fn pop_front(&mut self) -> Option<JobRequest> {
        let (first, _) = self.requests.first_key_value()?;
        self.take(*first)
    }

    /// The first by this id that is meant. Its id is not to be changed.
    pub(super) fn find(
        &mut self,
        id: &JobId,
        is_meant: impl Fn(&JobRequest) -> bool,
    ) -> Option<&mut JobRequest> {
        let number = self.number(id, is_meant)?;
        self.requests.get_mut(&number)
    }

    pub(super) fn remove(
        &mut self,
        id: &JobId,
        is_meant: impl Fn(&JobRequest) -> bool,
    ) -> Option<JobRequest> {
        let number = self.number(id, is_meant)?;
        self.take(number)
    }

    #[must_use]
    pub(super) fn remove_all(&mut self, is_meant: impl Fn(&JobRequest) -> bool) -> Vec<JobRequest> {
        let meant = self.requests.iter().filter(|(_, request)| is_meant(request));
        let numbers: Vec<_> = meant.map(|(number, _)| *number).collect();
        numbers.into_iter().filter_map(|number| self.take(number)).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &JobRequest> {
        self.requests.values()
    }

    fn number(&self, id: &JobId, is_meant: impl Fn(&JobRequest) -> bool) -> Option<i64> {
        let numbers = self.numbers.get(id)?.iter().copied();
        numbers.filter(|number| self.requests.get(number).is_some_and(&is_meant)).min()
    }

    fn insert(&mut self, number: i64, request: JobRequest) {
        self.numbers.entry(request.job.id.clone()).or_default().push(number);
        self.requests.insert(number, request);
    }

    fn take(&mut self, number: i64) -> Option<JobRequest> {
        let request = self.requests.remove(&number)?;
        if let Entry::Occupied(mut numbers) = self.numbers.entry(request.job.id.clone()) {
            numbers.get_mut().retain(|other| *other != number);
            if numbers.get().is_empty() {
                numbers.remove();
            }
        }
        Some(request)
    }
}

impl Core {
    /// The pending job that is meant, as it is now.
    pub(super) async fn pending_job(&self, target: &Target) -> Option<JobRequest> {
        self.among_pending(|pending| target.pending(pending).cloned()).await
    }

    /// What is found in them by `look`, which may change them. Not while a start takes them to their stores: a job
    /// that is on its way is in neither place.
    pub(super) async fn among_pending<T>(&self, look: impl FnOnce(&mut Pending) -> T) -> T {
        loop {
            {
                let mut pending = self.pending();
                // Asked under the lock: a start takes none out before it is known as one. After the first one there
                // are none, which is known without another lock.
                if self.activity.was_started() || !self.activity.is_starting() {
                    return look(&mut pending);
                }
            }
            self.activity.start_is_over().await;
        }
    }
}
