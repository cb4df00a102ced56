//! A program that is killed, and what the next one finds.

use std::process::{Child, Command, Stdio};
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

/// This test, in a process of its own, which ends with the other one in any case.
struct Program(Child);

impl Program {
    async fn at_work(test: &str, folder: &Folder) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", test]).env(AS_THE_PROGRAM, folder.path()).stdout(Stdio::null());
        let mut program = Program(command.spawn().unwrap());
        while !folder.path().join("begun").exists() {
            assert!(program.0.try_wait().unwrap().is_none(), "is there a test `{test}`?");
            SystemClock.sleep(Duration::from_millis(10)).await;
        }
        program
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

async fn be_the_program(folder: &Folder) {
    let (scheduler, _) = scheduler(folder).await;
    let begun = folder.path().join("begun").display().to_string();
    scheduler.add_job(work::job(begun), IntervalTrigger::every(HOUR)).id("work").await.unwrap();
    scheduler.run_now("work").await.unwrap();
    std::future::pending::<()>().await;
}

/// One that is up, and what it tells of runs.
async fn scheduler(folder: &Folder) -> (Scheduler, Arc<Mutex<Vec<String>>>) {
    let scheduler = Scheduler::builder().job_store("default", folder.store().lease(HOUR)).build().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = told.clone();
    let kinds = EventMask::JOB_ABANDONED | EventMask::JOB_MAX_INSTANCES | EventMask::JOB_EXECUTED;
    scheduler.add_listener(kinds, move |event| seen.lock().unwrap().push(event.to_string()));
    scheduler.start().await.unwrap();
    (scheduler, told)
}

async fn running(scheduler: &Scheduler) -> u64 {
    scheduler.nodes("default").await.unwrap().iter().map(|node| node.running).sum()
}

async fn until_told(told: &Mutex<Vec<String>>, count: usize) {
    while told.lock().unwrap().len() < count {
        SystemClock.sleep(Duration::from_millis(10)).await;
    }
}

/// Though the lease goes on for an hour; and a job with one instance goes on.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_given_up_by_the_next_one_and_not_while_it_is_done() {
    if let Ok(path) = env::var(AS_THE_PROGRAM) {
        return be_the_program(&Folder::at(path.as_ref())).await;
    }
    let folder = Folder::new();
    let test = "killed::what_was_done_is_given_up_by_the_next_one_and_not_while_it_is_done";
    let program = Program::at_work(test, &folder).await;
    let (meanwhile, told) = scheduler(&folder).await;
    SystemClock.sleep(Duration::from_millis(1500)).await;
    assert_eq!((meanwhile.nodes("default").await.unwrap().len(), running(&meanwhile).await), (2, 1));
    meanwhile.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(told.lock().unwrap().as_slice(), [""; 0]);

    drop(program);
    let (next, told) = scheduler(&folder).await;
    until_told(&told, 1).await;
    assert_eq!(running(&next).await, 0);
    next.run_now("work").await.unwrap();
    until_told(&told, 2).await;
    next.shutdown(Wait::ForJobs).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told[0].contains("abandoned") && told[1].contains("executed"), "{told:?}");
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().contains("nodes")));
}
