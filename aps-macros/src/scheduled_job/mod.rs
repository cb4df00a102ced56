//! `#[scheduled_job]`: tokens to options (`parse`), options to a checked job
//! (`check`, `args`), the job to tokens (`expand`).

mod args;
mod check;
mod expand;
mod foreign;
mod parse;
mod retry;
mod stacked;

pub(crate) use self::expand::expand;
pub(crate) use self::parse::{Limit, OPTIONS, OnNodeLoss};
pub(crate) use self::retry::Retry;
