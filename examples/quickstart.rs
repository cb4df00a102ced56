//! The first program: jobs declared by attributes, one of them adding others.
//!
//! ```sh
//! cargo run --example quickstart     # Ctrl-C to stop
//! ```

use std::io;

use aps_runtime::prelude::*;
use chrono::TimeDelta;

/// Midnight on the first fifteen days of May to August, in Helsinki.
#[scheduled_job(cron = "0 0 1-15 may-aug *", id = "summer_report", timezone = "Europe/Helsinki")]
async fn summer_report() -> Result<(), io::Error> {
    Ok(())
}

/// Six fields: the first is the second.
#[scheduled_job(cron = "*/5 * * * * *", id = "five_seconds")]
fn five_seconds(ctx: JobContext) {
    println!("{}: a plain function, on a thread of its own", ctx.job_id());
}

#[scheduled_job(interval(seconds = 1), id = "heartbeat")]
async fn heartbeat(ctx: JobContext) {
    println!("{}: due at {}", ctx.job_id(), ctx.scheduled_run_time());
}

/// Registered, but not scheduled: other code adds it, with arguments.
#[job]
async fn greet(name: String) {
    println!("hello, {name}");
}

/// Adds a job from inside a job.
#[scheduled_job(interval(seconds = 2), id = "planner")]
async fn planner(ctx: JobContext) -> aps_runtime::Result<()> {
    let in_half_a_second = ctx.scheduled_run_time() + TimeDelta::milliseconds(500);
    ctx.scheduler().add_job(greet::job("Ann".into()), DateTrigger::at(in_half_a_second)).await?;
    Ok(())
}

#[scheduled_job(interval(seconds = 3), id = "fails")]
async fn fails() -> Result<(), io::Error> {
    Err(io::Error::other("the printer is on fire"))
}

#[scheduled_job(interval(seconds = 3), id = "panics")]
fn panics() {
    panic!("this was not meant to happen");
}

#[aps_runtime::main]
async fn main() -> aps_runtime::Result<Scheduler> {
    let scheduler = Scheduler::builder().build()?;
    let of_interest = [
        EventMask::JOB_ERROR,
        EventMask::JOB_MISSED,
        EventMask::JOB_MAX_INSTANCES,
        EventMask::SCHEDULER_SHUTDOWN,
    ];
    for kind in of_interest {
        scheduler.add_listener(kind, |event| println!("event: {event}"));
    }
    scheduler.start().await?;
    println!("{}\n", scheduler.job_table().await?);
    Ok(scheduler)
}
