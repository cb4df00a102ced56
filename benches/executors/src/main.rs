//! What does an executor cost? One executor, one figure a run.
//!
//! `executors EXECUTOR WHAT N` prints one line of `key=value` pairs; `run.sh` runs them all
//! beside `peer.py`, which does the same with APScheduler, and prints ratios.

use std::process::ExitCode;
use std::time::Instant;

use aps_runtime::prelude::*;
use aps_runtime::{EventStream, JobCall, ProcessPoolExecutor, TokioExecutor};
use chrono::{DateTime, TimeDelta, Utc};

/// As many processes as cores.
const PROCESSES: usize = 2;
/// As APScheduler's default executor.
const THREADS: usize = 10;

#[job]
async fn nothing_async() {}

#[job]
fn nothing() {}

/// Keeps one core busy; how long depends on nothing else.
#[job]
fn compute(rounds: u64) -> Json<u64> {
    let mut state: u64 = 88_172_645_463_325_252;
    for _ in 0..rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    Json(state)
}

fn main() -> ExitCode {
    aps_runtime::process_worker();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [executor, what, count] = arguments.as_slice() else {
        eprintln!("executors tokio|threads|processes round-trip|throughput|compute N");
        return ExitCode::FAILURE;
    };
    let count = count.parse().expect("a number");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let figures = runtime.block_on(async {
        let bench = Bench::start(executor).await;
        match what.as_str() {
            "round-trip" => bench.round_trip(count).await,
            "throughput" => bench.throughput(count).await,
            "compute" => bench.compute(count).await,
            _ => panic!("no measurement `{what}`"),
        }
    });
    println!("aps {executor},{what},{count},{figures}");
    ExitCode::SUCCESS
}

struct Bench {
    scheduler: Scheduler,
    ended: EventStream,
    is_async: bool,
}

impl Bench {
    async fn start(executor: &str) -> Bench {
        let builder = Scheduler::builder();
        let builder = match executor {
            "tokio" => builder.executor("default", TokioExecutor::new()),
            "threads" => builder.executor("default", ThreadPoolExecutor::new(THREADS)),
            "processes" => builder.executor("default", ProcessPoolExecutor::new(PROCESSES)),
            _ => panic!("no executor `{executor}`"),
        };
        let scheduler = builder.build().expect("sound");
        scheduler.start().await.expect("starts");
        let ended = scheduler.events_with_capacity(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR, 1 << 20);
        let mut bench = Bench { scheduler, ended, is_async: executor == "tokio" };
        // Workers are started on demand: that is not what is measured.
        bench.run_each(4 * PROCESSES).await;
        bench
    }

    fn nothing(&self) -> JobCall {
        if self.is_async { nothing_async::job() } else { nothing::job() }
    }

    async fn one_ends(&mut self) {
        let event = self.ended.next().await.expect("it goes on").expect("none is lost");
        assert!(matches!(event, Event::JobExecuted { .. }), "{event}");
    }

    async fn run_each(&mut self, count: usize) {
        for _ in 0..count {
            self.scheduler.add_job(self.nothing(), Now).await.expect("added");
        }
        for _ in 0..count {
            self.one_ends().await;
        }
    }

    /// One job after the other, each added when the one before has ended: microseconds from
    /// `add_job` until its end is told.
    async fn round_trip(mut self, count: usize) -> String {
        let mut took = Vec::with_capacity(count);
        for _ in 0..count {
            let start = Instant::now();
            self.run_each(1).await;
            took.push(start.elapsed());
        }
        took.sort_unstable();
        let at = |percent: usize| took[(count - 1) * percent / 100].as_secs_f64() * 1e6;
        format!("p50_us={:.0} p99_us={:.0}", at(50), at(99))
    }

    /// Jobs that do nothing, all due at one instant: how many a second from then on.
    async fn throughput(mut self, count: usize) -> String {
        let due = Utc::now() + TimeDelta::milliseconds(500 + i64::try_from(count / 20).expect("few"));
        for _ in 0..count {
            self.scheduler.add_job(self.nothing(), DateTrigger::at(due)).await.expect("added");
        }
        assert!(Utc::now() < due, "not all were added in time");
        for _ in 0..count {
            self.one_ends().await;
        }
        let seconds = since(due);
        format!("per_s={:.0} us_each={:.1}", count as f64 / seconds, seconds * 1e6 / count as f64)
    }

    /// One job that computes for so many million rounds, then four at once, which two cores
    /// can do in twice the time of one.
    async fn compute(mut self, millions: usize) -> String {
        let rounds = u64::try_from(millions).expect("few") * 1_000_000;
        let mut seconds = [0.0; 2];
        for (seconds, jobs) in seconds.iter_mut().zip([1, 4]) {
            let start = Instant::now();
            for _ in 0..jobs {
                self.scheduler.add_job(compute::job(rounds), Now).await.expect("added");
            }
            for _ in 0..jobs {
                self.one_ends().await;
            }
            *seconds = start.elapsed().as_secs_f64();
        }
        let [one, four] = seconds;
        format!("one_s={one:.3} four_s={four:.3} four_to_one={:.2}", four / one)
    }
}

fn since(due: DateTime<Utc>) -> f64 {
    (Utc::now() - due).to_std().unwrap_or_default().as_secs_f64()
}
