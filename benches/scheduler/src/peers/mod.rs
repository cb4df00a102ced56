//! aps and its peers behind one interface.

pub mod aps;
pub mod bare_tokio;

#[cfg(feature = "peers")]
pub mod apalis_cron;
#[cfg(feature = "peers")]
pub mod clokwerk;
#[cfg(feature = "peers")]
pub mod delay_timer;
#[cfg(feature = "peers")]
pub mod tokio_cron_scheduler;

use chrono::{DateTime, Utc};

/// When a job is to run. All jobs do the same: `runs::begin`.
#[derive(Clone, Copy)]
pub enum When {
    /// In hours or days; every other job of these is an interval where the peer has any.
    Far(usize),
    /// At this whole second.
    At(DateTime<Utc>),
    /// On each whole second.
    EverySecond,
    /// Each second from this instant on.
    EverySecondFrom(DateTime<Utc>),
}

/// A scheduler that runs.
#[allow(async_fn_in_trait, reason = "nobody else implements it")]
pub trait Peer {
    type Id;

    /// Whether it can take jobs out.
    const REMOVES: bool = true;
    /// Whether it takes jobs in and out while it runs.
    const CHANGES: bool = Self::REMOVES && Self::KEEPS_PHASES;
    /// Whether it takes many jobs at once.
    const ADDS_MANY: bool = false;
    /// Whether [`When::EverySecondFrom`] is kept to below the second.
    const KEEPS_PHASES: bool = false;

    async fn start() -> Self;
    async fn add(&mut self, when: When) -> Self::Id;
    async fn add_many(&mut self, whens: impl Iterator<Item = When>) {
        for when in whens {
            self.add(when).await;
        }
    }
    async fn remove(&mut self, id: Self::Id);
    /// For those that start late.
    fn all_are_added(&mut self) {}
}

/// The cron expression of an instant, seconds first, for peers without dates.
#[cfg(feature = "peers")]
fn cron(when: When) -> String {
    match when {
        When::Far(_) => "0 0 0 1 1 *".to_owned(),
        When::At(instant) => instant.format("%-S %-M %-H %-d %-m *").to_string(),
        When::EverySecond | When::EverySecondFrom(_) => "* * * * * *".to_owned(),
    }
}
