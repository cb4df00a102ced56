//! Runs a crontab file, as cron does.
//!
//! ```sh
//! cargo run --example crontab -- --dry-run examples/crontab/sample.crontab
//! cargo run --example crontab -- examples/crontab/sample.crontab
//! ```
//!
//! The format is that of a user's table in Linux (crontab(5)): comments,
//! `NAME = value` lines, `CRON_TZ=Zone` for the lines below it, five fields or
//! `@hourly` and its like, `@reboot` for once at the start, `%` for a line break
//! in what the command reads. A line that is wrong is reported; the others run.

mod command;
mod table;

use aps_runtime::prelude::*;
use chrono::{DateTime, Utc};

use command::run_command;
use table::{Entry, Table};

const USAGE: &str = "usage: crontab [--dry-run] FILE";

#[aps_runtime::main]
async fn main() -> Result<Scheduler, Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (dry_run, path) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--dry-run", path] | [path, "--dry-run"] => (true, path),
        [path] if !path.starts_with('-') => (false, path),
        _ => return Err(USAGE.into()),
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let scheduler = Scheduler::builder().build()?;
    let table = Table::parse(&text, scheduler.timezone(), now());
    for error in &table.errors {
        eprintln!("{path}:{}: {}\n", error.line, error.message);
    }
    if dry_run {
        table.entries.iter().for_each(print_entry);
        std::process::exit(i32::from(!table.errors.is_empty()));
    }
    scheduler.add_listener(EventMask::JOB_ERROR, |event| eprintln!("{event}"));
    for entry in table.entries {
        let call = run_command::job(entry.command, entry.input, entry.environment);
        scheduler.add_job(call, entry.trigger).id(format!("line:{}", entry.line)).await?;
    }
    scheduler.start().await?;
    println!("{}\n", scheduler.job_table().await?);
    Ok(scheduler)
}

/// What would be run, and the next times at which it would.
fn print_entry(entry: &Entry) {
    println!("line {}: {}", entry.line, entry.command);
    entry.input.lines().for_each(|line| println!("    < {line}"));
    let mut previous = None;
    for _ in 0..3 {
        let Some(next) = entry.trigger.next_fire_time(previous, now()) else { break };
        println!("    {}", entry.timezone.to_local(next));
        previous = Some(next);
    }
}

fn now() -> DateTime<Utc> {
    use aps_runtime::{Clock, SystemClock};
    SystemClock.now()
}
