//! Finding the next fire time allocates nothing, and parsing a plain crontab only its
//! text. It stands here because an allocator that counts needs `unsafe`, which the
//! crates of aps forbid.

#[allow(dead_code, reason = "means are not taken here")]
#[path = "../src/expressions.rs"]
mod expressions;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use aps_triggers::cron::{DstGap, DstOverlap};
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::DateTime;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: everything is passed on to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How often `run` allocates in this thread. Growing counts too: by default it calls
/// `alloc`.
fn allocations(run: impl FnOnce()) -> usize {
    let before = COUNT.get();
    run();
    COUNT.get() - before
}

#[test]
fn the_count_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1_u8]))), 1);
}

#[test]
fn next_fire_time_allocates_nothing() {
    let end = DateTime::from_timestamp(4_000_000_000, 0).unwrap();
    for (name, expression) in expressions::ALL {
        for zone in ["UTC", "Europe/Berlin", "Australia/Lord_Howe"] {
            let plain = CronTrigger::parse(expression).unwrap().timezone(TimeZone::get(zone).unwrap());
            let options = plain.clone().dst_gap(DstGap::Skip).dst_overlap(DstOverlap::Last).end_date(end);
            for trigger in [plain, options] {
                let count = allocations(|| {
                    for seconds in expressions::random_instants() {
                        // From then, and far beyond the rules that are written out.
                        for instant in [seconds, seconds + 60_000_000_000] {
                            let after = DateTime::from_timestamp(instant, 0).unwrap();
                            std::hint::black_box(trigger.next_fire_time(Some(after), after));
                            std::hint::black_box(trigger.next_fire_time(None, after));
                        }
                    }
                });
                // The instants themselves are in a vector.
                assert_eq!(count, allocations(|| drop(expressions::random_instants())), "{name} in {zone}");
            }
        }
    }
}

#[test]
fn parsing_allocates_the_text_only() {
    for (name, expression) in expressions::ALL {
        assert_eq!(allocations(|| drop(CronTrigger::parse(expression))), 1, "{name}");
    }
}
