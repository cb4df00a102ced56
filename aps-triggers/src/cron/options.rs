//! What few cron triggers have: a window, a rule for changes of the clocks, jitter.

use std::sync::Arc;
use std::time::Duration;

use super::{DstGap, DstOverlap};
use crate::date::Moment;

/// What goes beyond the expression of a cron trigger and its zone. For generated code.
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

/// Kept out of the trigger, which stays small: most triggers have none of it.
#[derive(Clone, Debug)]
pub(super) enum Options {
    Static(&'static CronOptions),
    Shared(Arc<CronOptions>),
}

impl Options {
    pub(super) const NONE: Self = Self::Static(&CronOptions::DEFAULT);

    #[inline]
    pub(super) fn get(&self) -> &CronOptions {
        match self {
            Self::Static(options) => options,
            Self::Shared(options) => options,
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut CronOptions)) -> Self {
        match &mut self {
            Self::Shared(options) => change(Arc::make_mut(options)),
            Self::Static(options) => {
                let mut options = (*options).clone();
                change(&mut options);
                self = Self::Shared(Arc::new(options));
            }
        }
        self
    }
}

impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Options {}
