//! What few cron triggers have: a window, a rule for changes of the clocks, jitter.

use std::time::Duration;

use super::{DstGap, DstOverlap};
use crate::date::Moment;

/// What goes beyond the expression of a cron trigger and its zone: kept out of the trigger,
/// since most have none of it. For generated code.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the methods of `CronTrigger`, which say what they are")]
pub struct CronOptions {
    pub start_date: Option<Moment>,
    pub end_date: Option<Moment>,
    pub dst_gap: DstGap,
    pub dst_overlap: DstOverlap,
    pub jitter: Option<Duration>,
}

impl CronOptions {
    /// No window, no jitter, and the default at changes of the clocks.
    pub const DEFAULT: Self = Self {
        start_date: None,
        end_date: None,
        dst_gap: DstGap::Next,
        dst_overlap: DstOverlap::First,
        jitter: None,
    };
}
