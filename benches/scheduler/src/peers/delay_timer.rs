use chrono::Utc;
use delay_timer::prelude::*;

use super::{Peer, When};
use crate::runs;

pub struct Timer {
    timer: DelayTimer,
    last: u64,
}

impl Peer for Timer {
    type Id = u64;

    async fn start() -> Self {
        Timer { timer: DelayTimerBuilder::default().tokio_runtime_by_default().build(), last: 0 }
    }

    async fn add(&mut self, when: When) -> u64 {
        self.last += 1;
        let mut builder = TaskBuilder::default();
        let builder = builder.set_task_id(self.last);
        match when {
            When::Far(_) => builder.set_frequency_repeated_by_hours(24),
            When::At(instant) => {
                let seconds = (instant.timestamp() - Utc::now().timestamp()).try_into().expect("later");
                builder.set_frequency_once_by_seconds(seconds)
            }
            When::EverySecond | When::EverySecondFrom(_) => builder.set_frequency_repeated_by_seconds(1),
        };
        let task = builder.spawn_async_routine(|| async { runs::begin() }).expect("a task");
        self.timer.add_task(task).expect("added");
        self.last
    }

    async fn remove(&mut self, id: u64) {
        self.timer.remove_task(id).expect("removed");
    }
}
