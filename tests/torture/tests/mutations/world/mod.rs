//! A store and its nodes that do all as they should, while nodes are killed, suspended and stopped and
//! the store is away for a while: the history of it, from a seed.

mod job;

use aps_torture::{
    CallKind, CronFields, Dump, Fault, FaultKind, History, Job, JobRow, NodeRow, OnNodeLoss, RunRow, Schedule,
};
use chrono::{DateTime, TimeDelta, Utc};

use job::JobWorld;

/// Milliseconds since the beginning.
pub type Millis = i64;

/// When the store is read for the last time.
pub const END: Millis = 90_000;
/// No node claims anything from then on.
const LAST_CLAIM: Millis = END - 4_500;
/// When the fault of the store is over, which is the last one.
pub const HEALED: Millis = 51_300;
const LEASE_AND_MARGIN: Millis = 2_500;

const KILLED: (&str, Millis) = ("n1", 20_060);
const SUSPENDED: (&str, Millis, Millis) = ("n2", 30_060, 34_500);
const STOPPED: (&str, Millis) = ("n3", 45_000);
const STORE_AWAY: (Millis, Millis) = (49_900, HEALED);
/// The nodes, and when they claim.
const NODES: [(&str, Millis, Millis); 6] = [
    (KILLED.0, 0, KILLED.1 - 30),
    ("n4", KILLED.1 + 500, END),
    (SUSPENDED.0, 0, SUSPENDED.1 - 30),
    (SUSPENDED.0, SUSPENDED.2 + 100, END),
    (STOPPED.0, 0, STOPPED.1 - 30),
    ("n5", STOPPED.1 + 500, END),
];

pub fn at(millis: Millis) -> DateTime<Utc> {
    let begin: DateTime<Utc> = "2026-01-01T10:00:00Z".parse().unwrap();
    begin + TimeDelta::milliseconds(millis)
}

/// Marsaglia's xorshift.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}

/// The history of a valid trial.
pub fn history(seed: u64) -> History {
    let mut world = World::new(seed);
    for (job, life, length) in jobs() {
        JobWorld::new(&mut world, &job, life, length).live();
        world.history.jobs.insert(job.id.clone(), job);
    }
    world.finish()
}

/// What is done to a job, and when.
type Life = Option<(CallKind, Millis, Option<(CallKind, Millis)>)>;

/// The jobs, what is done to them, and how long their bodies take.
fn jobs() -> Vec<(Job, Life, Millis)> {
    let pause = |from, resume, until| Some((CallKind::Pause, from, Some((resume, until))));
    vec![
        (job("plain", 1, 0), None, 200),
        (Job { on_node_loss: OnNodeLoss::Rerun, ..job("rerun", 1, 0) }, None, 600),
        (Job { max_instances: 2, ..job("long", 1, 0) }, None, 2_600),
        (Job { misfire_grace_ms: Some(200), ..job("grace", 1, 0) }, None, 100),
        (Job { coalesce: false, ..job("each", 1, 0) }, None, 100),
        (job("paused", 1, 0), pause(15_400, CallKind::Resume, 22_300), 100),
        (job("caught-up", 1, 0), pause(12_400, CallKind::CatchUp, 18_300), 100),
        (job("removed", 1, 0), Some((CallKind::Remove, 28_400, None)), 100),
        (job("rare", 25, 1), None, 100),
        (Job { schedule: Schedule::Cron(every_third_second()), ..job("cron", 1, 0) }, None, 100),
        (Job { schedule: Schedule::Never, ..job("bad", 1, 0) }, None, 0),
    ]
}

fn job(id: &str, seconds: u32, start: i64) -> Job {
    Job {
        id: id.into(),
        schedule: Schedule::Interval { seconds, start: at(start * 1_000) },
        max_instances: 1,
        coalesce: true,
        misfire_grace_ms: None,
        on_node_loss: OnNodeLoss::Abandon,
    }
}

fn every_third_second() -> CronFields {
    let every = || "*".to_owned();
    CronFields {
        second: "*/3".into(),
        minute: every(),
        hour: every(),
        day: every(),
        month: every(),
        day_of_week: every(),
    }
}

/// What is in the store from an instant on; `None` is nothing.
type Versions<T> = Vec<(Millis, Option<T>)>;

struct World {
    random: Random,
    history: History,
    runs: Vec<Versions<RunRow>>,
    jobs: Vec<Versions<JobRow>>,
    token: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let history = History { faults: faults(), ..History::default() };
        World { random: Random(seed), history, runs: Vec::new(), jobs: Vec::new(), token: 0 }
    }

    /// A node that claims at this time; if one is about to suffer, it is that one.
    fn node(&mut self, now: Millis) -> Option<&'static str> {
        if now > LAST_CLAIM || (STORE_AWAY.0..STORE_AWAY.1).contains(&now) {
            return None;
        }
        let alive: Vec<_> = NODES.iter().filter(|(_, from, until)| (*from..*until).contains(&now)).collect();
        let drawn = usize::try_from(self.random.below(i64::try_from(alive.len().max(1)).unwrap())).unwrap();
        let is_doomed = |(name, _, until): &&&(&str, Millis, Millis)| *name != STOPPED.0 && until - now < 60;
        let node = alive.iter().find(is_doomed).or(alive.get(drawn));
        node.map(|(name, ..)| *name)
    }

    fn finish(mut self) -> History {
        let mut times: Vec<_> = (1..END / 4_000).map(|number| number * 4_000 + 150).collect();
        times.push(END);
        self.history.dumps = times.into_iter().map(|time| self.dump(time)).collect();
        self.history.bodies.sort_by_key(|body| body.started);
        self.history
    }

    fn dump(&self, time: Millis) -> Dump {
        // Those that are not the last have what is of the last half minute and what is under way.
        let complete_since = at(if time == END { -1_000 } else { time - 30_000 });
        let runs = self.runs.iter().filter_map(|versions| version(versions, time));
        let node = NodeRow { id: "n6".into(), name: "n6".into(), lease_until: at(time + 1_000) };
        Dump {
            began: at(time),
            ended: at(time + 5),
            complete_since,
            runs: runs.filter(|row| row.slot.is_some() || row.through_at >= complete_since).collect(),
            jobs: self.jobs.iter().filter_map(|versions| version(versions, time)).collect(),
            nodes: vec![node],
        }
    }
}

fn version<T: Clone>(versions: &Versions<T>, time: Millis) -> Option<T> {
    versions.iter().rev().find(|(from, _)| *from <= time)?.1.clone()
}

fn faults() -> Vec<Fault> {
    let fault = |kind, process: Option<&str>, began, ended| Fault {
        kind,
        process: process.map(str::to_owned),
        began: at(began),
        ended: Some(at(ended)),
    };
    vec![
        fault(FaultKind::Kill, Some(KILLED.0), KILLED.1, KILLED.1 + 10),
        fault(FaultKind::Suspend, Some(SUSPENDED.0), SUSPENDED.1, SUSPENDED.2),
        fault(FaultKind::Stop, Some(STOPPED.0), STOPPED.1, STOPPED.1 + 3_000),
        fault(FaultKind::Store, None, STORE_AWAY.0, STORE_AWAY.1),
    ]
}
