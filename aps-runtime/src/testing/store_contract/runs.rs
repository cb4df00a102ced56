//! What becomes of each fire time is written down once, and told as it was.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::trial::{StorePlace, advance, at, ended, ended_as, id, instances, job, only, ticket};
use crate::engine::Span;
use crate::job::{RunEnd, RunOutcome, RunTicket};
use crate::store::{Advance, Advanced, Fires, HistoryQuery, Written};

/// A run has one row from its beginning on, with what was told of its end.
pub async fn each_run_has_one_row(place: StorePlace) {
    let peer = place.node().await;
    let (_, begun) = peer.start(job("a", at(1))).await;
    assert!(begun.fence >= 1);
    let row = peer.row(at(1)).await;
    assert_eq!(
        (row.outcome, row.is_manual, row.fence, row.attempts),
        (RunOutcome::Running, false, begun.fence, 0)
    );
    assert_eq!((row.job_id, row.times), (id("a"), only(at(1))));
    assert_eq!((row.node, row.ended_at), (Some(peer.node.name.clone()), None));
    let ended_at = at(4) + TimeDelta::nanoseconds(5);
    let end = RunEnd {
        outcome: RunOutcome::Failed,
        error: Some("it's \"bad\" \u{0} \\ ☂".into()),
        result: Some(Arc::new(json!({"zero": "\u{0}", "float": 0.1}))),
        attempts: 3,
        started_at: Some(at(3) + TimeDelta::nanoseconds(1)),
        ended_at,
        ..ended("a", begun, at(1))
    };
    assert_eq!(peer.end(end.clone()).await, Written::Done);
    let row = place.node().await.row(at(1)).await;
    assert_eq!((row.outcome, row.attempts, row.ended_at), (RunOutcome::Failed, 3, Some(ended_at)));
    assert_eq!((row.started_at, row.result.as_ref()), (end.started_at, end.result.as_deref()));
    let error = row.error.expect("an error is told");
    assert_eq!(error.replace('\u{fffd}', "\u{0}"), "it's \"bad\" \u{0} \\ ☂");
}

/// Each of the ways in which a run ends is told as it was.
pub async fn every_outcome_is_kept(place: StorePlace) {
    let peer = place.node().await;
    let outcomes = [
        RunOutcome::Executed,
        RunOutcome::Failed,
        RunOutcome::Cancelled,
        RunOutcome::Missed,
        RunOutcome::Abandoned,
    ];
    let mut ends = Vec::new();
    for (second, outcome) in (0..).zip(outcomes) {
        let name = format!("job-{second}");
        let (_, ticket) = peer.start(job(&name, at(second))).await;
        ends.push(ended_as(outcome, ended(&name, ticket, at(second))));
    }
    assert!(peer.end_all(&ends).await.iter().all(|written| *written == Written::Done));
    for (second, outcome) in (0..).zip(outcomes) {
        assert_eq!(peer.row(at(second)).await.outcome, outcome);
    }
    assert_eq!(peer.end_all(&[]).await, []);
}

/// What is rolled into a run, and what is not run at all, has its row as well.
pub async fn what_is_not_run_has_its_row(place: StorePlace) {
    let peer = place.node().await;
    let late = peer.add(job("late", at(1))).await;
    let coalesced = Span { first: at(1), through: at(5) - TimeDelta::nanoseconds(1) };
    let fires = Fires { run: only(at(5)), coalesced: Some(coalesced), refused: false };
    let moved = Advance { job: late, next_run_time: Some(at(6)), fires: Some(fires) };
    let begun = ticket(peer.advance(moved).await);
    assert_eq!(peer.row(at(5)).await.outcome, RunOutcome::Running);
    let row = peer.row(at(1)).await;
    assert_eq!((row.outcome, row.times), (RunOutcome::Coalesced, coalesced));
    assert!(row.ended_at.is_some());
    assert_eq!(peer.end(ended("late", begun, at(5))).await, Written::Done);
    let refused = Fires { run: only(at(6)), coalesced: None, refused: true };
    let refused = Advance { job: peer.get("late").await, next_run_time: Some(at(7)), fires: Some(refused) };
    assert_eq!(peer.advance(refused).await, Advanced::Refused);
    assert_eq!(peer.row(at(6)).await.outcome, RunOutcome::Skipped);
    let nothing = Advance { job: peer.get("late").await, next_run_time: None, fires: None };
    assert_eq!(peer.advance(nothing).await, Advanced::Run(None));
    assert_eq!(peer.history().await.len(), 3);
}

