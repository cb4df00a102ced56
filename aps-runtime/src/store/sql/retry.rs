//! Trying again what may be tried again.

use std::time::Duration;

use super::fault::{Fault, FaultKind};
use crate::clock::{Clock, SystemClock};
use crate::store::StoreError;

/// Why a try came to nothing.
pub(super) enum Setback {
    /// Another was quicker, and nothing was written.
    Conflict(Fault),
    /// The connection was lost while it was being committed.
    Unknown(Fault),
    /// Nothing was written.
    Refused(StoreError),
}

impl Setback {
    pub(super) fn of_commit(fault: Fault) -> Self {
        match fault.kind() {
            FaultKind::Disconnected => Setback::Unknown(fault),
            _ => fault.into(),
        }
    }
}

impl From<Fault> for Setback {
    fn from(fault: Fault) -> Self {
        match fault.kind() {
            FaultKind::Conflict => Setback::Conflict(fault),
            _ => Setback::Refused(fault.into()),
        }
    }
}

impl From<StoreError> for Setback {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Failed(error) => match error.downcast::<Fault>() {
                Ok(fault) => (*fault).into(),
                Err(error) => Setback::Refused(StoreError::Failed(error)),
            },
            error => Setback::Refused(error),
        }
    }
}

/// How often something was tried.
pub(super) struct Tries {
    began: Duration,
    pause: Duration,
    may_be_done: bool,
    /// How long it is asked what became of it.
    longest: Duration,
}

/// For how long it is tried again where others were quicker. Who has waited for a lock in vain has
/// waited longer than that.
const LONGEST_CONFLICT: Duration = Duration::from_secs(3);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Tries {
    pub(super) fn new(longest: Duration) -> Self {
        Tries { began: SystemClock.elapsed(), pause: FIRST_PAUSE, may_be_done: false, longest }
    }

    /// Waits until it may be tried once more. Whatever stands in the way of finding out what became of
    /// an earlier try, it is tried again.
    pub(super) async fn again(&mut self, setback: Setback) -> Result<(), StoreError> {
        let passed = SystemClock.elapsed().saturating_sub(self.began);
        let error = match setback {
            Setback::Unknown(fault) => {
                self.may_be_done = true;
                fault.into()
            }
            Setback::Conflict(fault) if !self.may_be_done && passed > LONGEST_CONFLICT => {
                return Err(fault.into());
            }
            Setback::Conflict(fault) => fault.into(),
            Setback::Refused(error) if !self.may_be_done => return Err(error),
            Setback::Refused(error) => error,
        };
        if passed > self.longest {
            return Err(unknown(&error).into());
        }
        tracing::debug!(%error, "a write is tried again");
        SystemClock.sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

fn unknown(error: &StoreError) -> Fault {
    Fault::new(format!(
        "{error}\n  = note: the connection was lost in the middle of a write, and it is not known whether that took place"
    ))
}
