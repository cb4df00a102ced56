//! What is due is found in time, in order, and moved on by one writer only.

use chrono::TimeDelta;

use aps_triggers::IntervalTrigger;

use super::trial::{StorePlace, advance, at, ids, job, with};
use crate::job::JobRecord;
use crate::store::{Advanced, Hold, Room, Written};

/// Those that are due are found, the longest due first, and no more than are wanted.
pub async fn due_jobs_come_in_order_up_to_the_limit_and_the_instant(place: StorePlace) {
    let peer = place.node().await;
    for (name, second) in [("c", 3), ("b", 2), ("a", 4), ("d", 5), ("e", 1)] {
        peer.add(job(name, at(second))).await;
    }
    assert_eq!(ids(&peer.due(at(4)).await), ["e", "b", "c", "a"]);
    assert_eq!(ids(&peer.due(at(0)).await), [""; 0]);
    let few = peer.store.due_jobs(at(4), 2, &[]).await.expect("due jobs are found");
    assert_eq!(ids(&few.jobs), ["e", "b"]);
    assert_eq!(few.now, at(4));
    assert_eq!(peer.next().await, Some(at(1)));
}

/// A job with jitter is due by its due time, not by its next run time.
pub async fn jitter_counts(place: StorePlace) {
    let peer = place.node().await;
    let trigger = IntervalTrigger::parse("1h").expect("an interval");
    let trigger = trigger.jitter(std::time::Duration::from_secs(1800));
    let late = peer.add(JobRecord { trigger: trigger.into(), ..job("late", at(0)) }).await;
    assert!(late.due_time() > at(0), "a jitter of nothing by chance: choose another id");
    let due = late.due_time().timestamp_micros() + 1;
    let due = chrono::DateTime::from_timestamp_micros(due).expect("an instant");
    assert_eq!(ids(&peer.due(late.due_time() - TimeDelta::microseconds(1)).await), [""; 0]);
    assert_eq!(ids(&peer.due(due).await), ["late"]);
    let next = peer.next().await.expect("there is one");
    assert!(next >= late.due_time() && next <= due, "{next}");
}

/// A paused job is never due.
pub async fn paused_jobs_are_not_due(place: StorePlace) {
    let peer = place.node().await;
    peer.add(job("a", at(1))).await;
    peer.add(job("b", at(2))).await;
    peer.pause("a").await;
    assert_eq!(ids(&peer.due(at(9)).await), ["b"]);
    assert_eq!(peer.next().await, Some(at(2)));
    peer.pause("b").await;
    assert_eq!(peer.next().await, None);
    let job = peer.get("a").await;
    assert_eq!(peer.update(JobRecord { paused: false, ..JobRecord::clone(&job) }).await, Written::Done);
    assert_eq!(ids(&peer.due(at(9)).await), ["a"]);
}

/// Of an executor that takes none, no job is found, nor does one hide what is behind it.
pub async fn jobs_of_full_executors_are_left_out(place: StorePlace) {
    let peer = place.node().await;
    for number in 0..5 {
        let waiting = job(&format!("waits-{number}"), at(number));
        peer.add(with(waiting, |settings| settings.executor = "full ' one".into())).await;
    }
    peer.add(job("goes", at(7))).await;
    let room =
        |runs| [Room { executor: "full ' one".into(), runs }, Room { executor: "default".into(), runs: 1 }];
    let due = peer.store.due_jobs(at(9), 1, &room(0)).await.expect("due jobs are found");
    assert_eq!(ids(&due.jobs), ["goes"]);
    drop(due);
    assert_eq!(peer.store.next_run_time(&room(0)).await.expect("it is found"), Some(at(7)));
    assert_eq!(peer.store.next_run_time(&room(1)).await.expect("it is found"), Some(at(0)));
}

/// Jobs that are moved on are due at their new times; without one they are removed.
pub async fn jobs_move_on(place: StorePlace) {
    let peer = place.node().await;
    let (a, b) = (peer.add(job("a", at(1))).await, peer.add(job("b", at(1))).await);
    assert!(matches!(peer.advance(advance(&a, at(5))).await, Advanced::Run(_)));
    assert!(matches!(peer.advance(advance(&b, None)).await, Advanced::Run(_)));
    assert_eq!(peer.ids().await, ["a"]);
    assert_eq!(ids(&peer.due(at(4)).await), [""; 0]);
    let moved = peer.get("a").await;
    assert_eq!(moved.next_run_time, at(5));
    assert!(moved.revision > a.revision);
    assert_eq!(ids(&peer.due(at(5)).await), ["a"]);
}

/// Of a batch, each job is judged by itself.
pub async fn each_of_a_batch_is_judged_by_itself(place: StorePlace) {
    let peer = place.node().await;
    let mut advances = Vec::new();
    for number in 0..300 {
        advances.push(advance(&peer.add(job(&format!("job-{number}"), at(1))).await, at(2)));
    }
    peer.pause("job-7").await;
    peer.store.remove_job(&advances[8].job.id).await.expect("it is removed");
    let advanced = peer.try_advance(&advances).await.expect("they move on");
    for (number, advanced) in advanced.iter().enumerate() {
        let is_stale = [7, 8].contains(&number);
        assert_eq!(*advanced == Advanced::Stale, is_stale, "job-{number}: {advanced:?}");
    }
    let again = peer.try_advance(&advances).await.expect("it is decided");
    assert!(again.iter().all(|advanced| *advanced == Advanced::Stale), "{again:?}");
    assert_eq!(peer.try_advance(&[]).await.expect("nothing moves on"), []);
}

/// Of many who move a job on, one does; however many stores there are.
pub async fn one_writer_wins(place: StorePlace) {
    let peers = [place.node().await, place.node().await];
    for round in 0..20 {
        let name = format!("job-{round}");
        peers[0].add(job(&name, at(1))).await;
        let jobs = [peers[0].get(&name).await, peers[1].get(&name).await];
        let advance = |index: usize, second| {
            let (store, advances) = (peers[index].store.clone(), [advance(&jobs[index], at(second))]);
            tokio::spawn(async move { store.advance_jobs(&advances, Hold::default()).await })
        };
        let (one, other) = (advance(0, 2), advance(1, 3));
        let [one, other] = [one.await, other.await]
            .map(|advanced| advanced.expect("the task ends").expect("it is decided")[0].has_moved());
        assert!(one != other, "round {round}: {one} and {other}");
    }
}
