#![no_main]

#[path = "../../tests/scheduler/transfer/check.rs"]
mod check;

use std::cell::LazyCell;

use aps_runtime::{Registry, Scheduler};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static STARTED: LazyCell<(Runtime, Scheduler)> = LazyCell::new(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let scheduler = Scheduler::builder().timezone("UTC").registry(Registry::empty()).build().unwrap();
        runtime.block_on(async { scheduler.start_paused().await }).unwrap();
        (runtime, scheduler)
    });
}

fuzz_target!(|text: &[u8]| {
    STARTED.with(|started| {
        let (runtime, scheduler) = &**started;
        let _ = runtime.block_on(check::check(scheduler, text));
    });
});
