use super::executors;
use super::fields::fields_of;
use super::model::{JobDefaultsSection, Model};
use crate::job::Retry;
use crate::job::vocabulary::JobData;

/// The headings of the reference, and the keys that stand under each.
pub(crate) fn keys_of_sections() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sections: Vec<(_, &'static [&'static str])> = vec![
        ("The top", fields_of::<Model>()),
        ("`job_defaults`", fields_of::<JobDefaultsSection>()),
        ("`job_defaults.retry`", fields_of::<Retry>()),
        ("`jobstores`", &["type"]),
        ("`executors`", &["type"]),
        ("`jobs`", fields_of::<JobData>()),
    ];
    sections.extend(executors::keys());
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    sections.extend(super::databases::keys());
    // What is for exports only.
    let is_told = |key: &&str| *key != "next_run_time";
    let told = |(heading, keys): (_, &[_])| (heading, keys.iter().copied().filter(is_told).collect());
    sections.into_iter().map(told).collect()
}
