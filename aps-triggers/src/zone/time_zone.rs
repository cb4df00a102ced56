//! A time zone: a name, and rules that are looked up once.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, OnceLock, PoisonError};

use chrono::{DateTime, Utc};

use super::database::{self, ZoneSource};
use super::local_time::LocalTime;
use super::names::check_zone_name;
use super::rules::Rules;
use crate::error::ParseErrors;

/// A time zone of the IANA database.
///
/// Small and `Copy`; the rules are loaded once per name and kept for good. Two
/// zones are equal if their names are.
///
/// ```
/// use aps_triggers::TimeZone;
/// let zone = TimeZone::get("europe/berlin").unwrap();
/// assert_eq!(zone.name(), "Europe/Berlin");
/// let time = "2026-11-22T00:10:19Z".parse().unwrap();
/// assert_eq!(zone.to_local(time).to_string(), "2026-11-22 01:10:19 CET");
/// ```
#[derive(Clone, Copy)]
pub struct TimeZone(&'static ZoneCell);

/// A place for a zone in a `static`: the name now, the rules when first needed.
///
/// Made for generated code; others call [`TimeZone::get`], which checks the name.
#[doc(hidden)]
pub struct ZoneCell {
    name: &'static str,
    rules: OnceLock<&'static Rules>,
}

impl TimeZone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(&UTC_CELL);

    /// The zone of an IANA name, in any case.
    ///
    /// A name that only the system's database has is found, too.
    ///
    /// # Errors
    ///
    /// If no database has the name; the nearest one is suggested.
    pub fn get(name: &str) -> Result<Self, ParseErrors> {
        if name.eq_ignore_ascii_case(UTC_NAME) {
            return Ok(Self::UTC);
        }
        let mut zones = interned().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = zones.get(name) {
            return Ok(Self(cell));
        }
        let Some(loaded) = database::load(name) else {
            // The list of names may still know it, but without readable rules.
            return Err(check_zone_name(name).err().unwrap_or_else(|| database::unreadable(name)));
        };
        if let Some(cell) = zones.get(loaded.name.as_str()) {
            return Ok(Self(cell));
        }
        let rules = OnceLock::from(loaded.rules());
        let name: &'static str = loaded.name.leak();
        let cell: &'static ZoneCell = Box::leak(Box::new(ZoneCell { name, rules }));
        zones.insert(name, cell);
        Ok(Self(cell))
    }

    /// The zone this machine is set to, by `TZ` or `/etc/localtime` or whatever the
    /// system has instead. If that cannot be found out or has no IANA name, UTC.
    pub fn system() -> Self {
        database::system_name().and_then(|name| Self::get(&name).ok()).unwrap_or(Self::UTC)
    }

    /// For generated code.
    #[doc(hidden)]
    pub const fn from_static(cell: &'static ZoneCell) -> Self {
        Self(cell)
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// What the clocks of the zone show at an instant.
    pub fn to_local(&self, time: DateTime<Utc>) -> LocalTime {
        let rules = self.rules();
        let segment = rules.segment_at(time.timestamp());
        LocalTime::new(time, segment.offset.into(), rules.abbreviation(&segment))
    }

    /// The database that the rules of all zones come from: the newer one of the
    /// system's and the one that is built in.
    pub fn source() -> &'static ZoneSource {
        database::source()
    }

    #[inline]
    pub(crate) fn rules(self) -> &'static Rules {
        self.0.rules()
    }
}

const UTC_NAME: &str = "UTC";
static UTC_CELL: ZoneCell = ZoneCell::new(UTC_NAME);
static UTC_RULES: Rules = Rules::UTC;

/// Every zone asked for so far. There are not more of them than names of zones.
fn interned() -> &'static Mutex<BTreeMap<&'static str, &'static ZoneCell>> {
    static ZONES: Mutex<BTreeMap<&'static str, &'static ZoneCell>> = Mutex::new(BTreeMap::new());
    &ZONES
}

impl ZoneCell {
    /// A zone by its name, which must be one that `check_zone_name` returned. The
    /// rules of UTC stand in for those of any other name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, rules: OnceLock::new() }
    }

    #[inline]
    fn rules(&self) -> &'static Rules {
        self.rules.get_or_init(|| match TimeZone::get(self.name) {
            Ok(zone) if zone != TimeZone::UTC => zone.rules(),
            _ => &UTC_RULES,
        })
    }
}

impl fmt::Debug for ZoneCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZoneCell").field(&self.name).finish()
    }
}

impl PartialEq for TimeZone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for TimeZone {}

impl Hash for TimeZone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimeZone").field(&self.name()).finish()
    }
}

/// What the triggers' `timezone` methods take: a [`TimeZone`], or with the feature
/// `chrono-tz` a `chrono_tz::Tz`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time zone",
    label = "expected a `TimeZone`",
    note = "write `TimeZone::get(\"Europe/Helsinki\")?` for a zone by its IANA name, or `TimeZone::UTC`"
)]
pub trait IntoTimeZone {
    /// The time zone.
    fn into_time_zone(self) -> TimeZone;
}

impl IntoTimeZone for TimeZone {
    fn into_time_zone(self) -> TimeZone {
        self
    }
}

#[cfg(feature = "chrono-tz")]
impl IntoTimeZone for chrono_tz::Tz {
    fn into_time_zone(self) -> TimeZone {
        self.into()
    }
}

/// Takes the name; the rules come from the database of this crate, which is newer
/// than `chrono_tz`'s own.
#[cfg(feature = "chrono-tz")]
impl From<chrono_tz::Tz> for TimeZone {
    fn from(zone: chrono_tz::Tz) -> Self {
        // Every name of chrono-tz is known; a test goes through all of them.
        Self::get(zone.name()).unwrap_or(Self::UTC)
    }
}
