use std::fmt;
use std::str::FromStr;

/// What is wrong with a store, to see whether it is found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Now and then runs start whose claim is never committed.
    StartsUncommitted,
    /// Now and then it is not written down that a run has ended.
    ForgetsEnds,
}

impl Flaw {
    const ALL: [(&str, Flaw); 2] =
        [("starts-uncommitted", Flaw::StartsUncommitted), ("forgets-ends", Flaw::ForgetsEnds)];
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(_, flaw)| flaw == self).map_or("", |(name, _)| name))
    }
}

impl FromStr for Flaw {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, flaw)| *flaw);
        found.ok_or_else(|| format!("`{text}` is no flaw"))
    }
}
