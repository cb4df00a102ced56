//! Who has no lease writes nothing; runs of the dead are given up, or run again elsewhere.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::trial::{
    Peer, StorePlace, advance, at, ended, ended_as, id, ids, instances, job, only, to_be_rerun,
};
use crate::engine::Span;
use crate::job::{Arguments, Callee, JobRecord, RunEnd, RunOutcome};
use crate::store::{Advanced, Fires, Lease, LostRun, Room, StoreError, Written};

impl Peer {
    /// Joins; when the lease is over, and when others may take what it had.
    async fn lease_from(&self, now: DateTime<Utc>) -> (Lease, DateTime<Utc>, DateTime<Utc>) {
        let lease = self.join(now).await;
        let ends = now + lease.length;
        (lease, ends, ends + lease.margin + TimeDelta::microseconds(1))
    }
}

fn is_lost<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::LeaseLost)), "{result:?}");
}

/// A lease is as long as is said, and is to be renewed in good time.
pub async fn a_lease_can_be_kept(place: StorePlace) {
    let peer = place.stranger(&["f"]);
    let Lease { length, renew_after, margin, poll } = peer.join(at(0)).await;
    assert!(renew_after + margin < length, "{renew_after:?} and {margin:?} of {length:?}");
    assert!(!poll.is_zero() && !margin.is_zero());
    for round in 1..10 {
        peer.renew(at(0) + renew_after * round).await;
    }
    let now = at(0) + renew_after * 9 + length;
    peer.add(job("a", at(1))).await;
    assert_eq!(ids(&peer.due(now).await), ["a"]);
    peer.go_on(&peer.get("a").await).await;
}

/// A node whose lease has run out starts nothing, and cannot renew it.
pub async fn without_a_lease_nothing_starts(place: StorePlace) {
    let peer = place.stranger(&["f"]);
    let (_, ends, _) = peer.lease_from(at(0)).await;
    let waiting = peer.add(job("a", at(1))).await;
    let now = ends + TimeDelta::microseconds(1);
    drop(peer.store.due_jobs(now, 9, &[]).await);
    is_lost(peer.try_advance(&[advance(&waiting, at(2))]).await);
    is_lost(peer.runs().start_run(&waiting, now, now).await);
    is_lost(peer.runs().take_reruns(9, &[], now).await);
    is_lost(peer.runs().renew(now).await);
    assert_eq!(peer.get("a").await.next_run_time, at(1), "nothing was written");
    assert!(peer.history().await.is_empty());
    // As another node it may go on.
    let again = Peer { node: place.stranger(&["f"]).node, store: peer.store };
    again.join(now).await;
    assert_eq!(ids(&again.due(now).await), ["a"]);
    again.go_on(&again.get("a").await).await;
}

/// The runs of a node that is dead are given up: their slots are free, and it is told once.
pub async fn runs_of_the_dead_are_abandoned(place: StorePlace) {
    let dead = place.stranger(&["f"]);
    let (lease, ends, over) = dead.lease_from(at(0)).await;
    let (_, begun) = dead.start(job("a", at(1))).await;
    let heir = place.stranger(&["f"]);
    heir.join(at(0)).await;
    let sound = heir.renew(at(1)).await;
    assert_eq!(sound.lost, []);
    let mut now = at(0);
    while now + lease.renew_after < over {
        now += lease.renew_after;
        assert_eq!(heir.renew(now).await.lost, [], "too early: the lease is over at {ends}, and it is {now}");
    }
    let lost = heir.renew(over).await.lost;
    let expected =
        LostRun { job_id: id("a"), times: only(at(1)), node: dead.node.name.clone(), is_rerun: false };
    assert_eq!(lost, [expected]);
    assert_eq!(heir.renew(over).await.lost, []);
    let row = heir.row(at(1)).await;
    assert_eq!((row.outcome, row.ended_at), (RunOutcome::Abandoned, Some(over)));
    assert_eq!(row.node, Some(dead.node.name.clone()));
    assert_eq!(
        dead.end(ended("a", begun, at(1))).await,
        Written::Stale,
        "who was taken for dead comes too late"
    );
    assert_eq!(heir.row(at(1)).await.outcome, RunOutcome::Abandoned);
    assert_eq!(heir.reruns(over).await.len(), 0);
    heir.go_on(&heir.get("a").await).await;
}

