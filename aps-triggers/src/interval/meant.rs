//! A length of time that is written in another way: how is it written here?

use super::length::is_length;

/// The length in the form that [`parse_length`](super::parse_length) reads.
pub(crate) fn meant_length(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let meant = iso(&lower).or_else(|| clock(&lower)).or_else(|| in_words(&lower))?;
    is_length(&meant).then_some(meant)
}

/// `PT1H30M`, `P1DT12H`; months and years have no fixed length.
fn iso(text: &str) -> Option<String> {
    let (days, time) = match text.strip_prefix('p')?.split_once('t') {
        Some((days, time)) => (days, time),
        None => (text.strip_prefix('p')?, ""),
    };
    if days.contains(['m', 'y']) {
        return None;
    }
    let mut meant = String::new();
    for letter in days.chars().chain(time.chars()) {
        if letter.is_ascii_digit() && meant.ends_with(char::is_alphabetic) {
            meant.push(' ');
        }
        meant.push(letter);
    }
    Some(meant)
}

/// `01:30:00`.
fn clock(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let parts = [(hours, "h"), (minutes, "m"), (seconds, "s")].map(|(digits, unit)| {
        let number: u32 = digits.parse().ok()?;
        Some(if number == 0 { String::new() } else { format!("{number}{unit} ") })
    });
    let written: Option<String> = parts.into_iter().collect();
    Some(written?.trim().to_owned())
}

/// `five minutes`, `an hour`, `every 5 minutes`.
fn in_words(text: &str) -> Option<String> {
    let text = text.strip_prefix("every ").unwrap_or(text);
    let (word, unit) = text.split_once(' ').unwrap_or(("one", text));
    let numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let number = match word {
        "a" | "an" => 1,
        "fifteen" => 15,
        "twenty" => 20,
        "thirty" => 30,
        _ => match word.parse() {
            Ok(number) => number,
            Err(_) => 1 + numbers.iter().position(|known| *known == word)?,
        },
    };
    // One letter may stand for anything: `m` alone is no minute.
    (unit.len() > 1).then(|| format!("{number} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::meant_length;

    #[test]
    fn other_forms_are_put_right() {
        for (text, expected) in [
            ("PT5M", "5m"),
            ("P1DT12H", "1d 12h"),
            ("01:30:00", "1h 30m"),
            ("00:00:05", "5s"),
            ("five minutes", "5 minutes"),
            ("an hour", "1 hour"),
            ("every 5 minutes", "5 minutes"),
        ] {
            assert_eq!(meant_length(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "P1M", "PT", "p", "x y z", "1:2", "00:00:00", "é", "five", "ten green bottles"] {
            assert_eq!(meant_length(text), None, "{text}");
        }
    }
}
