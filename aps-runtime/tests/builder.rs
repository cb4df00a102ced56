//! What is wrong with a scheduler is said when it is built, all at once.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, MemoryStore, Registry};

#[test]
fn nothing_said_is_right() {
    let scheduler = Scheduler::builder().build().unwrap();
    assert_eq!(scheduler.timezone(), TimeZone::system());
}

#[test]
fn an_unknown_zone_is_told_with_the_nearest() {
    let error = Scheduler::builder().timezone("Europe/Berln").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parse);
    assert!(error.to_string().contains("Europe/Berln"), "{error}");
    assert!(error.to_string().contains("did you mean `Europe/Berlin`?"), "{error}");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let error = Scheduler::builder()
        .timezone("Nowhere/Land")
        .job_store("disk", MemoryStore::new())
        .job_store("disk", MemoryStore::new())
        .executor("threads", ThreadPoolExecutor::new(1))
        .executor("threads", ThreadPoolExecutor::new(2))
        .expect_jobs(["a", "b"])
        .build()
        .unwrap_err()
        .to_string();
    for part in [
        "Nowhere/Land",
        "two job stores are called `disk`",
        "two executors are called `threads`",
        "job `a`",
        "job `b`",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn a_zone_is_a_name_or_a_zone() {
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    for scheduler in [
        Scheduler::builder().timezone(zone),
        Scheduler::builder().timezone("asia/tokyo"),
        Scheduler::builder().timezone("Asia/Tokyo".to_owned()),
    ] {
        assert_eq!(scheduler.registry(Registry::empty()).build().unwrap().timezone(), zone);
    }
}
