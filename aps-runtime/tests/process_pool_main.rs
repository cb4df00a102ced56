//! A program with a `main` of its own, as hand-written as can be; its workers find a `main` that is
//! a plain `fn`, and one that is an `async fn`.
#![cfg_attr(not(all(unix, feature = "process-pool")), allow(unused, reason = "there is no pool"))]

use aps_runtime::prelude::*;

#[job]
fn process_id() -> Json<u32> {
    Json(std::process::id())
}

#[job]
async fn process_id_in_a_task() -> Json<u32> {
    let id = tokio::spawn(async { std::process::id() }).await;
    Json(id.unwrap_or_default())
}

#[cfg(all(unix, feature = "process-pool"))]
#[tokio::main]
async fn use_a_pool(processes: aps_runtime::ProcessPoolExecutor) {
    let scheduler = Scheduler::builder().executor("processes", processes).build().unwrap();
    let mut events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR);
    scheduler.start().await.unwrap();
    scheduler.add_job(process_id::job(), Now).executor("processes").await.unwrap();
    scheduler.add_job(process_id_in_a_task::job(), Now).executor("processes").await.unwrap();
    for _ in 0..2 {
        match events.next().await.unwrap().unwrap() {
            Event::JobExecuted { result: Some(id), .. } => assert_ne!(*id, std::process::id()),
            other => panic!("{other}"),
        }
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

/// In the environment of workers that are to find an `async fn main`.
const ASYNC_MAIN: &str = "ASYNC_MAIN";

#[cfg(all(unix, feature = "process-pool"))]
#[tokio::main]
async fn async_main() {
    aps_runtime::process_worker();
}

fn main() {
    #[cfg(all(unix, feature = "process-pool"))]
    {
        if std::env::var_os(ASYNC_MAIN).is_some() {
            async_main();
        }
        aps_runtime::process_worker();
        use_a_pool(aps_runtime::ProcessPoolExecutor::new(1));
        use_a_pool(aps_runtime::ProcessPoolExecutor::new(1).env(ASYNC_MAIN, "1"));
    }
}
