//! Three schedulers share one store. One of them is killed in the middle of its work.
//!
//! ```sh
//! cargo run --example cluster                                      # a SQLite file in a temporary folder
//! cargo run --example cluster -- sqlite://jobs.db                  # a file of yours
//! cargo run --example cluster -- postgres://user:password@host/db  # a PostgreSQL server
//! ```
//!
//! Each second one of the three says `tick`, and never two of them. When the one that is at work is
//! killed, the others find out when its lease has run out: what it was doing is begun again
//! elsewhere, or given up, as each job wants it; a tick that would overlap with the one that nobody knows
//! anything of is skipped. At the end the history of the store is gone through:
//! no second is missing, and none is there twice.

mod account;
mod nodes;

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{Clock, PostgresStore, SqliteStore, SystemClock};
use nodes::Nodes;

/// How soon a node that is dead is found out. In earnest this is 30 seconds, so that a slow one is
/// not taken for a dead one.
const LEASE: Duration = Duration::from_secs(2);

/// Which of the three this is.
#[derive(Debug, Clone)]
struct Name(String);

#[scheduled_job(cron = "* * * * * *", id = "tick")]
async fn tick(ctx: JobContext, State(Name(name)): State<Name>) {
    println!("{name}: tick {}", ctx.scheduled_run_time().format("%H:%M:%S"));
}

/// May be done twice, and must be done to its end.
#[scheduled_job(cron = "*/4 * * * * *", id = "import", max_instances = 2, on_node_loss = "rerun")]
async fn import(ctx: JobContext, State(Name(name)): State<Name>) {
    let (time, fence) = (ctx.scheduled_run_time().format("%H:%M:%S"), ctx.fence().unwrap_or_default());
    println!("{name}: import {time} begins{}", if fence > 1 { ", once more" } else { "" });
    work().await;
    println!("{name}: import {time} ends");
}

/// Must not be done twice.
#[scheduled_job(cron = "2/4 * * * * *", id = "invoice", max_instances = 2)]
async fn invoice(ctx: JobContext, State(Name(name)): State<Name>) {
    let time = ctx.scheduled_run_time().format("%H:%M:%S");
    println!("{name}: invoice {time} begins");
    work().await;
    println!("{name}: invoice {time} ends");
}

/// What takes a while.
async fn work() {
    SystemClock.sleep(Duration::from_secs(3)).await;
}

/// The scheduler of each of them is the same: nobody is the leader.
fn scheduler(name: &str, url: &str) -> aps_runtime::Result<Scheduler> {
    let builder = Scheduler::builder().timezone("UTC").state(Name(name.into()));
    let builder = if url.starts_with("sqlite:") {
        builder.job_store("default", SqliteStore::new(url)?.lease(LEASE))
    } else {
        builder.job_store("default", PostgresStore::new(url)?.lease(LEASE))
    };
    builder.build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["node", name, url] => be_a_node(name, url).await,
        [] => {
            let folder = std::env::temp_dir().join(format!("aps-cluster-{}", std::process::id()));
            std::fs::create_dir_all(&folder)?;
            // With four slashes the path is absolute.
            let shown = show(&format!("sqlite:///{}", folder.join("jobs.db").display())).await;
            std::fs::remove_dir_all(&folder)?;
            shown
        }
        [url] => show(url).await,
        _ => Err("usage: cluster [URL]".into()),
    }
}

/// Until the standard input is closed.
async fn be_a_node(name: &str, url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let scheduler = scheduler(name, url)?;
    let lost = EventMask::JOB_ABANDONED | EventMask::JOB_STORE_FAILED | EventMask::LEASE_LOST;
    let say = name.to_owned();
    scheduler.add_listener(lost, move |event| println!("{say}: {event}"));
    scheduler.start().await?;
    tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())).await??;
    scheduler.shutdown(Wait::ForJobs).await?;
    Ok(())
}

async fn show(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut nodes = Nodes::start(["anna", "bert", "cleo"], url)?;
    nodes.follow(Duration::from_secs(6)).await;
    let at_work = nodes.at_work().await;
    nodes.kill(&at_work)?;
    nodes.follow(Duration::from_secs(9)).await;
    println!("-- the other two are asked to end");
    nodes.stop().await?;
    account::give(url, &at_work).await
}
