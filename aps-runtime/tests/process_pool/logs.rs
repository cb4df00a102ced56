use aps_runtime::ProcessPoolExecutor;
use aps_runtime::prelude::*;

use crate::harness::Pool;
use crate::logged::Logged;

/// What the jobs have said, by lines.
fn said(logged: &Logged) -> Vec<String> {
    logged.take().lines().filter(|line| line.contains(" aps::job::")).map(str::to_owned).collect()
}

fn listen() -> Logged {
    Logged::on_this_thread(tracing::Level::INFO)
}

#[job]
fn write_and_log() {
    println!("on stdout");
    eprintln!("on stderr");
    tracing::warn!(target: "shop", copies = 3, "no paper");
    tracing::debug!("for nobody");
    print!("without an end");
}

#[job]
fn crash_after_words() {
    println!("to the end");
    std::process::abort();
}

#[job]
fn flood(lines: usize) {
    for line in 0..lines {
        println!("{line:>99}");
    }
    println!("{}", "x".repeat(10_000));
}

#[tokio::test]
async fn what_a_job_writes_and_logs_is_told_in_the_span_of_its_run() {
    let logged = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.add(write_and_log::job()).id("printer").await.unwrap();
    pool.outcome().await.unwrap();
    let mut lines = said(&logged);
    lines.sort();
    let told: Vec<_> = lines.iter().map(|line| line.split_once("}: ").unwrap().1).collect();
    assert_eq!(
        told,
        [
            "aps::job::stderr: on stderr",
            "aps::job::stdout: on stdout",
            "aps::job::stdout: without an end",
            "aps::job::log: no paper job_target=\"shop\" job_fields=\"copies=3\"",
        ]
    );
    assert!(lines.iter().all(|line| line.contains(" aps.job{id=printer ")), "{lines:?}");
    assert!(lines[3].trim().starts_with("WARN"), "{lines:?}");
    pool.shutdown().await;
}

#[tokio::test]
async fn what_a_job_wrote_before_it_crashed_is_not_lost() {
    let logged = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.run(crash_after_words::job()).await.unwrap_err();
    assert!(said(&logged).iter().any(|line| line.ends_with("aps::job::stdout: to the end")));
    pool.shutdown().await;
}

#[tokio::test]
async fn long_lines_and_floods_are_cut_and_that_is_told() {
    let logged = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.run(flood::job(0)).await.unwrap();
    let lines = said(&logged);
    assert!(lines[0].ends_with("xxx … (1808 bytes cut)"), "{lines:?}");
    pool.run(flood::job(20_000)).await.unwrap();
    let lines = said(&logged);
    // Of 100 bytes each, with the end of the line; then one that says what was cut.
    assert_eq!(lines.len(), (1 << 20) / 100 + 1);
    let cut = "(cut here: 9516 more lines of this run, 959714 bytes; 1048576 bytes are told)";
    assert!(lines.last().unwrap().ends_with(cut), "{:?}", lines.last());
    pool.shutdown().await;
}
