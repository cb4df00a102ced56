//! aps and its peers, each with what a process of it does:
//!
//! * `fill` makes the tables and adds the jobs;
//! * `run` is a scheduler, until nobody [asks](crate::node::answer) it any more;
//! * `query` looks for due jobs, of which there are none;
//! * `add` adds jobs that are due now, one after the other, while another process runs them.

#[cfg(feature = "peers")]
mod apalis;
mod aps;

use std::time::{Duration, Instant};

use crate::node::Order;
use crate::runs;

/// Of [`Database::work`](crate::database::Database::work) and what counts runs.
pub const STATEMENTS_TO_MEASURE: i64 = 4;

/// How it is known how many runs are recorded as done.
pub enum Recorded {
    /// This query counts them.
    Counted(&'static str),
    /// They are forgotten in time. So: those that have begun, but for those that this query counts.
    BegunBut(&'static str),
    /// None is recorded, or too few are kept: those are counted that have begun.
    Begun,
}

pub fn recorded(peer: &str, what: &str, url: &str) -> Recorded {
    match peer {
        "aps" if url.starts_with("redis") && what == "burst" => Recorded::Counted("{aps:default}:ended"),
        "aps" if url.starts_with("redis") => Recorded::Begun,
        "aps" if url.starts_with("mongodb") => Recorded::Counted("aps_runs"),
        "aps" => Recorded::BegunBut("select count(*) from aps_runs where slot is not null"),
        "apalis" if url.starts_with("sqlite") => Recorded::Counted("select count(*) from Jobs where status = 'Done'"),
        "apalis" => Recorded::Counted("select count(*) from apalis.jobs where status = 'Done'"),
        _ => Recorded::Begun,
    }
}

pub async fn work(peer: &str, role: &str, order: Order) {
    match peer {
        "aps" => aps::work(role, order).await,
        #[cfg(feature = "peers")]
        "apalis" if order.url.starts_with("sqlite") => apalis::sqlite::work(role, order).await,
        #[cfg(feature = "peers")]
        "apalis" if order.url.starts_with("postgres") => apalis::postgres::work(role, order).await,
        _ => panic!("no peer `{peer}` on this database"),
    }
}

/// Asks as often as gives a 99th percentile.
async fn time_queries(mut query: impl AsyncFnMut()) {
    let mut took = Vec::new();
    for _ in 0..1000 {
        let start = Instant::now();
        query().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e6;
    println!("query_p50_us={:.0} query_p99_us={:.0}", at(50), at(99));
}

/// Adds at moments that are in no step with anybody's polls, and prints them.
async fn add_each(count: usize, mut add: impl AsyncFnMut()) {
    for index in 0..count {
        tokio::time::sleep(Duration::from_millis(50 + (index as u64 * 37) % 101)).await;
        println!("{}", runs::now());
        add().await;
    }
}
