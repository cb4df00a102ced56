use chrono::{DateTime, Utc};

use super::{Peer, When};
use crate::runs;

/// No scheduler: a plain loop that spawns as many tasks when the instant has come. Nobody
/// who runs jobs as tasks can be faster than that.
pub struct BareTokio {
    due: Vec<DateTime<Utc>>,
}

impl Peer for BareTokio {
    type Id = ();

    const REMOVES: bool = false;

    async fn start() -> Self {
        BareTokio { due: Vec::new() }
    }

    async fn add(&mut self, when: When) {
        if let When::At(instant) = when {
            self.due.push(instant);
        }
    }

    async fn remove(&mut self, (): ()) {}

    fn all_are_added(&mut self) {
        let due = std::mem::take(&mut self.due);
        tokio::spawn(async move {
            for instant in due {
                if let Ok(wait) = (instant - Utc::now()).to_std() {
                    tokio::time::sleep(wait).await;
                }
                tokio::spawn(async { runs::begin() });
            }
        });
    }
}