/// It is told when to look again for nodes whose leases run out.
pub async fn it_is_told_when_to_look_again(place: StorePlace) {
    let dying = place.stranger(&["f"]);
    let (_, _, over) = dying.lease_from(at(0)).await;
    let heir = place.stranger(&["f"]);
    let lease = heir.join(at(0)).await;
    assert!(heir.renew(at(0)).await.look_again.is_some());
    let mut now = at(0);
    while over - now > TimeDelta::seconds(1) {
        let look_again = heir.renew(now).await.look_again.expect("a node may die");
        assert!(now + look_again >= over - TimeDelta::seconds(1), "{look_again:?} at {now}");
        now += look_again.min(lease.renew_after);
    }
    heir.renew(over).await;
    assert_eq!(heir.renew(over).await.look_again, None, "there is no other node any more");
}

/// Runs that may be repeated are run again elsewhere, as the job was when they began.
pub async fn runs_of_the_dead_are_run_again(place: StorePlace) {
    let dead = place.stranger(&["f"]);
    let (_, _, over) = dead.lease_from(at(0)).await;
    let arguments = Arguments::from_json(vec!["as it was".into()]);
    let (moved, begun) = dead.start(to_be_rerun(JobRecord { arguments, ..job("a", at(1)) })).await;
    let changed = JobRecord { arguments: Arguments::default(), ..JobRecord::clone(&*dead.get("a").await) };
    assert_eq!(dead.update(changed).await, Written::Done);
    let heir = place.stranger(&["f"]);
    heir.join(over).await;
    let lost = heir.renew(over).await.lost;
    assert!(lost.len() == 1 && lost[0].is_rerun, "{lost:?}");
    assert_eq!(heir.row(at(1)).await.outcome, RunOutcome::Pending);
    let reruns = heir.reruns(over).await;
    assert_eq!(reruns.len(), 1);
    let rerun = &reruns[0];
    assert_eq!((rerun.times, rerun.ticket.fence), (only(at(1)), 2));
    assert_eq!(rerun.job.arguments.as_json(), ["as it was"]);
    assert_eq!((&rerun.job.id, rerun.job.revision), (&moved.id, moved.revision));
    assert_eq!(heir.reruns(over).await.len(), 0);
    let row = heir.row(at(1)).await;
    assert_eq!((row.outcome, row.fence, row.node), (RunOutcome::Running, 2, Some(heir.node.name.clone())));
    assert_eq!(heir.advance(advance(&heir.get("a").await, at(9))).await, Advanced::Refused, "it has a slot");
    assert_eq!(dead.end(ended("a", begun, at(1))).await, Written::Stale);
    assert_eq!(heir.end(ended("a", rerun.ticket, at(1))).await, Written::Done);
    assert_eq!(heir.row(at(1)).await.outcome, RunOutcome::Executed);
}

/// They are run again where there is room, a slot and the function; elsewhere they wait.
pub async fn runs_wait_until_they_can_be_run_again(place: StorePlace) {
    let dead = place.stranger(&["f"]);
    let (_, _, over) = dead.lease_from(at(0)).await;
    let mut next = dead.add(instances(to_be_rerun(job("a", at(1))), 2)).await;
    for _ in 0..2 {
        dead.go_on(&next).await;
        next = dead.get("a").await;
    }
    let (other, heir) = (place.stranger(&["g"]), place.stranger(&["f"]));
    other.join(over).await;
    heir.join(over).await;
    assert_eq!(other.renew(over).await.lost.len(), 2);
    assert_eq!(other.reruns(over).await.len(), 0, "it does not have the function");
    let full = [Room { executor: "default".into(), runs: 0 }];
    let reruns = heir.runs().take_reruns(9, &full, over).await.expect("it is decided");
    assert_eq!(reruns.len(), 0, "there is no room");
    let own = heir.go_on(&heir.get("a").await).await;
    let first = heir.reruns(over).await;
    assert_eq!(first.len(), 1, "there is one slot");
    assert_eq!(first[0].times, only(at(1)), "the oldest first");
    assert_eq!(heir.end(ended("a", own, at(3))).await, Written::Done);
    let second = heir.runs().take_reruns(1, &[], over).await.expect("it is decided");
    assert_eq!(second.len(), 1);
    let ends = [ended("a", first[0].ticket, at(1)), ended("a", second[0].ticket, at(2))];
    assert_eq!(heir.end_all(&ends).await, [Written::Done; 2]);
}

