use std::time::Duration;

use super::dialect::Dialect;
use super::statement::Place;
use crate::error::{Error, ErrorKind};
use crate::store::Lease;

/// What can be said of each store that a database keeps.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) place: Place,
    pub(super) lease: Duration,
    pub(super) poll: Duration,
    /// How long it is kept what became of runs.
    pub(super) keep_for: Duration,
    /// Of how many that is kept.
    pub(super) at_most: u64,
    pub(super) auto_migrate: bool,
}

const SHORTEST_LEASE: Duration = Duration::from_secs(2);

impl Settings {
    pub(super) const HISTORY: (Duration, u64) = (Duration::from_secs(7 * 24 * 60 * 60), 100_000);

    /// The defaults, asking this often.
    pub(super) fn polling(poll: Duration) -> Self {
        Settings {
            place: Place { schema: None, prefix: "aps_".into() },
            lease: Duration::from_secs(30),
            poll,
            keep_for: Settings::HISTORY.0,
            at_most: Settings::HISTORY.1,
            auto_migrate: true,
        }
    }

    pub(super) fn check(&self, dialect: &Dialect) -> Result<(), Error> {
        check_name("table_prefix", &self.place.prefix)?;
        self.place.schema.as_deref().map_or(Ok(()), |schema| check_name("schema", schema))?;
        if self.place.schema.is_some() && !dialect.has_schemas {
            return Err(invalid(&format!("{} has no schemas", dialect.name)));
        }
        if self.lease < SHORTEST_LEASE {
            return Err(invalid(
                "`lease` is less than 2 seconds\n  = note: a node that is busy could not renew it in time",
            ));
        }
        if self.poll.is_zero() {
            return Err(invalid("`poll_interval` is 0, so that the database would be asked without end"));
        }
        Ok(())
    }

    pub(super) fn lease(&self) -> Lease {
        Lease { length: self.lease, renew_after: self.lease / 3, margin: self.lease / 6, poll: self.poll }
    }
}

/// What stands in SQL: nothing there needs a quote.
fn check_name(key: &str, name: &str) -> Result<(), Error> {
    let is_first = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
    let is_later = |byte: &u8| is_first(byte) || byte.is_ascii_digit();
    let is_name = name.as_bytes().first().is_some_and(is_first) && name.as_bytes().iter().all(is_later);
    if is_name && name.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(invalid(&format!(
        "`{}` is no `{key}`\n  = help: write 1 to {LONGEST_NAME} characters of `a-z 0-9 _`, not a digit first",
        name.escape_debug()
    )))
}

const LONGEST_NAME: usize = 31;

pub(super) fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOption, message)
}
