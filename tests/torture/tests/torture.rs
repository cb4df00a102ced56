//! Real processes share a real store, are killed, suspended and cut off, and each fire is accounted for.
//!
//! `APS_SEED` draws other faults; `APS_TESTS=full`, best with `--release`, takes some minutes for each store.
#![cfg(target_os = "linux")]

use std::env;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aps_torture::harness::{Subject, Trial};

/// One after the other: they need the machine for themselves.
static TURN: Mutex<()> = Mutex::new(());

fn try_store(name: &str, subject: impl FnOnce(&Path) -> Subject) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let seed = env::var("APS_SEED").map_or(20_261_128, |seed| seed.parse().unwrap());
    println!("APS_SEED={seed}");
    let is_full = env::var("APS_TESTS").is_ok_and(|tests| tests == "full");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("torture-{name}-{seed}"));
    let trial = Trial {
        subject: subject(&directory),
        program: env!("CARGO_BIN_EXE_node").into(),
        directory,
        seed,
        flaw: None,
        nodes: 4,
        faults_for: Duration::from_secs(if is_full { 150 } else { 24 }),
        every: Duration::from_millis(700),
    };
    let outcome = trial.run().unwrap();
    println!("{outcome}");
    assert!(outcome.is_good(), "{name} has not kept its promises; APS_SEED={seed}");
    outcome.forget().unwrap();
}

#[test]
fn sqlite() {
    try_store("sqlite", Subject::sqlite);
}

#[test]
fn postgres() {
    try_store("postgres", |_| Subject::postgres());
}

#[test]
fn mariadb() {
    try_store("mariadb", |_| Subject::mariadb());
}

#[test]
fn redis_always() {
    try_store("redis-always", |_| Subject::redis_always());
}

/// What was forgotten is run again, and nothing else is.
#[test]
fn redis_everysec() {
    try_store("redis-everysec", |_| Subject::redis_everysec());
}

#[test]
fn mongodb() {
    try_store("mongodb", |_| Subject::mongodb());
}
