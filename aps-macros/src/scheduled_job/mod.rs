//! `#[scheduled_job]`: tokens to options (`parse`), options to a checked job
//! (`check`), the job to tokens (`expand`).

mod check;
mod expand;
mod foreign;
mod parse;
mod stacked;
mod suspicious;
mod trigger;
mod units;

pub(crate) use self::expand::expand;
pub(crate) use self::parse::GraceTime;
