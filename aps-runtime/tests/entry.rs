//! What `#[aps_runtime::main]` calls, called by hand. One test, since it looks at
//! what the process has built.

use aps_runtime::prelude::*;
use aps_runtime::{IntoScheduler, MainConfig};

#[test]
fn the_body_of_main_may_return_nothing_a_scheduler_or_a_result() {
    // Whoever builds one and forgets to return it would get another.
    const NOTHING: MainConfig = MainConfig::DEFAULT;
    let scheduler = ().into_scheduler(NOTHING).unwrap();
    let error = ().into_scheduler(NOTHING).unwrap_err();
    assert!(error.to_string().starts_with("`main` has built a scheduler and does not return it"));

    assert_eq!(scheduler.clone().into_scheduler(NOTHING).unwrap().state(), SchedulerState::Stopped);
    assert!(Ok::<_, aps_runtime::Error>(scheduler.clone()).into_scheduler(NOTHING).is_ok());
    assert!(Ok::<_, Box<dyn std::error::Error>>(scheduler.clone()).into_scheduler(NOTHING).is_ok());
    assert_eq!(Err::<(), _>("no disk").into_scheduler(NOTHING).unwrap_err().to_string(), "no disk");

    let with_config = MainConfig { config: Some("deploy/aps.toml"), ..NOTHING };
    let error = scheduler.clone().into_scheduler(with_config).unwrap_err();
    assert!(error.to_string().starts_with("`main` has made its scheduler without `deploy/aps.toml`"));

    let exit = std::thread::spawn(|| {
        aps_runtime::run_main(MainConfig::DEFAULT, || async { Err::<(), _>("no disk") })
    });
    assert_eq!(exit.join().unwrap(), std::process::ExitCode::FAILURE);
}
