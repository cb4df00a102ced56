//! Who waits for a change learns of it, and an attempt is cancelled once or not at all.

use std::sync::Arc;

use shuttle::future::block_on;

use super::{check, join_all};
use crate::activity::{Activity, NextWake, Phase};
use crate::changes::Changes;
use crate::job::{CancelReason, Cancellation};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::thread;

#[test]
fn no_announcement_is_missed() {
    check(400, || {
        let shared = Arc::new((Changes::default(), AtomicUsize::new(0)));
        let waiters = [1, 2, 2].map(|wanted| {
            let shared = shared.clone();
            thread::spawn(move || {
                block_on(shared.0.until(|| (shared.1.load(Ordering::SeqCst) >= wanted).then_some(())));
            })
        });
        for _ in 0..2 {
            shared.1.fetch_add(1, Ordering::SeqCst);
            shared.0.announce();
        }
        join_all(waiters);
    });
}

#[test]
fn a_shutdown_learns_of_the_last_run_and_of_the_end_of_the_loop() {
    check(200, || {
        let activity = Arc::new(Activity::default());
        let id = activity.begin_loop(Phase::Running);
        activity.run_started();
        activity.run_started();
        let runs = [(), ()].map(|()| {
            let activity = activity.clone();
            thread::spawn(move || activity.run_ended())
        });
        let looping = thread::spawn({
            let activity = activity.clone();
            move || {
                while activity.goes_round(id) {
                    activity.loop_works();
                    activity.loop_sleeps(NextWake::NEVER);
                    block_on(activity.woken());
                }
                assert!(!activity.end_loop(id));
            }
        });
        activity.enter(Phase::Stopping, &[Phase::Running]).unwrap();
        block_on(activity.drained());
        join_all(runs);
        looping.join().unwrap();
    });
}

/// The timeout, somebody who cancels, and the end of the attempt.
#[test]
fn an_attempt_ends_in_one_way() {
    check(400, || {
        let (cancellation, told) = (Cancellation::default(), Arc::new(AtomicUsize::new(0)));
        let cancel = |reason| {
            let (cancellation, told) = (cancellation.clone(), told.clone());
            thread::spawn(move || {
                cancellation.cancel(reason, || {
                    told.fetch_add(1, Ordering::SeqCst);
                });
            })
        };
        let cancels = [cancel(CancelReason::TimedOut), cancel(CancelReason::Cancelled)];
        let outcome = cancellation.close();
        assert_eq!(told.load(Ordering::SeqCst), usize::from(outcome.is_some()), "told before the outcome");
        join_all(cancels);
        assert_eq!(cancellation.close(), outcome);
        assert_eq!(cancellation.reason(), outcome);
        assert_eq!(told.load(Ordering::SeqCst), usize::from(outcome.is_some()));
    });
}

/// That it is overdue is told before its end, or not at all.
#[test]
fn an_attempt_that_has_ended_is_not_told_to_be_late() {
    check(400, || {
        let (cancellation, told) = (Cancellation::default(), Arc::new(AtomicUsize::new(0)));
        cancellation.cancel(CancelReason::TimedOut, || {});
        let late = thread::spawn({
            let (cancellation, told) = (cancellation.clone(), told.clone());
            move || {
                cancellation.unless_closed(|| {
                    told.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(cancellation.close(), Some(CancelReason::TimedOut));
        let before = told.load(Ordering::SeqCst);
        late.join().unwrap();
        assert_eq!(told.load(Ordering::SeqCst), before);
    });
}

#[test]
fn who_waits_for_a_cancellation_learns_of_it() {
    check(400, || {
        let cancellation = Cancellation::default();
        let waiter = thread::spawn({
            let cancellation = cancellation.clone();
            move || block_on(cancellation.cancelled())
        });
        cancellation.cancel(CancelReason::TimedOut, || {});
        assert_eq!(waiter.join().unwrap(), CancelReason::TimedOut);
    });
}
