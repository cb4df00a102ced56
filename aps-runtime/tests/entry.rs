//! What `#[aps_runtime::main]` calls, called by hand. One test, since it looks at
//! all schedulers of the process.

use aps_runtime::prelude::*;
use aps_runtime::{IntoScheduler, MainConfig, SchedulerState};

#[tokio::test]
async fn the_body_of_main_may_return_nothing_a_scheduler_or_a_result() {
    assert_eq!(().into_scheduler().unwrap().state(), SchedulerState::Stopped);
    assert!(Ok::<(), String>(()).into_scheduler().is_ok());
    let scheduler = Scheduler::builder().build().unwrap();
    assert!(Ok::<_, aps_runtime::Error>(scheduler.clone()).into_scheduler().is_ok());
    assert_eq!(Err::<(), _>("no disk").into_scheduler().unwrap_err().to_string(), "no disk");

    // Whoever starts one and forgets to return it would get all jobs twice.
    scheduler.start().await.unwrap();
    let error = ().into_scheduler().unwrap_err();
    assert!(error.to_string().starts_with("`main` has started a scheduler and does not return it"));
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert!(().into_scheduler().is_ok());

    let exit = std::thread::spawn(|| {
        aps_runtime::run_main(MainConfig::DEFAULT, || async { Err::<(), _>("no disk") })
    });
    assert_eq!(exit.join().unwrap(), std::process::ExitCode::FAILURE);
}
