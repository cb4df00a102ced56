//! Heavy work on threads and on processes, beside jobs that would take the program down.
//!
//! ```sh
//! cargo run --example isolation
//! ```
//!
//! Both pools count primes. On the processes, four jobs do what no job should do: each costs
//! its own run, and nothing else.

#![cfg_attr(not(unix), allow(unused, reason = "pools of processes are on Unix only"))]

mod progress;

use std::time::Duration;

use aps_runtime::prelude::*;
use progress::Progress;

const BLOCKS: u32 = 12;
const BLOCK: u32 = 20_000;
const HAZARDS: u32 = 4;

/// Divides, again and again.
#[job]
fn count_primes(from: u32, to: u32) -> Json<usize> {
    let is_prime =
        |number: u32| (2..number).take_while(|by| by * by <= number).all(|by| !number.is_multiple_of(by));
    Json((from.max(2)..to).filter(|number| is_prime(*number)).count())
}

#[job]
fn abort() {
    eprintln!("what a job has written last is told with its error");
    std::process::abort();
}

#[job]
fn exit() {
    std::process::exit(3);
}

/// Takes more memory than a worker may have.
#[job]
fn devour() -> Json<usize> {
    let taken = vec![1_u8; 1 << 30];
    Json(std::hint::black_box(&taken).len())
}

/// On a thread, this could not be ended from outside.
#[job]
fn hang() {
    loop {
        std::thread::park();
    }
}

#[cfg(unix)]
#[aps_runtime::main]
async fn main() -> aps_runtime::Result<Scheduler> {
    let processes = aps_runtime::ProcessPoolExecutor::new(2).memory_limit(512 << 20);
    let scheduler = Scheduler::builder()
        .executor("threads", ThreadPoolExecutor::new(2))
        .executor("processes", processes)
        .build()?;
    let events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR);
    scheduler.start().await?;
    for pool in ["threads", "processes"] {
        for block in 0..BLOCKS {
            let call = count_primes::job(block * BLOCK, (block + 1) * BLOCK);
            scheduler.add_job(call, Now).id(format!("{pool}-{block}")).executor(pool).await?;
        }
    }
    for (id, call) in [("abort", abort::job()), ("exit", exit::job()), ("devour", devour::job())] {
        scheduler.add_job(call, Now).id(id).executor("processes").await?;
    }
    let hang = scheduler.add_job(hang::job(), Now).id("hang").executor("processes");
    hang.timeout(Duration::from_secs(1)).await?;
    tokio::spawn(follow(scheduler.clone(), events));
    Ok(scheduler)
}

/// Shows what has become of all, and then ends the program.
async fn follow(scheduler: Scheduler, mut events: aps_runtime::EventStream) {
    let mut progress = Progress::new(["threads", "processes"], BLOCKS);
    let mut hazards = 0;
    while !progress.is_complete() || hazards < HAZARDS {
        match events.next().await {
            Some(Ok(Event::JobExecuted { job_id, result, .. })) => {
                let primes = result.and_then(|count| count.as_u64()).unwrap_or_default();
                progress.one_more(job_id.as_str(), primes);
            }
            Some(Ok(Event::JobError { job_id, error, .. })) => {
                hazards += 1;
                progress.say(&format!("`{job_id}` has failed: {error}"));
            }
            Some(_) => {}
            None => return,
        }
    }
    progress.say("all is done, and the program is still there");
    if let Err(error) = scheduler.shutdown(Wait::ForJobs).await {
        eprintln!("{error}");
    }
}

#[cfg(not(unix))]
fn main() {
    println!("pools of processes are on Unix only");
}
