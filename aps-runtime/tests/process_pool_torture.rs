//! Thousands of runs that crash, hang, flood and return much, on four processes: each has one
//! outcome, and the right one, and nothing is left of any.
//!
//! A short form runs with all tests; `APS_TESTS=full` makes 10,000 runs. `APS_SEED` draws
//! other ones.
#![cfg(all(target_os = "linux", feature = "process-pool"))]

#[path = "process_pool/harness.rs"]
#[allow(dead_code, reason = "it is for more tests than this")]
mod harness;

use std::collections::HashMap;
use std::fs;
use std::process::{self, Command};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{EventStream, JobErrorKind, ProcessPoolExecutor};
use rustix::process::Signal;

use crate::harness::{die_of, until};

aps_runtime::testing::process_worker!();

/// Processes of this test, and what they start, have it in their environment.
const MARK: &str = "APS_TORTURE";

const RETURNED: &str = "x";
const LARGE: usize = 1 << 20;

/// What a run does, and so how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Fate {
    Returns,
    ReturnsMuch,
    Fails,
    Panics,
    Floods,
    Hangs,
    Exits,
    Dies(i32),
    /// Leaves a process behind that would go on for long.
    Leaves,
}

#[job]
fn suffer(fate: Fate) -> Result<Json<String>, String> {
    match fate {
        Fate::Returns => Ok(Json(RETURNED.into())),
        Fate::ReturnsMuch => Ok(Json(RETURNED.repeat(LARGE))),
        Fate::Fails => Err("disk on fire".into()),
        Fate::Panics => panic!("this was meant to happen"),
        Fate::Floods => {
            for _ in 0..5_000 {
                println!("{:>100}", "out");
                eprintln!("{:>100}", "err");
            }
            Ok(Json(RETURNED.into()))
        }
        Fate::Hangs => loop {
            std::thread::park();
        },
        Fate::Exits => process::exit(3),
        Fate::Dies(signal) => die_of(Signal::from_named_raw(signal).unwrap()),
        Fate::Leaves => {
            Command::new("sleep").arg("1000").spawn().unwrap();
            process::abort();
        }
    }
}

impl Fate {
    fn draw(number: u64) -> Self {
        let deaths = [Signal::ABORT, Signal::SEGV, Signal::KILL, Signal::TERM, Signal::HUP];
        match number % 100 {
            0..45 => Fate::Returns,
            45..50 => Fate::ReturnsMuch,
            50..55 => Fate::Fails,
            55..60 => Fate::Panics,
            60..65 => Fate::Floods,
            65..70 => Fate::Hangs,
            70..75 => Fate::Exits,
            75..80 => Fate::Leaves,
            _ => Fate::Dies(deaths[(number >> 32) as usize % deaths.len()].as_raw()),
        }
    }

    fn check(self, event: &Event) {
        match event {
            Event::JobExecuted { result, .. } => {
                let length = result.as_ref().and_then(|result| result.as_str()).map(str::len);
                let expected = if self == Fate::ReturnsMuch { LARGE } else { 1 };
                assert!(
                    matches!(self, Fate::Returns | Fate::ReturnsMuch | Fate::Floods),
                    "{self:?}: {event}"
                );
                assert_eq!(length, Some(expected), "{self:?}");
            }
            Event::JobError { error, .. } => {
                let (kind, text) = match self {
                    Fate::Fails => (JobErrorKind::Failed, "disk on fire".into()),
                    Fate::Panics => (JobErrorKind::Panicked, "panicked: this was meant to happen".into()),
                    Fate::Hangs => (JobErrorKind::TimedOut, "the run took longer than its timeout".into()),
                    Fate::Exits => (JobErrorKind::Crashed, "the worker process died: exit status: 3".into()),
                    Fate::Dies(signal) => {
                        (JobErrorKind::Crashed, format!("the worker process died: signal: {signal} "))
                    }
                    Fate::Leaves => (JobErrorKind::Crashed, "the worker process died: signal: 6 ".into()),
                    other => panic!("{other:?}: {error}"),
                };
                assert_eq!(error.kind(), kind, "{self:?}: {error}");
                assert!(error.to_string().starts_with(&text), "{self:?}: {error}");
            }
            other => panic!("{self:?}: {other}"),
        }
    }
}

