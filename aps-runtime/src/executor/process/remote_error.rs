//! An error of a worker process: its text and those of its sources, since its type stays there.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::job::JobError;
use crate::panics::contain;

/// How many sources of an error are told: one that is its own source has no last one.
const MAX_SOURCES: usize = 32;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RemoteError {
    text: String,
    source: Option<Box<RemoteError>>,
}

impl From<&JobError> for RemoteError {
    fn from(error: &JobError) -> Self {
        // The code is that of whoever wrote the error, and may panic.
        let texts = contain(|| {
            let sources = std::iter::successors(error.cause().source(), |&error| error.source());
            sources.take(MAX_SOURCES).map(ToString::to_string).collect::<Vec<_>>()
        });
        let chain = |source, text| Some(Box::new(RemoteError { text, source }));
        let source = texts.unwrap_or_default().into_iter().rev().fold(None, chain);
        RemoteError { text: error.message().to_owned(), source }
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for RemoteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::JobErrorKind;

    /// Its own source, for ever.
    #[derive(Debug)]
    struct Circular;

    impl fmt::Display for Circular {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("round and round")
        }
    }

    impl Error for Circular {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    #[test]
    fn an_error_without_a_last_source_is_cut() {
        let told = RemoteError::from(&JobError::new(JobErrorKind::Failed, Circular));
        let chain: Vec<_> =
            std::iter::successors(Some(&told as &dyn Error), |&error| error.source()).collect();
        assert_eq!(chain.len(), 1 + MAX_SOURCES);
        assert!(chain.iter().all(|error| error.to_string() == "round and round"));
    }
}
