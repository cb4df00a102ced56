use std::fmt;
use std::num::NonZeroU64;

use aps_triggers::suggest::nearest;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// An amount of memory as data: bytes, or a text such as `"512 MiB"`. More than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(NonZeroU64);

impl Size {
    pub(super) fn bytes(self) -> u64 {
        self.0.get()
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SizeVisitor)
    }
}

struct SizeVisitor;

impl Visitor<'_> for SizeVisitor {
    type Value = Size;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes from 1, or a size such as `\"512 MiB\"`")
    }

    fn visit_u64<E: Error>(self, bytes: u64) -> Result<Size, E> {
        let size = NonZeroU64::new(bytes).map(Size);
        size.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(bytes), &self))
    }

    fn visit_i64<E: Error>(self, bytes: i64) -> Result<Size, E> {
        let size = u64::try_from(bytes).ok().and_then(NonZeroU64::new).map(Size);
        size.ok_or_else(|| E::invalid_value(Unexpected::Signed(bytes), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Size, E> {
        parse(text).map_err(E::custom)
    }
}

/// In the order in which they are told.
const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

fn parse(text: &str) -> Result<Size, String> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim_start();
    if number.is_empty() || unit.starts_with('.') {
        return Err(format!("`{text}` is no size\n  = help: write a whole number and a unit: `512 MiB`"));
    }
    let bytes_each = match unit {
        "" => 1,
        unit => bytes_of(unit).ok_or_else(|| unknown_unit(number, unit))?,
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(bytes_each));
    match bytes.map(NonZeroU64::new) {
        Some(Some(bytes)) => Ok(Size(bytes)),
        Some(None) => Err(format!("`{text}` is no memory at all\n  = help: leave it out for no limit")),
        None => Err(format!("`{text}` is more than can be counted\n  = help: leave it out for no limit")),
    }
}

fn bytes_of(unit: &str) -> Option<u64> {
    UNITS.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name)).map(|(_, bytes)| *bytes)
}

fn unknown_unit(number: &str, unit: &str) -> String {
    let names = || UNITS.iter().map(|(name, _)| *name);
    // `512M` is what other programs take for 512 MiB.
    let binary = || names().find(|name| name.ends_with("iB") && name.starts_with(&unit.to_ascii_uppercase()));
    let meant = if unit.chars().count() == 1 { binary() } else { nearest(unit, names()) };
    let help = meant.map(|meant| format!("\n  = help: did you mean `{number} {meant}`?")).unwrap_or_default();
    let known = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    format!("unknown unit `{unit}`{help}\n  = note: units are {known}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<u64, String> {
        serde_json::from_value::<Size>(value).map(Size::bytes).map_err(|error| error.to_string())
    }

    #[test]
    fn bytes_and_units_are_read() {
        for (given, bytes) in [
            (json!(1), 1),
            (json!("4096"), 4096),
            (json!("512 MiB"), 512 << 20),
            (json!("2gib"), 2 << 30),
            (json!(" 3 GB "), 3_000_000_000),
            (json!(u64::MAX), u64::MAX),
        ] {
            assert_eq!(read(given.clone()), Ok(bytes), "{given}");
        }
    }

    #[test]
    fn what_is_no_size_is_told_with_what_was_meant() {
        let wrong = [
            json!("512M"),
            json!("512 MiBs"),
            json!("1.5 GiB"),
            json!("much"),
            json!("5 é"),
            json!("0 MiB"),
            json!("99999999999 TiB"),
            json!(0),
            json!(-1),
            json!(true),
        ];
        let told: Vec<_> = wrong.into_iter().map(|wrong| read(wrong).unwrap_err()).collect();
        assert_eq!(
            told.join("\n"),
            "\
unknown unit `M`
  = help: did you mean `512 MiB`?
  = note: units are `B`, `KiB`, `MiB`, `GiB`, `TiB`, `kB`, `MB`, `GB`, `TB`
unknown unit `MiBs`
  = help: did you mean `512 MiB`?
  = note: units are `B`, `KiB`, `MiB`, `GiB`, `TiB`, `kB`, `MB`, `GB`, `TB`
`1.5 GiB` is no size
  = help: write a whole number and a unit: `512 MiB`
`much` is no size
  = help: write a whole number and a unit: `512 MiB`
unknown unit `é`
  = note: units are `B`, `KiB`, `MiB`, `GiB`, `TiB`, `kB`, `MB`, `GB`, `TB`
`0 MiB` is no memory at all
  = help: leave it out for no limit
`99999999999 TiB` is more than can be counted
  = help: leave it out for no limit
invalid value: integer `0`, expected bytes from 1, or a size such as `\"512 MiB\"`
invalid value: integer `-1`, expected bytes from 1, or a size such as `\"512 MiB\"`
invalid type: boolean `true`, expected bytes from 1, or a size such as `\"512 MiB\"`"
        );
    }
}
