//! What goes wrong, and which invariants it breaks.

use aps_torture::Invariant::{self, I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12};
use aps_torture::{Body, Dump, Ending, History, NodeRow, RunRow, RunState};
use chrono::{DateTime, TimeDelta, Utc};

use crate::edit::{body, delete, dump, end, first, insert, last_dump, row, second, shift, stored};
use crate::world::{END, HEALED, at};

type Mutation = (&'static str, &'static [Invariant], fn(&mut History));

pub const MUTATIONS: &[Mutation] = &[
    ("a row of a run is deleted", &[I1, I6, I10], |history| {
        delete(history, "plain", |row| row.scheduled_at == second(10));
    }),
    ("a row of a skipped fire is deleted", &[I1, I6], |history| {
        let time = first(history, "long", RunState::Skipped);
        delete(history, "long", |row| row.scheduled_at == time);
    }),
    ("a row of coalesced fires is deleted", &[I1, I6], |history| {
        delete(history, "plain", |row| row.state == RunState::Coalesced);
    }),
    ("a fire has two rows", &[I3, I6], |history| {
        let twin = row(history, "plain", second(10)).clone();
        insert(
            history,
            &RunRow { generation: twin.generation.map(|generation| generation + 1), ..twin },
            second(12),
        );
    }),
    ("a run and a run before it cover a fire both", &[I3, I6], |history| {
        end(history, "plain", second(10), |row| row.through_at = second(11));
    }),
    ("a body starts twice, one after the other", &[I3], |history| start_twice(history, 400)),
    ("a body starts twice at once", &[I3, I5], |history| start_twice(history, 20)),
    ("a run of another job that is run again starts twice with one fence", &[I3], |history| {
        let mut twin = body(history, "rerun", second(10), 0).clone();
        shift(&mut twin, 650);
        body(history, "rerun", second(11), 0).started += TimeDelta::milliseconds(650);
        history.bodies.push(twin);
    }),
    ("the fences of two starts are swapped", &[I3, I4, I10], |history| {
        let time = rerun(history);
        body(history, "rerun", time, 0).fence = 2;
        body(history, "rerun", time, 1).fence = 1;
    }),
    ("a run is taken from its node before the lease has run out", &[I3], take_early),
    ("a run is taken from a node that is well", &[I3], |history| {
        end(history, "rerun", second(10), |row| row.fence = 2);
        let mut again = body(history, "rerun", second(10), 0).clone();
        again.fence = 2;
        shift(&mut again, 610);
        body(history, "rerun", second(11), 0).started += TimeDelta::milliseconds(650);
        history.bodies.push(again);
    }),
    ("a body starts for a time that has no row", &[I10], |history| {
        add_body(history, "plain", at(10_500));
    }),
    ("a body starts for a fire that was skipped", &[I10], |history| {
        end(history, "plain", second(10), |row| row.state = RunState::Skipped);
    }),
    ("a body starts before its row is committed", &[I10], |history| {
        let dump = dump(history, 12);
        let last = dump.runs.iter().filter(|row| row.job_id == "plain").map(|row| row.scheduled_at).max();
        dump.runs.retain(|row| row.job_id != "plain" || Some(row.scheduled_at) != last);
    }),
    ("a body starts before its time", &[I10], |history| shift(body(history, "plain", second(10), 0), -400)),
    ("a job that nobody has added starts", &[I2, I10], |history| {
        let stray = RunRow { job_id: "stray".into(), ..row(history, "plain", second(10)).clone() };
        insert(history, &stray, second(12));
        add_body(history, "stray", second(10));
    }),
    ("a row is about a time that is none of the schedule", &[I2], |history| {
        let invented = row(history, "plain", second(10)).clone();
        let time = at(10_500);
        let invented =
            RunRow { scheduled_at: time, through_at: time, state: RunState::Cancelled, ..invented };
        insert(history, &invented, second(12));
    }),
    ("a row that has ended has ended otherwise later", &[I4], |history| {
        row(history, "plain", second(10)).state = RunState::Abandoned;
    }),
    ("a body fails, and its row says that it was executed", &[I4], |history| {
        let body = body(history, "plain", second(10), 0);
        body.ended = body.ended.map(|(at, _)| (at, Ending::Failed));
    }),
    ("a run is abandoned whose node is well", &[I4], |history| {
        end(history, "plain", second(10), |row| row.state = RunState::Abandoned);
    }),
    ("a zombie's end is written over that of the reaper", &[I4], |history| {
        let mut jobs = ["plain", "long", "each", "paused", "caught-up", "cron"].into_iter();
        let abandoned = |job: &&str| {
            last_dump(history).runs.iter().any(|row| row.job_id == *job && row.state == RunState::Abandoned)
        };
        let job = jobs.find(abandoned).unwrap();
        let time = first(history, job, RunState::Abandoned);
        end(history, job, time, |row| row.state = RunState::Executed);
    }),
    ("a fence falls", &[I4, I10], |history| {
        let time = rerun(history);
        row(history, "rerun", time).fence = 1;
    }),
    ("a fence falls while its run is under way", &[I4], |history| {
        let live = |row: &&mut RunRow| row.state == RunState::Running;
        history.dumps.iter_mut().flat_map(|dump| &mut dump.runs).find(live).unwrap().fence = 2;
    }),
    ("bodies overlap beyond max_instances", &[I5], |history| {
        let body = body(history, "plain", second(10), 0);
        body.ended = body.ended.map(|(at, ending)| (at + TimeDelta::milliseconds(1_500), ending));
    }),
    ("a slot is taken twice", &[I5], |history| {
        let is_live = |row: &RunRow| row.job_id == "long" && row.state == RunState::Running;
        let is_full = |dump: &&mut Dump| dump.runs.iter().filter(|row| is_live(row)).count() == 2;
        let dump = history.dumps.iter_mut().find(is_full).unwrap();
        dump.runs.iter_mut().filter(|row| is_live(row)).for_each(|row| row.slot = Some(0));
    }),
    ("a slot is beyond max_instances", &[I5], |history| {
        let live = |row: &&mut RunRow| row.state == RunState::Running;
        history.dumps.iter_mut().flat_map(|dump| &mut dump.runs).find(live).unwrap().slot = Some(2);
    }),
    ("a zombie goes on", &[I5], |history| {
        let is_zombie = |body: &&mut Body| body.ended.is_some_and(|(_, ending)| ending == Ending::Dropped);
        let zombie = history.bodies.iter_mut().find(is_zombie).unwrap();
        zombie.ended = zombie.ended.map(|(at, ending)| (at + TimeDelta::seconds(3), ending));
    }),
    ("a job has moved on past a fire without a row", &[I6], |history| {
        stored(last_dump(history), "plain").next_run_time = Some(at(END));
    }),
    ("a job is moved back", &[I6], |history| {
        let before = stored(dump(history, 60), "plain").next_run_time.unwrap();
        stored(dump(history, 65), "plain").next_run_time = Some(before - TimeDelta::seconds(1));
    }),
    ("a job is left at a fire that it has", &[I6], |history| {
        let last = stored(last_dump(history), "plain").next_run_time.unwrap();
        stored(last_dump(history), "plain").next_run_time = Some(last - TimeDelta::seconds(1));
        dumps_before_last_forget(history);
    }),
    ("a job fires in its pause", &[I7], |history| {
        let in_pause = RunRow {
            scheduled_at: second(16),
            through_at: second(16),
            ..row(history, "paused", second(14)).clone()
        };
        insert(history, &in_pause, second(16));
        add_body(history, "paused", second(16));
    }),
    ("a job is claimed after it was paused", &[I7, I10], |history| {
        for dump in
            history.dumps.iter_mut().filter(|dump| dump.began >= at(15_440) && dump.ended < at(22_300))
        {
            dump.runs.retain(|row| row.job_id != "paused" || row.scheduled_at != second(15));
        }
    }),
    ("what a pause held back starts in it", &[I7], |history| {
        let held = first_body_after(history, "caught-up", at(13_000));
        held.started = held.scheduled_run_time + TimeDelta::milliseconds(5);
        held.ended = Some((held.started + TimeDelta::milliseconds(100), Ending::Returned));
    }),
    ("a removed job fires", &[I7], |history| {
        let removed = row(history, "removed", second(19)).clone();
        let removed = RunRow { scheduled_at: second(29), through_at: second(29), ..removed };
        insert(history, &removed, second(29));
        add_body(history, "removed", second(29));
    }),
    ("a run starts later than its grace time", &[I8], |history| {
        shift(body(history, "grace", second(65), 0), 600);
    }),
    ("a fire is missed in time", &[I8], |history| {
        let time = first(history, "grace", RunState::Missed);
        end(history, "grace", time, |row| row.ended_at = Some(row.through_at - TimeDelta::milliseconds(100)));
    }),
    ("a fire is missed that may be late", &[I8], |history| {
        let time = first(history, "long", RunState::Skipped);
        end(history, "long", time, |row| row.state = RunState::Missed);
    }),
    ("a fire is missed, and has started", &[I8], |history| {
        end(history, "grace", second(10), |row| row.state = RunState::Missed);
    }),
    ("a job does not fire again after the faults", &[I1, I9], |history| {
        let stopped = second(52);
        delete(history, "plain", |row| row.scheduled_at >= stopped);
        history.bodies.retain(|body| body.job_id != "plain" || body.scheduled_run_time < stopped);
        for dump in history.dumps.iter_mut().filter(|dump| dump.began >= stopped) {
            stored(dump, "plain").next_run_time = Some(stopped);
        }
    }),
    ("the backlog starts late", &[I9], |history| {
        shift(body(history, "rare", second(51), 0), 9_000);
    }),
    ("what is due starts late, without any fault", &[I9], |history| {
        let is_late = |body: &&mut Body| body.job_id == "plain" && body.started > at(HEALED + 9_000);
        history.bodies.iter_mut().filter(is_late).for_each(|body| shift(body, 1_500));
    }),
    ("a row is left running", &[I11], |history| last_row(history).state = RunState::Running),
    ("a row is left pending", &[I11], |history| last_row(history).state = RunState::Pending),
    ("a slot is left taken", &[I5, I11], |history| last_row(history).slot = Some(0)),
    ("a dead node is left", &[I11], |history| {
        let node = NodeRow { id: "n1".into(), name: "n1".into(), lease_until: second(22) };
        last_dump(history).nodes.push(node);
    }),
    ("a body goes on at rest", &[I4, I11], |history| {
        let last = history.bodies.iter_mut().rev().find(|body| body.job_id == "plain");
        last.unwrap().ended = None;
    }),
    ("a job vanishes", &[I12], |history| dump(history, 60).jobs.retain(|row| row.id != "plain")),
    ("a job that cannot be read vanishes", &[I12], |history| {
        history.dumps.iter_mut().for_each(|dump| dump.jobs.retain(|row| row.id != "bad"));
    }),
    ("a job that cannot be read is run", &[I10, I12], |history| add_body(history, "bad", second(10))),
];

