//! A program that is killed, and what the next one finds.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{env, fs, thread};

use aps_runtime::prelude::*;
use aps_runtime::{Clock, SystemClock};

use crate::folder::Folder;

const AS_THE_PROGRAM: &str = "APS_TEST_AS_THE_PROGRAM";
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Does not end in the program that is killed.
#[job]
fn work(begun: String) {
    if env::var(AS_THE_PROGRAM).is_ok() {
        fs::write(begun, "begun").unwrap();
        loop {
            thread::park();
        }
    }
}

fn scheduler(folder: &Folder) -> (Scheduler, Arc<Mutex<Vec<String>>>) {
    let scheduler = Scheduler::builder().job_store("default", folder.store().lease(HOUR)).build().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = told.clone();
    let kinds = EventMask::JOB_ABANDONED | EventMask::JOB_MAX_INSTANCES | EventMask::JOB_EXECUTED;
    scheduler.add_listener(kinds, move |event| seen.lock().unwrap().push(event.to_string()));
    (scheduler, told)
}

async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        SystemClock.sleep(Duration::from_millis(10)).await;
    }
}

async fn running(scheduler: &Scheduler) -> u64 {
    scheduler.nodes("default").await.unwrap().iter().map(|node| node.running).sum()
}

/// Though the lease goes on for an hour; and a job with one instance goes on.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_program_was_doing_is_given_up_by_the_next_one_and_not_while_it_lives() {
    if let Ok(path) = env::var(AS_THE_PROGRAM) {
        let folder = Folder::at(path.as_ref());
        let (scheduler, _) = scheduler(&folder);
        scheduler.start().await.unwrap();
        let begun = folder.path().join("begun").display().to_string();
        scheduler.add_job(work::job(begun), IntervalTrigger::every(HOUR)).id("work").await.unwrap();
        scheduler.run_now("work").await.unwrap();
        return std::future::pending().await;
    }
    let folder = Folder::new();
    let mut program = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "killed::what_a_killed_program_was_doing_is_given_up_by_the_next_one_and_not_while_it_lives",
        ])
        .env(AS_THE_PROGRAM, folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    until(|| folder.path().join("begun").exists()).await;

    let (meanwhile, told) = scheduler(&folder);
    meanwhile.start().await.unwrap();
    assert_eq!(meanwhile.nodes("default").await.unwrap().len(), 2);
    assert_eq!(running(&meanwhile).await, 1);
    meanwhile.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(told.lock().unwrap().as_slice(), [""; 0]);

    program.kill().unwrap();
    program.wait().unwrap();
    let (next, told) = scheduler(&folder);
    next.start().await.unwrap();
    assert_eq!(running(&next).await, 0);
    next.run_now("work").await.unwrap();
    until(|| told.lock().unwrap().len() == 2).await;
    next.shutdown(Wait::ForJobs).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told[0].contains("abandoned") && told[1].contains("executed"), "{told:?}");
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().contains("nodes")));
}
