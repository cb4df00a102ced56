//! The environment of the process.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt;

/// Environment variables: those of the process when it was looked at, or others.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, Result<String, NotUnicode>>,
}

/// A variable has a value that is no text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotUnicode;

impl Environment {
    /// The variables of this process, as they are now.
    pub(crate) fn of_process() -> Self {
        env::vars_os().collect()
    }

    /// The variables, by name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Result<&str, NotUnicode>)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_deref().map_err(|error| *error)))
    }

    /// The variable of this name, if it is set.
    ///
    /// # Errors
    ///
    /// If its value is not Unicode.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, NotUnicode> {
        match self.variables.get(name) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(error)) => Err(*error),
        }
    }
}

/// Variables by name. Names that are not Unicode are left out.
impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let named = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok()?;
            Some((name, value.into().into_string().map_err(|_| NotUnicode)))
        });
        Self { variables: named.collect() }
    }
}

/// Without the values: some are passwords.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}
