//! Jobs are kept as they are, found by their ids, and listed in order.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, IntervalTrigger};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::trial::{StorePlace, at, id, job, with};
use crate::job::{Arguments, Callee, JobRecord, Labels, MisfireGraceTime, OnNodeLoss, Retry};
use crate::store::{JobWrite, StoreError, Written};

/// All that can be said of a job.
fn rich_job() -> JobRecord {
    let labels = Labels::of(
        BTreeSet::from(["nightly".into(), "ünïcode \"quoted\"".into()]),
        BTreeMap::from([("owner".into(), "ann\\bob\n".into())]),
    );
    let job = JobRecord {
        function: Callee::Registered("g".into()),
        arguments: Arguments::from_json(vec![
            json!("text with \u{0} and '; drop table jobs; --"),
            json!({"nested": [1, u64::MAX, i64::MIN, 0.1, -0.0, 1e300, null, true]}),
        ]),
        trigger: CronTrigger::parse("*/5 1-3 * * mon-fri").expect("a schedule").into(),
        labels,
        ..job("rich.job:1_a-B", at(90) + TimeDelta::nanoseconds(123_456_789))
    };
    with(job, |settings| {
        settings.name = Some("for people: ☂".into());
        settings.executor = "process pool".into();
        settings.coalesce = !settings.coalesce;
        settings.max_instances = NonZeroU32::new(7).expect("a number from 1");
        settings.misfire_grace_time = MisfireGraceTime::Within(Duration::new(1, 1));
        settings.timeout = Some(Duration::new(3_000_000, 999_999_999));
        settings.retry = Retry::attempts(NonZeroU32::MAX).delay(Duration::from_millis(1));
        settings.on_node_loss = OnNodeLoss::Rerun;
    })
}

fn assert_same(stored: &JobRecord, job: &JobRecord) {
    assert_eq!((&stored.id, stored.function.name()), (&job.id, job.function.name()));
    assert_eq!(stored.arguments.as_json(), job.arguments.as_json(), "the arguments of {}", job.id);
    assert_eq!(stored.trigger, job.trigger, "the trigger of {}", job.id);
    assert_eq!(stored.settings, job.settings, "the settings of {}", job.id);
    assert_eq!(stored.labels, job.labels, "the labels of {}", job.id);
    assert_eq!((stored.next_run_time, stored.paused), (job.next_run_time, job.paused));
    assert_eq!(stored.due_time(), job.due_time(), "the due time of {}", job.id);
}

/// A job is given back as it was given, whatever is said of it.
pub async fn a_job_comes_back_as_it_was(place: StorePlace) {
    let peer = place.node().await;
    let mut plain = job("plain", at(0));
    plain.paused = true;
    let jittered = IntervalTrigger::parse("1m").expect("an interval");
    let jittered = AnyTrigger::from(jittered.jitter(Duration::from_secs(20)));
    let jittered = JobRecord { trigger: jittered, ..job("jittered", at(60)) };
    for job in [rich_job(), plain, jittered] {
        let stored = peer.add(job.clone()).await;
        assert_same(&stored, &job);
        assert_eq!(stored.revision, job.revision);
        let listed = peer.store.jobs().await.expect("the jobs are listed");
        assert_same(listed.iter().find(|listed| listed.id == job.id).expect("it is listed"), &job);
        // Another process sees it as well.
        assert_same(&*place.node().await.get(job.id.as_str()).await, &job);
    }
    let changed =
        JobRecord { trigger: DateTrigger::at(at(7)).into(), ..JobRecord::clone(&*peer.get("plain").await) };
    assert_eq!(peer.update(changed.clone()).await, Written::Done);
    assert_same(&*peer.get("plain").await, &changed);
}

/// Times are kept to the nanosecond, however far away they are.
pub async fn instants_are_exact(place: StorePlace) {
    let peer = place.node().await;
    let instants = [
        DateTime::<Utc>::MIN_UTC,
        at(0) - TimeDelta::days(40_000_000),
        at(0) + TimeDelta::nanoseconds(1),
        at(0) + TimeDelta::nanoseconds(999_999_999),
        at(0) + TimeDelta::days(30_000_000),
        DateTime::<Utc>::MAX_UTC,
    ];
    for (index, instant) in instants.into_iter().enumerate() {
        let name = format!("job-{index}");
        assert_eq!(peer.add(job(&name, instant)).await.next_run_time, instant);
    }
    let in_order: Vec<_> = (0..instants.len()).map(|index| format!("job-{index}")).collect();
    assert_eq!(peer.ids().await, in_order);
}

