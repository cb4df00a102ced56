//! Jobs that a configuration declares.

use std::num::NonZeroU32;

use aps_runtime::prelude::*;
use aps_runtime::{Config, JobStatus, MisfireGraceTime, OnNodeLoss, SchedulerBuilder};

use crate::harness::{Harness, instant};
use crate::hooked::Hooked;

#[job(name = "remind")]
fn remind(_who: String, _times: u8) {}

fn configured(text: &str) -> SchedulerBuilder {
    Scheduler::builder().config(Config::from_toml(text).unwrap())
}

#[tokio::test]
async fn a_job_is_what_its_table_says() {
    let text = r#"
        job_defaults = { timeout = "5m", misfire_grace_time = 30 }
        executors.threads.type = "threadpool"
        jobstores.other.type = "memory"

        [[jobs]]
        id = "hourly"
        function = "remind"
        trigger = { cron = "0 * * * *", timezone = "Europe/Helsinki" }
        args = ["ann", 3]
        name = "An hourly reminder"
        coalesce = false
        max_instances = 2
        misfire_grace_time = "none"
        timeout = "none"
        retry = { attempts = 4 }
        on_node_loss = "rerun"
        executor = "threads"
        jobstore = "other"
        paused = true
        tags = ["mail"]
        metadata = { owner = "ann" }

        [[jobs]]
        id = "plain"
        function = "remind"
        trigger = { interval = "1h" }
        args = ["bob", 1]
    "#;
    let harness = Harness::new("09:30", configured(text));
    harness.scheduler.start().await.unwrap();

    let job = harness.scheduler.job("hourly").await.unwrap();
    assert_eq!((job.name(), job.function(), job.executor()), ("An hourly reminder", "remind", "threads"));
    assert_eq!((job.jobstore(), job.status()), ("other", JobStatus::Paused));
    assert_eq!(job.trigger().to_string(), "cron[0 * * * *]");
    assert_eq!((job.coalesce(), job.max_instances(), job.timeout()), (false, 2, None));
    assert_eq!(job.misfire_grace_time(), MisfireGraceTime::Unlimited);
    assert_eq!(job.retry(), Retry::attempts(NonZeroU32::new(4).unwrap()));
    assert_eq!(job.on_node_loss(), OnNodeLoss::Rerun);
    let labels = job.labels().unwrap();
    assert!(labels.has_tag("mail"));
    assert_eq!(labels.metadata().collect::<Vec<_>>(), [("owner", "ann")]);

    let plain = harness.scheduler.job("plain").await.unwrap();
    assert_eq!((plain.executor(), plain.jobstore()), ("default", "default"));
    assert_eq!(plain.timeout().unwrap().as_secs(), 300);
    assert_eq!(plain.next_run_time(), Some(instant("10:30")));
}

/// As declared jobs are.
#[tokio::test]
async fn a_restart_neither_undoes_a_pause_nor_forgets_what_was_due_meanwhile() {
    let store = Hooked::default();
    let started = async |time: &'static str, hour: u32| {
        let crons = [
            ("paused", "0 * * * *".into()),
            ("asleep", "0 * * * *".into()),
            ("changed", format!("0 {hour} * * *")),
        ];
        let tables = crons.map(|(id, cron): (_, String)| {
            format!("[[jobs]]\nid = '{id}'\nfunction = 'remind'\ntrigger = {{ cron = '{cron}' }}\nargs = ['ann', 1]\n")
        });
        let harness = Harness::new(time, configured(&tables.concat()).job_store("default", store.clone()));
        harness.scheduler.start().await.unwrap();
        harness
    };
    let first = started("09:30", 10).await;
    first.scheduler.pause_job("paused").await.unwrap();
    first.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let second = started("12:30", 14).await;
    second.scheduler.at_rest().await;
    assert_eq!(second.log_of(&["executed"]), ["executed asleep 12:00:00"]);
    assert_eq!(second.scheduler.job("paused").await.unwrap().status(), JobStatus::Paused);
    let changed = second.scheduler.job("changed").await.unwrap();
    assert_eq!(changed.next_run_time(), Some(instant("14:00")));
}

/// Programs and their files outlive their dates.
#[tokio::test]
async fn a_date_that_has_passed_is_missed_and_no_mistake() {
    let text = "[[jobs]]\nid = 'passed'\nfunction = 'remind'\nargs = ['ann', 1]\n\
                trigger = { date = '2020-01-01 00:00:00' }";
    let harness = Harness::new("09:30", configured(text));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["missed"]), ["missed passed 00:00:00"]);
}

/// What is expected in code may be declared in the configuration.
#[test]
fn a_job_of_the_configuration_is_declared() {
    let job = "[[jobs]]\nid = 'here'\nfunction = 'remind'\nargs = ['ann', 1]\ntrigger = { interval = '1h' }";
    assert!(configured(job).expect_jobs(["here"]).build().is_ok());
    assert!(configured(&format!("expect_jobs = ['here']\n{job}")).build().is_ok());
    assert!(configured(job).expect_jobs(["there"]).build().is_err());
}
