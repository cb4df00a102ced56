//! The store does what a plain list of jobs does, whatever is asked of it.

use std::collections::HashSet;
use std::task::{Context, Poll, Waker};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::*;

/// The same cases every time, unless the environment asks for others.
fn config() -> Config {
    let given = Config::default();
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_122),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { rng_seed, failure_persistence: None, ..given }
}

/// A job of the list: all that a store decides by.
type Job = (JobId, DateTime<Utc>, Paused, u64, Executor);
type Paused = bool;
type Executor = Arc<str>;

#[derive(Debug, Clone)]
enum Step {
    Add {
        id: u8,
        hour: u8,
        paused: Paused,
    },
    Update {
        id: u8,
        stale: bool,
        hour: u8,
        paused: Paused,
    },
    Advance {
        id: u8,
        stale: bool,
        hour: Option<u8>,
    },
    Remove {
        id: u8,
    },
    /// Each id once.
    Write(Vec<Write>),
}

#[derive(Debug, Clone)]
struct Write {
    id: u8,
    /// As if the writer had read it, or had found none.
    replace: bool,
    stale: bool,
    hour: u8,
    paused: Paused,
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let write = (0..5_u8, prop::bool::weighted(0.6), prop::bool::weighted(0.1), 0..4_u8, any::<bool>());
    let write =
        write.prop_map(|(id, replace, stale, hour, paused)| Write { id, replace, stale, hour, paused });
    vec(write, 0..3)
        .prop_filter("an id is there twice", |writes| writes.windows(2).all(|pair| pair[0].id != pair[1].id))
}

/// Few ids and few hours, so that they meet.
fn step() -> impl Strategy<Value = Step> {
    let (id, hour, stale) = (0..5_u8, 0..4_u8, prop::bool::weighted(0.2));
    prop_oneof![
        (id.clone(), hour.clone(), any::<bool>()).prop_map(|(id, hour, paused)| Step::Add {
            id,
            hour,
            paused
        }),
        (id.clone(), stale, hour.clone(), any::<bool>()).prop_map(|(id, stale, hour, paused)| Step::Update {
            id,
            stale,
            hour,
            paused
        }),
        (id.clone(), stale, prop::option::of(hour)).prop_map(|(id, stale, hour)| Step::Advance {
            id,
            stale,
            hour
        }),
        id.prop_map(|id| Step::Remove { id }),
        writes().prop_map(Step::Write),
    ]
}

fn at(hour: u8) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(hour) * 3600, 0).unwrap()
}

/// The executor for which a job is added or changed, as good as any.
fn executor(hour: u8) -> Executor {
    ["even", "odd"][usize::from(hour % 2)].into()
}

fn record(id: u8, hour: u8, paused: Paused, revision: u64) -> JobRecord {
    let trigger = aps_triggers::DateTrigger::at(at(hour));
    let mut job = JobRecord::for_test(&format!("job-{id}"), trigger, at(hour));
    Arc::make_mut(&mut job.settings).executor = executor(hour);
    JobRecord { paused, revision, ..job }
}

fn seen(jobs: &[Arc<JobRecord>]) -> Vec<Job> {
    let seen = |job: &Arc<JobRecord>| {
        (job.id.clone(), job.next_run_time, job.paused, job.revision, job.settings.executor.clone())
    };
    jobs.iter().map(seen).collect()
}

/// This store never waits.
fn done<T>(mut future: StoreFuture<'_, T>) -> Result<T, StoreError> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits"),
    }
}

/// The revision that a writer names, and where the job is if it is the right one.
fn read(model: &[Job], id: u8, stale: bool) -> (JobId, u64, Option<usize>) {
    let id = JobId::new(format!("job-{id}")).unwrap();
    let index = model.iter().position(|job| job.0 == id);
    let revision = index.map_or(0, |index| model[index].3) + u64::from(stale);
    (id, revision, index.filter(|_| !stale))
}

fn take(store: &MemoryStore, model: &mut Vec<Job>, step: Step) {
    let written = |index: Option<usize>| if index.is_some() { Written::Done } else { Written::Stale };
    match step {
        Step::Add { id, hour, paused } => {
            let job = Arc::new(record(id, hour, paused, 7));
            let taken = model.iter().any(|other| other.0 == job.id);
            assert_eq!(done(store.add_job(job.clone())).is_err(), taken);
            if !taken {
                model.extend(seen(&[job]));
            }
        }
        Step::Update { id, stale, hour, paused } => {
            let (job_id, revision, index) = read(model, id, stale);
            let job = record(id, hour, paused, revision);
            assert_eq!(done(store.update_job(job)).unwrap(), written(index));
            if let Some(index) = index {
                model[index] = (job_id, at(hour), paused, revision + 1, executor(hour));
            }
        }
        Step::Advance { id, stale, hour } => {
            let (_, revision, index) = read(model, id, stale);
            let job = Arc::new(record(id, 0, false, revision));
            let advance = Advance { job, next_run_time: hour.map(at), fires: None };
            let advanced = done(store.advance_jobs(&[advance], Hold::default())).unwrap();
            assert_eq!(advanced, [index.map_or(Advanced::Stale, |_| Advanced::Run(None))]);
            match (index, hour) {
                (Some(index), Some(hour)) => (model[index].1, model[index].3) = (at(hour), revision + 1),
                (Some(index), None) => drop(model.remove(index)),
                (None, _) => {}
            }
        }
        Step::Write(writes) => write_all(store, model, &writes),
        Step::Remove { id } => {
            let (job_id, _, index) = read(model, id, false);
            let revision = index.map(|index| model.remove(index).3);
            assert_eq!(done(store.remove_job(&job_id)).unwrap(), revision);
        }
    }
}

