use chrono::TimeDelta;

use crate::job::RunTicket;

/// What ties a submission to a store that keeps runs.
#[derive(Debug)]
pub(crate) struct Claim {
    /// By what the store knows the run.
    pub(crate) ticket: RunTicket,
    /// Which of the nodes that the scheduler has been, one after the other, has claimed it; nothing if it was none.
    pub(crate) node: Option<u64>,
    /// How far the store's clock is ahead of the scheduler's.
    pub(crate) ahead: TimeDelta,
    /// If it was another node's, which is dead, how many attempts were begun there.
    pub(crate) taken_over: Option<u32>,
}
