//! What threads share, tried out in many orders in which they may take turns.
//!
//! Compiled with `--cfg shuttle`, in which [`crate::sync`] is the one of
//! [shuttle](https://docs.rs/shuttle): it runs one thread at a time, and at each lock, wait and
//! atomic chooses at random who goes on. A thread that waits for ever is found as a deadlock.
//! A failure prints the order, which `shuttle::replay` takes.
//!
//! Atomics are as if sequentially consistent, and each call of tokio's `Notify` is one step. `tests/interleavings.rs`
//! runs all this; `APS_SEED` draws other orders, `APS_TESTS=full` a hundred times as many.

mod events;
mod notify;
mod signals;
mod thread_pool;

pub(crate) use notify::Notify;

use std::sync::Arc;

use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::thread::JoinHandle;
use shuttle::{Config, Runner};

const SEED: u64 = 20_261_122;

/// Runs it in so many orders that are drawn at random, and in as many in which threads seldom
/// take turns, which finds what only few orders show.
#[expect(clippy::print_stdout, reason = "random tests print their seed")]
pub(crate) fn check(times: usize, body: impl Fn() + Send + Sync + 'static) {
    let seed = std::env::var("APS_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    let full = std::env::var("APS_TESTS").is_ok_and(|value| value == "full");
    println!("APS_SEED={seed}");
    let times = if full { times * 100 } else { times };
    let body = Arc::new(body);
    for depth in [None, Some(2), Some(3)] {
        let body = body.clone();
        let run = move || body();
        let mut config = Config::new();
        config.stack_size = 0x20_0000;
        match depth {
            None => Runner::new(RandomScheduler::new_from_seed(seed, times), config).run(run),
            Some(depth) => Runner::new(PctScheduler::new_from_seed(seed, depth, times), config).run(run),
        };
    }
}

pub(crate) fn join_all(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        thread.join().unwrap();
    }
}
