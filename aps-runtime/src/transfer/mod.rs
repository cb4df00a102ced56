//! Jobs as a file: how they are written and read, and what an import says of them. Which
//! jobs there are, and where they go, the scheduler knows.

mod difference;
mod export;
mod file;
mod read;
mod report;

pub(crate) use difference::differences;
pub(crate) use export::export;
pub use export::{ExportReport, LeftOut};
pub(crate) use file::{read_at_most, save};
pub(crate) use read::{Limits, Mistakes, read};
pub use report::{Difference, ImportChange, ImportReport, ImportedJob};

/// What a file of jobs begins with.
const FORMAT: &str = "aps-jobs";
/// The version that is written, and the latest that is read.
const VERSION: u64 = 1;
