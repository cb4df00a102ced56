//! From lines in files to a history.

use std::fs;
use std::path::PathBuf;

use aps_torture::{
    Call, CallKind, ControllerEvent, ControllerLine, Ending, FaultKind, History, HistoryError, Moment,
    NodeEvent, NodeLine, Returned,
};
use chrono::{DateTime, TimeDelta, Utc};

fn at(millis: i64) -> DateTime<Utc> {
    "2026-01-01T10:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::milliseconds(millis)
}

/// A wall clock that somebody has set, beside a monotonic one.
fn moment(millis: i64) -> Moment {
    let wall = if millis == 0 { at(0) } else { at(millis) + TimeDelta::days(3_650) };
    Moment { mono_us: 7_000_000 + millis * 1_000, wall }
}

fn controller() -> Vec<ControllerLine> {
    let call = |call| ControllerEvent::Invoke { call, kind: CallKind::Pause, job_id: "a".into() };
    let process = || Some("n1".to_owned());
    let events = [
        (0, ControllerEvent::Begin { seed: 7, deaths_are_noticed: true }),
        (10, call(1)),
        (20, ControllerEvent::Ok { call: 1 }),
        (30, call(2)),
        (40, ControllerEvent::Fail { call: 2 }),
        (50, call(3)),
        (60, ControllerEvent::Fault { fault: 1, kind: FaultKind::Kill, process: process() }),
        (70, ControllerEvent::Exited { process: "n1".into() }),
        (80, ControllerEvent::Healed { fault: 1 }),
        (
            90,
            ControllerEvent::Dump {
                began_us: 7_085_000,
                complete_since: at(-5),
                runs: vec![],
                jobs: vec![],
                nodes: vec![],
            },
        ),
    ];
    events.into_iter().map(|(millis, event)| ControllerLine { at: moment(millis), event }).collect()
}

fn nodes() -> Vec<NodeLine> {
    let line = |millis, process: &str, event| NodeLine { at: moment(millis), process: process.into(), event };
    let start = |body, second: i64| NodeEvent::Start {
        body,
        job_id: "a".into(),
        scheduled_run_time: at(second * 1_000),
        fence: 1,
    };
    vec![
        line(65, "n1", start(1, 2)),
        line(5, "n1", start(0, 1)),
        line(15, "n1", NodeEvent::End { body: 0, ending: Ending::Failed }),
        line(66, "n2", start(0, 3)),
        line(96, "n2", NodeEvent::Stalled { from_us: 7_091_000 }),
    ]
}

#[test]
fn all_is_told_by_the_clock_of_the_controller() {
    let history = History::from_lines(controller(), nodes()).unwrap();
    let call = |invoked, returned| Call {
        job_id: "a".into(),
        kind: CallKind::Pause,
        invoked: at(invoked),
        returned,
    };
    assert_eq!(
        history.calls,
        [call(10, Returned::Ok(at(20))), call(30, Returned::Failed), call(50, Returned::Unknown)]
    );
    assert_eq!((history.faults[0].began, history.faults[0].ended), (at(60), Some(at(80))));
    assert_eq!((history.faults[1].kind, history.faults[1].began), (FaultKind::Stall, at(91)));
    assert_eq!((history.dumps[0].began, history.dumps[0].ended), (at(85), at(90)));
    let bodies: Vec<_> = history.bodies.iter().map(|body| (body.started, body.ended)).collect();
    let failed = (at(5), Some((at(15), Ending::Failed)));
    assert_eq!(bodies, [failed, (at(65), Some((at(70), Ending::Died))), (at(66), None)]);
}

#[test]
fn what_nothing_has_begun_is_no_history() {
    let ok = ControllerLine { at: moment(1), event: ControllerEvent::Ok { call: 9 } };
    let error = History::from_lines(vec![controller().remove(0), ok], vec![]).unwrap_err();
    assert_eq!(error.to_string(), "call 9 returned, but was not made");
    let end = nodes().remove(2);
    let error = History::from_lines(controller(), vec![end]).unwrap_err();
    assert_eq!(error.to_string(), "a body of n1 has ended that was never entered: 0");
    assert!(History::from_lines(vec![], vec![]).is_err());
}

#[test]
fn a_line_that_a_killed_process_has_not_finished_is_left_out() {
    let directory = directory("torn");
    let mut lines = text(&nodes());
    lines.push_str(r#"{"mono_us":7000"#);
    fs::write(directory.join("node-n1.jsonl"), lines).unwrap();
    fs::write(directory.join("controller.jsonl"), text(&controller())).unwrap();
    let history = History::read(&directory).unwrap();
    assert_eq!((history.bodies.len(), history.torn_lines), (3, 1));

    fs::write(directory.join("node-n2.jsonl"), "{}\n").unwrap();
    let error = History::read(&directory).unwrap_err();
    assert!(matches!(&error, HistoryError::Line(path, 1, _) if path.ends_with("node-n2.jsonl")), "{error}");
}

fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn text<T: serde::Serialize>(lines: &[T]) -> String {
    lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect()
}
