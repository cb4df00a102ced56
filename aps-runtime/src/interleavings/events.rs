//! Everybody is told the same in the same order, and nothing is lost.

use std::sync::Arc;

use shuttle::future::block_on;

use super::{check, join_all};
use crate::event::{Event, EventMask, Events};
use crate::sync::{Mutex, thread};

type Log = Arc<Mutex<Vec<String>>>;

fn event(name: impl Into<String>) -> Event {
    Event::ExecutorAdded { executor: name.into().into() }
}

fn listen(events: &Events) -> (crate::ListenerId, Log) {
    let log = Log::default();
    let noted = log.clone();
    let listen = move |event: &Event| noted.lock().unwrap().push(event.to_string());
    (events.add_listener(EventMask::ALL, Box::new(listen)), log)
}

/// Two threads that tell two events each.
fn tellers(events: &Arc<Events>) -> [thread::JoinHandle<()>; 2] {
    ["a", "b"].map(|teller| {
        let events = events.clone();
        thread::spawn(move || (0..2).for_each(|number| events.tell(event(format!("{teller}{number}")))))
    })
}

fn take(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn who_comes_and_goes_is_told_a_part_of_the_one_order() {
    check(150, || {
        let events = Arc::new(Events::default());
        let (_, all) = listen(&events);
        let mut stream = events.stream(EventMask::ALL, 16);
        let (leaver, until) = listen(&events);
        let tellers = tellers(&events);
        let (_, since) = listen(&events);
        events.remove_listener(leaver);
        join_all(tellers);
        let (_, nothing) = listen(&events);
        block_on(events.delivered(events.told()));
        assert!(take(&nothing).is_empty(), "what was told before is not for it");

        let all = take(&all);
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(sorted, ["a0", "a1", "b0", "b1"].map(|name| event(name).to_string()));
        assert!(all.ends_with(&take(&since)), "who comes later misses the beginning only");
        assert!(all.starts_with(&take(&until)), "who goes misses the end only");
        drop(events);
        let mut read = Vec::new();
        while let Some(event) = block_on(stream.next()) {
            read.push(event.unwrap().to_string());
        }
        assert_eq!(read, all);
    });
}

/// The reader waits in between, and is woken for what comes and for the end.
#[test]
fn a_reader_misses_no_wake() {
    check(150, || {
        let events = Arc::new(Events::default());
        let mut stream = events.stream(EventMask::ALL, 16);
        let reader = thread::spawn(move || {
            (0..4).for_each(|_| assert!(block_on(stream.next()).is_some()));
            stream
        });
        join_all(tellers(&events));
        let mut stream = reader.join().unwrap();
        let waiter = thread::spawn(move || assert!(block_on(stream.next()).is_none()));
        drop(events);
        waiter.join().unwrap();
    });
}

/// What is told last is delivered, also when the scheduler is gone.
#[test]
fn what_is_queued_when_the_scheduler_goes_is_delivered() {
    check(150, || {
        let events = Arc::new(Events::default());
        let (_, log) = listen(&events);
        let tellers = tellers(&events);
        drop(events);
        join_all(tellers);
        // Only the thread and the listeners have it by now.
        while Arc::strong_count(&log) > 1 {
            thread::yield_now();
        }
        assert_eq!(take(&log).len(), 4);
    });
}

/// Waiting for delivery comes to an end for all who wait.
#[test]
fn who_waits_for_delivery_does_not_wait_for_ever() {
    check(150, || {
        let events = Arc::new(Events::default());
        let (_, log) = listen(&events);
        let tellers = tellers(&events).map(|teller| {
            let (events, log) = (events.clone(), log.clone());
            thread::spawn(move || {
                teller.join().unwrap();
                block_on(events.delivered(events.told()));
                assert!(log.lock().unwrap().len() >= 2);
            })
        });
        join_all(tellers);
        assert_eq!(log.lock().unwrap().len(), 4);
    });
}