fn write_all(store: &MemoryStore, model: &mut Vec<Job>, writes: &[Write]) {
    let read = |write: &Write| read(model, write.id, write.stale && write.replace);
    let is_possible = |write: &Write| {
        let (job_id, _, index) = read(write);
        if write.replace { index.is_some() } else { !model.iter().any(|job| job.0 == job_id) }
    };
    let possible = writes.iter().all(is_possible);
    let records = writes.iter().map(|write| {
        let revision = if write.replace { read(write).1 } else { 7 };
        let job = Arc::new(record(write.id, write.hour, write.paused, revision));
        if write.replace { JobWrite::Replace(job) } else { JobWrite::Add(job) }
    });
    let records: Vec<_> = records.collect();
    let expected = if possible { Written::Done } else { Written::Stale };
    assert_eq!(done(store.write_jobs(&records)).unwrap(), expected);
    for record in records.into_iter().filter(|_| possible) {
        let (job, revision) = match record {
            JobWrite::Add(job) => (job.clone(), job.revision),
            JobWrite::Replace(job) => (job.clone(), job.revision + 1),
        };
        model.retain(|other| other.0 != job.id);
        model.extend(seen(&[Arc::new(JobRecord { revision, ..JobRecord::clone(&job) })]));
    }
}

fn due_of(waiting: &[Job], now: DateTime<Utc>, limit: usize, rooms: &[Room]) -> Vec<Job> {
    let mut rooms = rooms.to_vec();
    let mut has_room = |executor: &Executor| {
        let room = rooms.iter_mut().find(|room| room.executor == *executor && !room.is_full());
        room.map(|room| room.runs -= 1).is_some()
    };
    let due = waiting.iter().filter(|job| job.1 <= now).filter(|job| has_room(&job.4));
    due.take(limit).cloned().collect()
}

/// Of those that are due at once any may be given, in any order.
fn is_as_good(due: &[Job], expected: &[Job], waiting: &[Job], rooms: &[Room]) -> bool {
    let times = |jobs: &[Job]| jobs.iter().map(|job| job.1).collect::<Vec<_>>();
    let are_there = due.iter().all(|job| waiting.contains(job));
    let ids: HashSet<_> = due.iter().map(|job| &job.0).collect();
    let runs = |executor: &Executor| due.iter().filter(|job| job.4 == *executor).count();
    let have_room = rooms.iter().all(|room| runs(&room.executor) <= room.runs);
    times(due) == times(expected) && are_there && ids.len() == due.len() && have_room
}

fn agree(store: &MemoryStore, model: &mut [Job]) {
    model.sort_by(|a, b| (a.2, a.1, &a.0).cmp(&(b.2, b.1, &b.0)));
    assert_eq!(seen(&done(store.jobs()).unwrap()), model);
    let waiting: Vec<_> = model.iter().filter(|job| !job.2).cloned().collect();
    for (even, odd) in [(9, 9), (0, 9), (9, 1), (0, 0)] {
        let rooms =
            [("even", even), ("odd", odd)].map(|(executor, runs)| Room { executor: executor.into(), runs });
        let with_room = |job: &&Job| rooms.iter().any(|room| room.executor == job.4 && !room.is_full());
        let next = waiting.iter().find(with_room).map(|job| job.1);
        assert_eq!(done(store.next_run_time(&rooms)).unwrap(), next);
        for (hour, limit) in [(0, 9), (2, 2), (9, 9)] {
            let due = seen(&done(store.due_jobs(at(hour), limit, &rooms)).unwrap().jobs);
            let expected = due_of(&waiting, at(hour), limit, &rooms);
            assert!(is_as_good(&due, &expected, &waiting, &rooms), "{due:?} instead of {expected:?}");
        }
    }
    for job in model.iter() {
        assert_eq!(seen(done(store.job(&job.0)).unwrap().as_slice()), std::slice::from_ref(job));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn it_is_as_a_list(steps in vec(step(), 1..40)) {
        let (store, mut model) = (MemoryStore::new(), Vec::new());
        for step in steps {
            take(&store, &mut model, step);
            agree(&store, &mut model);
        }
    }
}