/// Of a job no more runs are under way than `max_instances`, on all nodes together.
pub async fn instances_are_limited_across_nodes(place: StorePlace) {
    let peers = [place.node().await, place.node().await];
    let (_, first) = peers[0].start(instances(job("a", at(1)), 2)).await;
    let again = peers[1].get("a").await;
    let second = peers[1].go_on(&again).await;
    assert_eq!(peers[0].advance(advance(&peers[0].get("a").await, at(4))).await, Advanced::Refused);
    assert_eq!(peers[0].row(at(3)).await.outcome, RunOutcome::Skipped);
    let asked = peers[1].runs().start_run(&peers[1].get("a").await, at(9), at(9)).await;
    assert_eq!(asked.expect("it is decided"), Advanced::Refused);
    assert_eq!(peers[0].end(ended("a", first, at(1))).await, Written::Done);
    let third = peers[1].go_on(&peers[1].get("a").await).await;
    assert_eq!(peers[1].advance(advance(&peers[1].get("a").await, at(6))).await, Advanced::Refused);
    let ends = [ended("a", second, at(2)), ended("a", third, at(4))];
    assert_eq!(peers[1].end_all(&ends).await, [Written::Done; 2]);
    peers[0].go_on(&peers[0].get("a").await).await;
}

/// A run that somebody asks for is one beside the schedule, also twice at one moment.
pub async fn a_run_can_be_asked_for(place: StorePlace) {
    let peer = place.node().await;
    let asked = peer.add(instances(job("a", at(100)), 2)).await;
    let first = ticket(peer.runs().start_run(&asked, at(5), at(5)).await.expect("it starts"));
    let second = ticket(peer.runs().start_run(&asked, at(5), at(5)).await.expect("it starts"));
    assert_ne!(first, second);
    let rows = peer.history().await;
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert_eq!((row.is_manual, row.times, row.outcome), (true, only(at(5)), RunOutcome::Running));
    }
    assert_eq!(peer.get("a").await.revision, asked.revision, "the schedule goes on as it was");
    let failed = ended_as(RunOutcome::Failed, ended("a", second, at(5)));
    assert_eq!(peer.end_all(&[ended("a", first, at(5)), failed]).await, [Written::Done; 2]);
    let mut outcomes: Vec<_> = peer.history().await.iter().map(|row| format!("{:?}", row.outcome)).collect();
    outcomes.sort();
    assert_eq!(outcomes, ["Executed", "Failed"]);
}

/// Whoever asks for a run of a job that somebody is about to start gets it: nobody waits for who waits for them.
pub async fn a_run_can_be_asked_for_while_its_job_is_being_started(place: StorePlace) {
    let peer = place.node().await;
    peer.add(instances(job("a", at(1)), 2)).await;
    let due = peer.store.due_jobs(at(1), 9, &[]).await.expect("due jobs are found");
    let found = due.jobs.first().expect("the job is due").clone();
    let (store, job) = (peer.store.clone(), found.clone());
    let asked = tokio::spawn(async move {
        let runs = store.runs().expect("it keeps runs");
        runs.start_run(&job, at(1), at(1)).await
    });
    tokio::task::yield_now().await;
    let moved = advance(&found, at(2));
    let advanced = peer.store.advance_jobs(&[moved], due.hold).await.expect("the job moves on");
    assert!(matches!(advanced[..], [Advanced::Run(Some(_))]), "{advanced:?}");
    let asked = asked.await.expect("nobody panics").expect("it is asked for");
    assert!(matches!(asked, Advanced::Run(Some(_))), "{asked:?}");
}

/// An end that is told once more changes nothing, and is answered as before.
pub async fn ends_may_be_told_twice(place: StorePlace) {
    let peer = place.node().await;
    let (_, begun) = peer.start(job("a", at(1))).await;
    let end = ended("a", begun, at(1));
    assert_eq!(peer.end_all(&[end.clone(), end.clone()]).await, [Written::Done; 2]);
    let other = RunEnd { ended_at: at(90), ..ended_as(RunOutcome::Failed, end.clone()) };
    assert_eq!(peer.end(other).await, Written::Done);
    let row = peer.row(at(1)).await;
    assert_eq!((row.outcome, row.ended_at), (RunOutcome::Executed, Some(end.ended_at)));
}

