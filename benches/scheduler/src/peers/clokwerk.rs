use std::time::Duration;

use clokwerk::{Job, ScheduleHandle, Scheduler, TimeUnits};

use super::{Peer, When};
use crate::runs;

/// Polled ten times a second, as its documentation does.
pub struct Clokwerk {
    scheduler: Option<Scheduler<chrono::Utc>>,
    thread: Option<ScheduleHandle>,
}

impl Peer for Clokwerk {
    type Id = ();

    const REMOVES: bool = false;

    async fn start() -> Self {
        Clokwerk { scheduler: Some(Scheduler::with_tz(chrono::Utc)), thread: None }
    }

    async fn add(&mut self, when: When) {
        let scheduler = self.scheduler.as_mut().expect("not running yet");
        match when {
            When::Far(index) if index % 2 == 0 => scheduler.every(24.hours()).run(runs::begin),
            When::Far(_) => scheduler.every(1.day()).at("00:00").run(runs::begin),
            When::At(instant) => {
                scheduler.every(1.day()).at(&instant.format("%H:%M:%S").to_string()).run(runs::begin)
            }
            When::EverySecond | When::EverySecondFrom(_) => scheduler.every(1.second()).run(runs::begin),
        };
    }

    async fn remove(&mut self, (): ()) {}

    fn all_are_added(&mut self) {
        let scheduler = self.scheduler.take().expect("not running yet");
        self.thread = Some(scheduler.watch_thread(Duration::from_millis(100)));
    }
}
