//! A program that enters no workers: no pool starts, and nothing is run a second time.
#![cfg(all(unix, feature = "process-pool"))]

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, Executor, MainConfig, ProcessPoolExecutor, run_main};

#[tokio::test]
async fn a_pool_says_what_to_write_in_place_of_starting() {
    let scheduler = Scheduler::builder().executor("processes", ProcessPoolExecutor::new(1)).build().unwrap();
    let error = scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    assert_eq!(
        format!("{error:?}"),
        "\
executor `processes` cannot start
  caused by: this program cannot be run as a worker process
  = help: put `#[aps_runtime::main]` on `main`, or call `aps_runtime::process_worker()` first of all in it; \
for tests, write `aps_runtime::testing::process_worker!();` in the file that has them
  = note: a worker is this same program, started once more; without that call it would do again all that \
`main` does"
    );
}

/// On another thread, as in a test, it would do what stands before it again.
#[test]
fn a_call_that_is_not_first_in_main_does_not_count() {
    std::thread::spawn(|| {
        aps_runtime::process_worker();
        run_main(MainConfig::DEFAULT, || async { Err::<(), _>("no disk") })
    })
    .join()
    .unwrap();
    assert!(ProcessPoolExecutor::new(1).start().is_err());
}
