use std::fmt;
use std::sync::LazyLock;

use super::id_text::IdText;
use super::unique;
use crate::error::Error;

/// The identity of a job: 1 to 191 characters of `A-Z a-z 0-9 . _ : -`.
///
/// The limits are those of the narrowest store: 191 characters fit an index of
/// every database, and the letters need no quoting in a log, a URL or a shell.
/// Cheap to clone.
///
/// ```
/// use aps_runtime::JobId;
///
/// assert_eq!(JobId::new("report:daily").unwrap().as_str(), "report:daily");
/// assert!(JobId::new("no blanks").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(IdText);

impl JobId {
    /// The most characters an id may have.
    pub const MAX_LENGTH: usize = 191;

    /// Checks and takes over an id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidId`](crate::ErrorKind::InvalidId) if the text is
    /// empty, too long, or has a character that is not allowed.
    pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
        let id = id.as_ref();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
        if id.is_empty() || id.len() > Self::MAX_LENGTH || !id.bytes().all(allowed) {
            return Err(Error::invalid_id(id));
        }
        Ok(JobId(IdText::new(id)))
    }

    /// A new id that no other job has, for jobs that are added without one: the
    /// process's 16 hexadecimal digits, a hyphen, and how many such ids it has made,
    /// in hexadecimal as well.
    pub(crate) fn unique() -> Self {
        static PROCESS: LazyLock<String> = LazyLock::new(|| format!("{:016x}-", *unique::PROCESS));
        JobId(IdText::numbered(&PROCESS, unique::next()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl AsRef<str> for JobId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for JobId {
    fn eq(&self, other: &str) -> bool {
        *self.as_str() == *other
    }
}

impl PartialEq<&str> for JobId {
    fn eq(&self, other: &&str) -> bool {
        *self.as_str() == **other
    }
}

/// The path of a function as the id of its job; refused while compiling if it cannot be
/// one. Generated code calls this.
///
/// # Panics
///
/// If the path is too long or has letters that an id cannot have. In generated code that
/// is an error of the compiler.
pub const fn default_id(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    assert!(bytes.len() <= JobId::MAX_LENGTH, "give the job an `id`: its path has more than 191 characters");
    let mut at = 0;
    while at < bytes.len() {
        let allowed = bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'.' | b'_' | b':' | b'-');
        assert!(
            allowed,
            "give the job an `id`: its path has letters other than a-z, A-Z, digits, `.`, `_`, `:` and `-`"
        );
        at += 1;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::JobId;

    #[test]
    fn only_the_documented_characters_and_lengths_pass() {
        for good in ["a", "Report_1.2:x-y", &"x".repeat(191)] {
            assert!(JobId::new(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "naïve", "a/b", "a\n", &"x".repeat(192)] {
            assert!(JobId::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn unique_ids_are_valid_and_differ() {
        let (a, b) = (JobId::unique(), JobId::unique());
        assert_ne!(a, b);
        assert_eq!(JobId::new(&a).unwrap(), a);
    }
}
