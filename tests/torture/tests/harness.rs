//! What processes write down, and what is done to them.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use aps_torture::harness::{ControllerLog, NodeLog, NodeProcess, pause};
use aps_torture::{CallKind, Ending, FaultKind, History, Returned};

fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn what_is_written_down_is_read() {
    let directory = directory("written");
    let controller = ControllerLog::begin(&directory, 7, false).unwrap();
    let call = controller.invoke(CallKind::Pause, "a").unwrap();
    let log = NodeLog::begin(&directory, "n1").unwrap();
    let time = "2026-01-01T10:00:00Z".parse().unwrap();
    log.enter("a", time, 1).returned();
    log.enter("a", time, 2).failed();
    drop(log.enter("a", time, 3));
    let open = log.enter("a", time, 4);
    controller.returned(call, Some(true)).unwrap();
    let history = History::read(&directory).unwrap();
    let endings: Vec<_> = history.bodies.iter().map(|body| body.ended.map(|(_, ending)| ending)).collect();
    assert_eq!(endings, [Some(Ending::Returned), Some(Ending::Failed), Some(Ending::Dropped), None]);
    let Returned::Ok(returned) = history.calls[0].returned else { panic!("{:?}", history.calls) };
    assert!(history.calls[0].invoked <= history.bodies[0].started && history.bodies[3].started <= returned);
    open.returned();
}

#[test]
fn processes_are_killed_suspended_and_stopped() {
    let directory = directory("hurt");
    let log = ControllerLog::begin(&directory, 7, false).unwrap();
    let start = |name: &str| NodeProcess::start(name, Command::new("sleep").arg("1000")).unwrap();
    start("n1").kill(&log).unwrap();
    let mut node = start("n2");
    node.suspend(&log).unwrap();
    pause(Duration::from_millis(20));
    node.go_on(&log).unwrap();
    assert!(node.ended(&log).unwrap().is_none());
    node.stop(&log).unwrap();
    assert!(!node.wait(&log).unwrap().success());
    let history = History::read(&directory).unwrap();
    let faults: Vec<_> = history.faults.iter().map(|fault| (fault.kind, fault.process.as_deref())).collect();
    assert_eq!(
        faults,
        [(FaultKind::Kill, Some("n1")), (FaultKind::Suspend, Some("n2")), (FaultKind::Stop, Some("n2"))]
    );
    assert!(history.faults.iter().all(|fault| fault.ended.is_some_and(|ended| ended > fault.began)));
}