struct Torture {
    scheduler: Scheduler,
    events: EventStream,
    under_way: HashMap<String, Fate>,
    seed: u64,
    runs: usize,
    counts: HashMap<String, usize>,
}

impl Torture {
    async fn run(&mut self, runs: usize) {
        let end = self.runs + runs;
        while self.runs < end || !self.under_way.is_empty() {
            while self.runs < end && self.under_way.len() < 32 {
                self.add().await;
            }
            let event = self.events.next().await.unwrap().unwrap();
            let id = event.job_id().unwrap().to_string();
            let fate = self.under_way.remove(&id).unwrap_or_else(|| panic!("a second outcome: {event}"));
            fate.check(&event);
        }
    }

    async fn add(&mut self) {
        // Marsaglia's xorshift.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        let (id, fate) = (format!("run-{}", self.runs), Fate::draw(self.seed));
        let name = format!("{fate:?}");
        *self.counts.entry(name.split('(').next().unwrap_or_default().to_owned()).or_default() += 1;
        self.under_way.insert(id.clone(), fate);
        self.runs += 1;
        let mut job = self.scheduler.add_job(suffer::job(fate), Now).id(id).executor("processes");
        if fate == Fate::Hangs {
            job = job.timeout(Duration::from_millis(50));
        }
        job.await.unwrap();
    }
}

#[derive(Debug)]
#[allow(dead_code, reason = "it is printed")]
struct Figures {
    descriptors: usize,
    resident_kilobytes: usize,
}

impl Figures {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        Figures {
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
            resident_kilobytes: resident.trim().trim_end_matches(" kB").parse().unwrap(),
        }
    }
}

/// The processes of this test, and those that it has not reaped.
fn left() -> Vec<u32> {
    let ids =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_left = |id: &u32| {
        let parent = fs::read_to_string(format!("/proc/{id}/stat")).ok();
        let parent = parent.and_then(|stat| stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok());
        let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        let mark = format!("{MARK}={}", process::id());
        parent == Some(process::id())
            || String::from_utf8_lossy(&environment).split('\0').any(|is| is == mark)
    };
    ids.filter(is_left).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_run_has_one_outcome_and_nothing_is_left() {
    let is_full = std::env::var("APS_TESTS").is_ok_and(|tests| tests == "full");
    let runs = if is_full { 10_000 } else { 200 };
    let seed = std::env::var("APS_SEED").map_or(0x5eed, |seed| seed.parse().unwrap());
    println!("APS_SEED={seed}");
    // Otherwise the floods would go to where the tests are told.
    tracing_subscriber::fmt().with_writer(std::io::sink).init();

    let processes = ProcessPoolExecutor::new(4).max_runs_per_worker(50).env(MARK, process::id().to_string());
    let scheduler = Scheduler::builder().executor("processes", processes).build().unwrap();
    let events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR | EventMask::JOB_MISSED);
    scheduler.start().await.unwrap();
    let (under_way, counts) = (HashMap::new(), HashMap::new());
    let mut torture = Torture { scheduler, events, under_way, seed, runs: 0, counts };

    torture.run(runs / 3).await;
    let warm = Figures::now();
    torture.run(runs - runs / 3).await;
    let after = Figures::now();
    torture.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    until(|| left().is_empty()).await;
    let end = Figures::now();
    println!("{runs} runs: {:?}", torture.counts);
    println!("after a third: {warm:?}; after all: {after:?}; after the shutdown: {end:?}");
    // Each of four processes has a socket twice, two pipes and the system's handle of it.
    assert!(after.descriptors <= warm.descriptors + 4 * 5, "{warm:?} {after:?}");
    assert!(end.descriptors <= warm.descriptors, "{warm:?} {end:?}");
    assert!(after.resident_kilobytes <= warm.resident_kilobytes + (32 << 10), "{warm:?} {after:?}");
}