/// A run that had come some way goes on where it was.
pub async fn a_rerun_goes_on_where_the_run_was(place: StorePlace) {
    let dead = place.stranger(&["f"]);
    let (_, _, over) = dead.lease_from(at(0)).await;
    let late = dead.add(to_be_rerun(job("a", at(1)))).await;
    let fires = Fires { run: Span { first: at(1), through: at(9) }, coalesced: None, refused: false };
    let moved = crate::store::Advance { job: late, next_run_time: Some(at(10)), fires: Some(fires) };
    let begun = super::trial::ticket(dead.advance(moved).await);
    let end = |from, to| RunEnd { goes_on: Some(at(to)), ..ended("a", begun, at(from)) };
    assert_eq!(dead.end_all(&[end(1, 2), end(2, 3)]).await, [Written::Done; 2]);
    let heir = place.stranger(&["f"]);
    heir.join(over).await;
    heir.renew(over).await;
    let reruns = heir.reruns(over).await;
    assert_eq!(reruns.len(), 1);
    assert_eq!(reruns[0].times, Span { first: at(3), through: at(9) });
    let go_on = RunEnd { goes_on: Some(at(4)), ..ended("a", reruns[0].ticket, at(3)) };
    assert_eq!(heir.end(go_on).await, Written::Done);
    assert_eq!(heir.row(at(4)).await.fence, 2);
}

/// A node may give a run up for others, if it may be repeated.
pub async fn a_run_can_be_given_up_for_others(place: StorePlace) {
    let (peer, heir) = (place.node().await, place.node().await);
    let (_, begun) = peer.start(to_be_rerun(job("a", at(1)))).await;
    let given_up = ended_as(RunOutcome::Pending, ended("a", begun, at(1)));
    assert_eq!(peer.end(given_up.clone()).await, Written::Done);
    assert_eq!(peer.end(given_up.clone()).await, Written::Done, "told once more");
    assert_eq!(peer.row(at(1)).await.outcome, RunOutcome::Pending);
    peer.runs().leave().await.expect("the node leaves");
    let reruns = heir.reruns(at(2)).await;
    assert_eq!(reruns.len(), 1);
    assert_eq!((reruns[0].ticket.fence, reruns[0].attempts), (2, 1));
    assert_eq!(heir.end(ended("a", reruns[0].ticket, at(1))).await, Written::Done);
    let (_, begun) = heir.start(job("b", at(5))).await;
    assert_eq!(heir.end(ended_as(RunOutcome::Pending, ended("b", begun, at(5)))).await, Written::Done);
    assert_eq!(heir.row(at(5)).await.outcome, RunOutcome::Abandoned, "it may not be repeated");
}

/// A node is given only jobs whose function it has.
pub async fn a_node_is_given_what_it_can_call(place: StorePlace) {
    let (f, g) = (place.node_with(&["f"]).await, place.node_with(&["g", "h"]).await);
    f.add(job("of-f", at(2))).await;
    f.add(JobRecord { function: Callee::Registered("g".into()), ..job("of-g", at(1)) }).await;
    assert_eq!(ids(&f.due(at(9)).await), ["of-f"]);
    assert_eq!(ids(&g.due(at(9)).await), ["of-g"]);
    assert_eq!((f.next().await, g.next().await), (Some(at(2)), Some(at(1))));
    assert_eq!(ids(&place.node_with(&[]).await.due(at(9)).await), [""; 0]);
    assert_eq!(f.ids().await, ["of-g", "of-f"], "all of them are listed");
}

