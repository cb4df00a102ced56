//! Which file is the configuration? Asked also where none can be read, so that one that is
//! there is never passed over in silence.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;

use crate::error::{Error, ErrorKind};

/// The environment variable that names the file.
pub(crate) const VARIABLE: &str = "APS_CONFIG";

/// What it is called if nobody names it.
const USUAL: [&str; 4] = ["aps.toml", "aps.yaml", "aps.yml", "aps.json"];

/// The file that `APS_CONFIG` names, or else the program, or else the one that has one of the
/// usual names.
pub(crate) fn find(named: Option<&str>) -> Result<Option<PathBuf>, Error> {
    match env::var_os(VARIABLE) {
        Some(path) => from_variable(&path).map(Some),
        None => {
            named.map_or_else(|| usual(|name| PathBuf::from(name).exists()), |path| Ok(Some(path.into())))
        }
    }
}

fn from_variable(path: &OsStr) -> Result<PathBuf, Error> {
    if path.is_empty() {
        let message = format!(
            "environment variable `{VARIABLE}` is empty\n  \
             = help: let it name the file of the configuration, or unset it"
        );
        return Err(Error::new(ErrorKind::Config, message));
    }
    Ok(path.into())
}

fn usual(exists: impl Fn(&str) -> bool) -> Result<Option<PathBuf>, Error> {
    let there: Vec<_> = USUAL.into_iter().filter(|name| exists(name)).collect();
    if let [first, second, ..] = there[..] {
        let message = format!(
            "there are two configurations, `{first}` and `{second}`\n  \
             = help: keep one of them, or let environment variable `{VARIABLE}` name the one that counts"
        );
        return Err(Error::new(ErrorKind::Config, message));
    }
    Ok(there.first().map(PathBuf::from))
}

/// That there is none, in a program that could not read it.
#[cfg(not(feature = "config"))]
pub(crate) fn refuse(named: Option<&str>) -> Result<(), Error> {
    let Some(path) = find(named)? else { return Ok(()) };
    let message = format!(
        "this program cannot read its configuration, `{}`\n  \
         = help: turn on the feature `config` of `aps-runtime`, or take the file away",
        path.display()
    );
    Err(Error::new(ErrorKind::Config, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual_of(there: &[&str]) -> Result<Option<PathBuf>, String> {
        usual(|name| there.contains(&name)).map_err(|error| error.to_string())
    }

    #[test]
    fn one_of_the_usual_names_counts() {
        assert_eq!(usual_of(&[]), Ok(None));
        assert_eq!(usual_of(&["aps.yml", "other.toml"]), Ok(Some("aps.yml".into())));
        assert_eq!(
            usual_of(&["aps.json", "aps.toml", "aps.yaml"]).unwrap_err(),
            "there are two configurations, `aps.toml` and `aps.yaml`\n  \
             = help: keep one of them, or let environment variable `APS_CONFIG` name the one that counts"
        );
    }

    #[test]
    fn a_variable_that_names_nothing_is_told() {
        assert_eq!(from_variable(OsStr::new("etc/x.toml")).unwrap(), PathBuf::from("etc/x.toml"));
        assert!(from_variable(OsStr::new("")).unwrap_err().to_string().starts_with("environment variable"));
    }
}
