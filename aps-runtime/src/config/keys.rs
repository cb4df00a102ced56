use super::executors;
use super::fields::fields_of;
use super::model::{JobDefaultsSection, JobSection, Model};
use crate::job::Retry;

/// The headings of the reference, and the keys that stand under each.
pub(crate) fn keys_of_sections() -> Vec<(&'static str, &'static [&'static str])> {
    let mut sections = vec![
        ("The top", fields_of::<Model>()),
        ("`job_defaults`", fields_of::<JobDefaultsSection>()),
        ("`job_defaults.retry`", fields_of::<Retry>()),
        ("`jobstores`", &["type"]),
        ("`executors`", &["type"]),
        ("`jobs`", fields_of::<JobSection>()),
    ];
    sections.extend(executors::keys());
    sections
}