/// A second job by an id is refused, and the first one stays as it is.
pub async fn an_id_is_taken_once(place: StorePlace) {
    let peer = place.node().await;
    peer.add(job("a", at(1))).await;
    let refused = place.node().await.store.add_job(Arc::new(job("a", at(2)))).await;
    assert!(matches!(&refused, Err(StoreError::ConflictingId(taken)) if *taken == id("a")), "{refused:?}");
    assert_eq!(peer.get("a").await.next_run_time, at(1));
    // Ids that differ, if only by the case of a letter, are not one.
    peer.add(job("A", at(2))).await;
    assert_eq!(peer.ids().await, ["a", "A"]);
}

/// Jobs are listed by their next run times and then by ids, paused ones last.
pub async fn jobs_are_listed_in_order(place: StorePlace) {
    let peer = place.node().await;
    for (name, second) in [("c", 1), ("b", 1), ("a", 3), ("d", 0), ("e", 2)] {
        peer.add(job(name, at(second))).await;
    }
    peer.pause("d").await;
    assert_eq!(peer.ids().await, ["b", "c", "e", "a", "d"]);
    // By time, and not by how it is written.
    peer.add(job("f", at(1) + TimeDelta::milliseconds(500))).await;
    assert_eq!(peer.ids().await, ["b", "c", "f", "e", "a", "d"]);
}

/// Whoever has read a job before it was changed changes nothing.
pub async fn a_writer_who_read_an_older_revision_changes_nothing(place: StorePlace) {
    let peer = place.node().await;
    let old = peer.add(job("a", at(1))).await;
    assert_eq!(
        peer.update(JobRecord { next_run_time: at(5), ..JobRecord::clone(&old) }).await,
        Written::Done
    );
    let new = peer.get("a").await;
    assert!(new.revision > old.revision, "{} after {}", new.revision, old.revision);
    let other = place.node().await;
    assert_eq!(
        other.update(JobRecord { next_run_time: at(6), ..JobRecord::clone(&old) }).await,
        Written::Stale
    );
    assert_eq!(peer.get("a").await.next_run_time, at(5));
    assert_eq!(
        other.update(JobRecord { next_run_time: at(6), ..JobRecord::clone(&new) }).await,
        Written::Done
    );
}

/// A job is removed with the revision that it had, and is gone then.
pub async fn a_removed_job_is_gone(place: StorePlace) {
    let peer = place.node().await;
    let old = peer.add(job("a", at(1))).await;
    assert_eq!(peer.store.remove_job(&id("a")).await.expect("it is removed"), Some(old.revision));
    assert_eq!(peer.store.remove_job(&id("a")).await.expect("there is none"), None);
    assert!(peer.find("a").await.is_none());
    assert_eq!(peer.update(JobRecord::clone(&old)).await, Written::Stale);
    // Nor does it reach another that has taken its id.
    let new = peer.add(job("a", at(2))).await;
    assert_eq!(peer.update(JobRecord::clone(&old)).await, Written::Stale);
    assert_eq!(peer.get("a").await.revision, new.revision);
}

/// Jobs that are written together are written all, or none of them.
pub async fn jobs_are_written_together_or_not_at_all(place: StorePlace) {
    let peer = place.node().await;
    let old = peer.add(job("old", at(1))).await;
    let replaced = Arc::new(JobRecord { next_run_time: at(9), ..JobRecord::clone(&old) });
    let stale = Arc::new(JobRecord { revision: old.revision + 7, ..JobRecord::clone(&old) });
    let add = |name: &str| JobWrite::Add(Arc::new(job(name, at(3))));
    for (writes, why) in [
        (vec![add("new"), JobWrite::Replace(stale)], "the revision is another"),
        (vec![JobWrite::Replace(replaced.clone()), add("new"), add("old")], "there is one by the id"),
        (vec![add("new"), JobWrite::Replace(Arc::new(job("none", at(1))))], "there is none by the id"),
    ] {
        assert_eq!(peer.store.write_jobs(&writes).await.expect("it is decided"), Written::Stale, "{why}");
        assert_eq!(peer.ids().await, ["old"], "{why}");
        assert_eq!(peer.get("old").await.next_run_time, at(1), "{why}");
    }
    let mut writes: Vec<_> = (0..2500).map(|number| add(&format!("new-{number}"))).collect();
    writes.push(JobWrite::Replace(replaced));
    assert_eq!(peer.store.write_jobs(&writes).await.expect("they are written"), Written::Done);
    assert_eq!(peer.ids().await.len(), 2501);
    assert_eq!(peer.get("old").await.next_run_time, at(9));
    assert_eq!(peer.store.write_jobs(&[]).await.expect("nothing is written"), Written::Done);
}
