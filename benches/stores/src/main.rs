//! What do durable stores cost? aps or one of its peers on one database, one figure a run.
//!
//! `stores PEER WHAT N URL` prints one line of `key=value` pairs; `run.sh` runs them all, takes
//! medians, and prints ratios. It measures from outside: the schedulers are processes of their
//! own, which `stores node …` is, or `peer.py` for APScheduler. What is measured, and how, is
//! said at each function of `measure.rs`.

mod database;
mod measure;
mod node;
mod peers;
mod process;
mod runs;

use std::process::ExitCode;

use measure::Bench;
use node::Order;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    match *arguments.as_slice() {
        ["node", peer, role, ref order @ ..] => runtime.block_on(peers::work(peer, role, Order::read(order))),
        [peer, what, count, url] => {
            let count = count.parse().expect("a number of jobs");
            let figures =
                runtime.block_on(async { Bench::new(peer, what, count, url).await.measure().await });
            println!("{}", figures.unwrap_or_else(|| "-".to_owned()));
        }
        _ => {
            eprintln!(
                "stores PEER steady|sustained|sustained-2|sustained-3|batch-1|batch-16|burst|idle|wake N URL"
            );
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
