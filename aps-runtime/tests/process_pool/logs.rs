use std::io::Write;
use std::sync::{Arc, Mutex};

use aps_runtime::ProcessPoolExecutor;
use aps_runtime::prelude::*;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::Pool;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The lines of the jobs.
    fn take(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        text.lines().filter(|line| line.contains(" aps::job::")).map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).without_time().with_ansi(false);
    (log, tracing::subscriber::set_default(subscriber.finish()))
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
    let (log, _guard) = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.add(write_and_log::job()).id("printer").await.unwrap();
    pool.outcome().await.unwrap();
    let mut lines = log.take();
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
    let (log, _guard) = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.run(crash_after_words::job()).await.unwrap_err();
    assert!(log.take().iter().any(|line| line.ends_with("aps::job::stdout: to the end")));
    pool.shutdown().await;
}

#[tokio::test]
async fn long_lines_and_floods_are_cut_and_that_is_told() {
    let (log, _guard) = listen();
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.run(flood::job(0)).await.unwrap();
    let lines = log.take();
    assert!(lines[0].ends_with("xxx … (1808 bytes cut)"), "{lines:?}");
    pool.run(flood::job(20_000)).await.unwrap();
    let lines = log.take();
    // Of 100 bytes each, with the end of the line; then one that says what was cut.
    assert_eq!(lines.len(), (1 << 20) / 100 + 1);
    let cut = "(cut here: 9516 more lines of this run, 959714 bytes; 1048576 bytes are told)";
    assert!(lines.last().unwrap().ends_with(cut), "{:?}", lines.last());
    pool.shutdown().await;
}
