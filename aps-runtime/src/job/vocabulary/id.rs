use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::job::JobId;

impl Serialize for JobId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// As [`JobId::new`] takes it.
impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(JobIdVisitor)
    }
}

struct JobIdVisitor;

impl Visitor<'_> for JobIdVisitor {
    type Value = JobId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a job")
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<JobId, E> {
        JobId::new(id).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn an_id_is_checked_when_it_is_read() {
        is_written(&JobId::new("report:daily").unwrap(), json!("report:daily"));
        assert_eq!(
            refusal::<JobId>(json!("a\0b")),
            "`a\\0b` is not a job id: an id has 1 to 191 characters of `A-Z a-z 0-9 . _ : -`"
        );
    }
}
