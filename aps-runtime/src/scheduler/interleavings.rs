//! Jobs that come and go by one id while their runs begin and end.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::DateTime;
use shuttle::future::block_on;

use super::Scheduler;
use super::core::Core;
use super::named_store::NamedStore;
use super::rooms::NamedExecutor;
use super::turnover::{Arrival, Departure};
use crate::event::EventMask;
use crate::executor::{RunControl, ThreadPoolExecutor};
use crate::interleavings::{check, join_all};
use crate::job::{JobId, first_revision};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{Mutex, thread};

/// One place for a job by one id: which revision it has.
type Store = Mutex<Option<u64>>;

struct Subject {
    core: Arc<Core>,
    store: Store,
    running: AtomicU32,
    id: JobId,
}

impl Subject {
    fn named(&self) -> &NamedStore {
        &self.core.stores[0]
    }

    fn add(&self) {
        let revision = first_revision();
        let arrival = Arrival::of(&self.core, self.named(), &self.id, revision);
        let is_added = self.store.lock().unwrap().get_or_insert(revision) == &revision;
        if is_added {
            arrival.added(revision);
        }
    }

    fn remove(&self) {
        let departure = Departure::of(&self.core, self.named(), &self.id);
        let removed = self.store.lock().unwrap().take();
        if let Some(revision) = removed {
            departure.left(revision);
        }
    }

    fn run(&self) {
        let (named, time) = (self.named(), DateTime::UNIX_EPOCH);
        let run = Arc::new(RunControl::new(self.id.clone(), named.alias.clone(), time, time));
        let owed = if named.instances.at_once().of(&run.job_id).try_begin(&run, NonZeroU32::MIN) {
            assert_eq!(self.running.fetch_add(1, Ordering::SeqCst), 0, "more than max_instances");
            self.running.fetch_sub(1, Ordering::SeqCst);
            named.instances.end(&run, true)
        } else {
            named.instances.end_refusal(&run)
        };
        self.core.tell_owed(named, &self.id, owed);
    }
}

/// What is told of the jobs by an id: added and removed by turns, as the store had it.
#[test]
fn each_removal_is_told_once_and_before_what_comes_after_it() {
    check(400, || {
        let scheduler = Scheduler::builder().registry(crate::Registry::empty()).build().unwrap();
        let id = JobId::new("job").unwrap();
        let (store, running) = (Store::default(), AtomicU32::new(0));
        let subject = Arc::new(Subject { core: scheduler.core.clone(), store, running, id });
        let mut stream = scheduler.events(EventMask::JOB_ADDED | EventMask::JOB_REMOVED);
        let threads: [fn(&Subject); 4] = [
            |subject| (0..2).for_each(|_| subject.add()),
            |subject| (0..2).for_each(|_| subject.remove()),
            |subject| [Subject::remove, Subject::add].iter().for_each(|change| change(subject)),
            |subject| (0..2).for_each(|_| subject.run()),
        ];
        let threads = threads.map(|change| {
            let subject = subject.clone();
            thread::spawn(move || change(&subject))
        });
        subject.run();
        join_all(threads);
        assert!(!subject.named().instances.are_under_way(&subject.id));
        let is_there = subject.store.lock().unwrap().is_some();
        drop((scheduler, subject));
        let mut told = Vec::new();
        while let Some(event) = block_on(stream.next()) {
            told.push(event.unwrap().mask());
        }
        let by_turns = [EventMask::JOB_ADDED, EventMask::JOB_REMOVED].into_iter().cycle();
        let expected: Vec<_> = by_turns.take(told.len()).collect();
        assert_eq!(told, expected);
        assert_eq!(told.len() % 2 == 1, is_there, "{told:?}");
    });
}

/// Else the loop would sleep while there is room.
#[test]
fn who_leaves_an_executor_that_was_found_full_knows_that_it_is_waited_for() {
    check(200, || {
        let one = ThreadPoolExecutor::new(1).max_queue(0);
        let named = Arc::new(NamedExecutor::new("one".into(), Box::new(one)));
        let run = named.clone();
        let is_waited_for = thread::spawn(move || {
            run.enter();
            run.leave()
        });
        let room = named.room();
        let is_waited_for = is_waited_for.join().unwrap();
        assert!(room > 0 || is_waited_for);
    });
}