/// Whoever does not have a run cannot end it.
pub async fn only_whoever_has_a_run_ends_it(place: StorePlace) {
    let (peer, other) = (place.node().await, place.node().await);
    let (_, begun) = peer.start(job("a", at(1))).await;
    let RunTicket { token, fence } = begun;
    for (ticket, why) in [
        (RunTicket { token: token + 1, fence }, "another token"),
        (RunTicket { token, fence: fence + 1 }, "a later fence"),
        (RunTicket { token, fence: 0 }, "an earlier fence"),
    ] {
        assert_eq!(peer.end(ended("a", ticket, at(1))).await, Written::Stale, "{why}");
    }
    assert_eq!(other.end(ended("a", begun, at(1))).await, Written::Stale, "another node");
    assert_eq!(peer.end(ended("a", begun, at(2))).await, Written::Stale, "another time");
    assert_eq!(peer.end(ended("b", begun, at(1))).await, Written::Stale, "another job");
    assert_eq!(peer.row(at(1)).await.outcome, RunOutcome::Running);
    let both = [ended("b", begun, at(1)), ended("a", begun, at(1))];
    assert_eq!(peer.end_all(&both).await, [Written::Stale, Written::Done]);
}

/// A run of several fire times has a row for each that has ended, and one for all that are left;
/// also if it has come through many of them since the last time.
pub async fn a_run_goes_on_to_its_next_time(place: StorePlace) {
    let peer = place.node().await;
    let late = peer.add(job("a", at(1))).await;
    let run = Span { first: at(1), through: at(9) };
    let fires = Fires { run, coalesced: None, refused: false };
    let moved = Advance { job: late, next_run_time: Some(at(10)), fires: Some(fires) };
    let begun = ticket(peer.advance(moved).await);
    let goes_on = |from, to| RunEnd { goes_on: Some(at(to)), ..ended("a", begun, at(from)) };
    assert_eq!(peer.end(goes_on(1, 2)).await, Written::Done);
    assert_eq!(peer.row(at(1)).await.times, only(at(1)));
    let row = peer.row(at(2)).await;
    assert_eq!((row.times, row.outcome), (Span { first: at(2), through: at(9) }, RunOutcome::Running));
    // It still has its slot.
    assert_eq!(peer.advance(advance(&peer.get("a").await, at(11))).await, Advanced::Refused);
    let several = [goes_on(2, 3), goes_on(3, 5), ended_as(RunOutcome::Failed, goes_on(5, 7))];
    assert_eq!(peer.end_all(&several).await, [Written::Done; 3]);
    assert_eq!(peer.end_all(&several).await, [Written::Done; 3], "told once more");
    assert_eq!(peer.row(at(5)).await.outcome, RunOutcome::Failed);
    assert_eq!(peer.row(at(7)).await.times, Span { first: at(7), through: at(9) });
    assert_eq!(peer.end(ended_as(RunOutcome::Cancelled, ended("a", begun, at(7)))).await, Written::Done);
    let row = peer.row(at(7)).await;
    assert_eq!((row.times, row.outcome), (Span { first: at(7), through: at(9) }, RunOutcome::Cancelled));
    assert_eq!(peer.end(goes_on(3, 5)).await, Written::Done, "what ended long ago");
    assert_eq!(peer.history().await.len(), 6);
    peer.go_on(&peer.get("a").await).await;
}

/// The history is that of all jobs or of one, what ended last first, and no more than is wanted.
pub async fn the_history_can_be_asked_for_a_part(place: StorePlace) {
    let peer = place.node().await;
    let mut last = peer.add(job("b", at(0))).await;
    for second in 0..5 {
        let begun = peer.go_on(&last).await;
        assert_eq!(peer.end(ended("b", begun, at(second))).await, Written::Done);
        last = peer.get("b").await;
    }
    let (_, begun) = peer.start(job("a", at(10))).await;
    assert_eq!(peer.end(ended("a", begun, at(10))).await, Written::Done);
    peer.go_on(&peer.get("a").await).await;
    let times =
        |rows: Vec<crate::store::RunRecord>| rows.iter().map(|row| row.times.first).collect::<Vec<_>>();
    assert_eq!(times(peer.history().await), [at(11), at(10), at(4), at(3), at(2), at(1), at(0)]);
    let of_one = HistoryQuery { job_id: Some(id("b")), limit: 3 };
    assert_eq!(times(peer.runs().history(&of_one).await.expect("it is read")), [at(4), at(3), at(2)]);
    let few = HistoryQuery { job_id: None, limit: 2 };
    assert_eq!(times(peer.runs().history(&few).await.expect("it is read")), [at(11), at(10)]);
    peer.store.remove_job(&id("b")).await.expect("it is removed");
    assert_eq!(peer.history().await.len(), 7, "what became of a job that is gone is still known");
}
