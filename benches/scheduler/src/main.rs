//! What does a scheduler cost, and how late is it? aps or one of its peers, one figure a run.
//!
//! `scheduler PEER WHAT N` prints one line of `key=value` pairs; `run.sh` runs them all, takes
//! medians, and prints ratios. What is measured, and how, is said at each function of
//! `measure.rs`.

mod measure;
mod peers;
mod process;
mod runs;

use std::process::ExitCode;

use measure::measure;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, what, count] = arguments.as_slice() else {
        eprintln!("scheduler PEER capacity|bulk|burst|idle|late|spread|churn N");
        return ExitCode::FAILURE;
    };
    let count = count.parse().expect("a number of jobs");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let figures = runtime.block_on(async {
        match peer.as_str() {
            "aps" => measure::<peers::aps::Aps>(what, count).await,
            "bare-tokio" => measure::<peers::bare_tokio::BareTokio>(what, count).await,
            #[cfg(feature = "peers")]
            "tokio-cron-scheduler" => measure::<peers::tokio_cron_scheduler::Tcs>(what, count).await,
            #[cfg(feature = "peers")]
            "apalis-cron" => measure::<peers::apalis_cron::Apalis>(what, count).await,
            #[cfg(feature = "peers")]
            "clokwerk" => measure::<peers::clokwerk::Clokwerk>(what, count).await,
            #[cfg(feature = "peers")]
            "delay_timer" => measure::<peers::delay_timer::Timer>(what, count).await,
            _ => panic!("no peer `{peer}`"),
        }
    });
    println!("{peer},{what},{count},{}", figures.unwrap_or_else(|| "-".to_owned()));
    // Some peers have threads that nobody can end.
    std::process::exit(0);
}