/// Soon after its process has died.
pub fn take_early(history: &mut History) {
    let time = rerun(history);
    let died = body(history, "rerun", time, 0).ended.unwrap().0;
    let again = body(history, "rerun", time, 1);
    let early = died + TimeDelta::milliseconds(200) - again.started;
    shift(again, early.num_milliseconds());
}

fn start_twice(history: &mut History, later: i64) {
    let mut twin = body(history, "plain", second(10), 0).clone();
    shift(&mut twin, later);
    history.bodies.push(twin);
}

/// The fire time of a run that was run again.
fn rerun(history: &History) -> DateTime<Utc> {
    history.bodies.iter().find(|body| body.fence == 2).unwrap().scheduled_run_time
}

fn add_body(history: &mut History, job: &str, time: DateTime<Utc>) {
    let started = time + TimeDelta::milliseconds(5);
    history.bodies.push(Body {
        job_id: job.into(),
        scheduled_run_time: time,
        fence: 1,
        process: "n2".into(),
        started,
        ended: Some((started + TimeDelta::milliseconds(100), Ending::Returned)),
    });
}

fn first_body_after<'a>(history: &'a mut History, job: &str, time: DateTime<Utc>) -> &'a mut Body {
    history.bodies.iter_mut().find(|body| body.job_id == job && body.scheduled_run_time > time).unwrap()
}

/// So that only the last one says where a job is.
fn dumps_before_last_forget(history: &mut History) {
    let rest = history.dumps.len() - 1;
    history.dumps[..rest].iter_mut().flat_map(|dump| &mut dump.jobs).for_each(|row| row.next_run_time = None);
}

/// A row that only the last dump has.
fn last_row(history: &mut History) -> &mut RunRow {
    let rows = last_dump(history).runs.iter_mut().filter(|row| row.job_id == "plain");
    rows.max_by_key(|row| row.scheduled_at).unwrap()
}