/// Who is there is told, and for how long; who has left is not there.
pub async fn nodes_are_listed(place: StorePlace) {
    let (peer, other) = (place.stranger(&["f"]), place.stranger(&["f"]));
    let lease = peer.join(at(0)).await;
    other.join(at(1)).await;
    peer.start(job("a", at(1))).await;
    let (_, begun) = peer.start(job("b", at(1))).await;
    peer.renew(at(2)).await;
    let nodes = peer.runs().nodes().await.expect("the nodes are listed");
    let names: Vec<_> = nodes.iter().map(|node| (&*node.name, node.joined_at, node.running)).collect();
    assert_eq!(names, [(&*peer.node.name, at(0), 2), (&*other.node.name, at(1), 0)]);
    assert_eq!(nodes[0].lease, lease.length);
    assert_eq!(nodes[1].lease, lease.length.saturating_sub(Duration::from_secs(1)));
    assert_eq!(nodes[0].id, *peer.node.id);
    assert_eq!(peer.end(ended("b", begun, at(1))).await, Written::Done);
    other.runs().leave().await.expect("the node leaves");
    let nodes = peer.runs().nodes().await.expect("the nodes are listed");
    assert_eq!(nodes.iter().map(|node| node.running).collect::<Vec<_>>(), [1]);
    is_lost(other.try_advance(&[advance(&peer.get("a").await, at(9))]).await);
    is_lost(other.runs().renew(at(3)).await);
}

/// Nodes that share many jobs run each fire time once.
pub async fn nodes_share_the_work(place: StorePlace) {
    let peers = [place.node().await, place.node().await, place.node().await];
    for number in 0..60 {
        peers[0].add(instances(job(&format!("job-{number}"), at(0)), 9)).await;
    }
    let work = |peer: &'static Peer| async move {
        let mut begun = 0;
        loop {
            let due = peer.store.due_jobs(at(4), 7, &[]).await.expect("due jobs are found");
            if due.jobs.is_empty() && peer.next().await.is_none_or(|next| next > at(4)) {
                return begun;
            }
            let advances: Vec<_> =
                due.jobs.iter().map(|job| advance(job, job.next_run_time + TimeDelta::seconds(1))).collect();
            let advanced = peer.store.advance_jobs(&advances, due.hold).await.expect("jobs move on");
            begun += advanced.iter().filter(|advanced| advanced.has_moved()).count();
        }
    };
    let peers: &'static [Peer; 3] = Box::leak(Box::new(peers));
    let workers = peers.iter().map(|peer| tokio::spawn(work(peer)));
    let mut begun = 0;
    for worker in workers.collect::<Vec<_>>() {
        begun += worker.await.expect("a worker ends");
    }
    assert_eq!(begun, 300);
    let rows = peers[0].history().await;
    let fire_times: std::collections::HashSet<_> =
        rows.iter().map(|row| (&row.job_id, row.times.first)).collect();
    assert_eq!((rows.len(), fire_times.len()), (300, 300));
    assert!(rows.iter().all(|row| row.outcome == RunOutcome::Running));
}

/// A store says what is wrong when it is asked before it is ready, and does not panic.
pub async fn nothing_is_done_before_it_has_joined(place: StorePlace) {
    let peer = place.stranger(&["f"]);
    let told = |result: Result<(), StoreError>| match result {
        Err(StoreError::Failed(error)) => assert!(!error.to_string().is_empty()),
        other => panic!("it should be told that it is not ready: {other:?}"),
    };
    told(peer.store.add_job(Arc::new(job("a", at(1)))).await);
    told(peer.store.jobs().await.map(drop));
    told(peer.store.next_run_time(&[]).await.map(drop));
    told(peer.store.due_jobs(at(1), 1, &[]).await.map(drop));
    told(peer.runs().renew(at(1)).await.map(drop));
    told(peer.runs().nodes().await.map(drop));
}
