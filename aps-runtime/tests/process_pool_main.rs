//! A program with a `main` of its own, as hand-written as can be.
#![cfg_attr(not(all(unix, feature = "process-pool")), allow(unused, reason = "there is no pool"))]

use aps_runtime::prelude::*;

#[job]
fn process_id() -> Json<u32> {
    Json(std::process::id())
}

#[cfg(all(unix, feature = "process-pool"))]
#[tokio::main]
async fn use_a_pool() {
    let processes = aps_runtime::ProcessPoolExecutor::new(1);
    let scheduler = Scheduler::builder().executor("processes", processes).build().unwrap();
    let mut events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR);
    scheduler.start().await.unwrap();
    scheduler.add_job(process_id::job(), Now).executor("processes").await.unwrap();
    match events.next().await.unwrap().unwrap() {
        Event::JobExecuted { result: Some(id), .. } => assert_ne!(*id, std::process::id()),
        other => panic!("{other}"),
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

fn main() {
    #[cfg(all(unix, feature = "process-pool"))]
    {
        aps_runtime::process_worker();
        use_a_pool();
    }
}
