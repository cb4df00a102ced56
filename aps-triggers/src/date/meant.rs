//! A date that is written in another way: how is it written here?

use super::moment::is_date;

/// The date in the form that [`Moment`](super::Moment) reads, if the text can mean only one.
pub(crate) fn meant_date(text: &str) -> Option<String> {
    let text = text.trim();
    if is_date(text) {
        return Some(text.to_owned());
    }
    let spaced = text.replace(',', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    // A date in three words, `31 Jan 2030`; in one, with a `T` or not.
    let read = |date: &str, rest: &[&str]| {
        let (date, time) = (date_of(date)?, time_of(&rest.concat())?);
        Some(format!("{date}{time}")).filter(|text| is_date(text))
    };
    let (first, rest) = words.split_first()?;
    let split =
        |sign| first.split_once(sign).filter(|(date, _)| date.ends_with(|c: char| c.is_ascii_digit()));
    read(first, rest)
        .or_else(|| read(&words.get(..3)?.join("-"), words.get(3..)?))
        .or_else(|| split('T').and_then(|(date, time)| read(date, &[time])))
}

/// `01/31/2030`, `31.01.2030`, `2030/01/31`, `20300131`, `31-Jan-2030`.
fn date_of(text: &str) -> Option<String> {
    if text.len() == 8
        && let (Some(year), Some(month), Some(day)) = (text.get(..4), text.get(4..6), text.get(6..))
    {
        return Some(format!("{year}-{month}-{day}"));
    }
    let mut separators = text.chars().filter(|c| "/.-".contains(*c));
    let separator = separators.next().filter(|first| separators.all(|c| c == *first))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = match (number(first), number(second), number(third)) {
        (Some(year), Some(month), Some(day)) if first.len() == 4 => (year, month, day),
        (Some(day), Some(month), Some(year)) if third.len() == 4 && (separator == '.' || day > 12) => {
            (year, month, day)
        }
        (Some(month), Some(day), Some(year)) if third.len() == 4 && day > 12 => (year, month, day),
        (Some(day), None, Some(year)) if third.len() == 4 => (year, month_of(second)?, day),
        (None, Some(day), Some(year)) if third.len() == 4 => (year, month_of(first)?, day),
        _ => return None,
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// `08:30`, `8:30pm`, `083000Z`, `08:30:00+0100`, as it follows a date here.
fn time_of(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let lower = text.to_ascii_lowercase();
    let (clock, offset) = match lower.find(['z', '+', '-']) {
        Some(at) => lower.split_at_checked(at)?,
        None => (lower.as_str(), ""),
    };
    let (clock, plus) = match (clock.strip_suffix("am"), clock.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (clock, None),
    };
    let digits = clock.replace(':', "");
    let pairs = || (0..digits.len() / 2).filter_map(|at| digits.get(2 * at..2 * at + 2)).collect();
    let parts: Vec<&str> = if clock.contains(':') { clock.split(':').collect() } else { pairs() };
    let hour = number(parts.first()?)?;
    let hour = plus.map_or(hour, |plus| hour % 12 + plus);
    let minute = parts.get(1).map_or(Some(0), |part| number(part))?;
    let second = parts.get(2).copied().unwrap_or("00");
    let separator = if offset.is_empty() { ' ' } else { 'T' };
    Some(format!("{separator}{hour:02}:{minute:02}:{second}{}", offset_of(offset)?))
}

/// `+0100` with its colon.
fn offset_of(text: &str) -> Option<String> {
    match text.len() {
        5 => Some(format!("{}:{}", text.get(..3)?, text.get(3..)?)),
        3 => Some(format!("{text}:00")),
        _ => Some(text.to_ascii_uppercase()),
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// The month with this English name, from 1.
fn month_of(name: &str) -> Option<u32> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_ascii_lowercase();
    (1..).zip(names).find(|(_, known)| *known == start).map(|(month, _)| month)
}

#[cfg(test)]
mod tests {
    use super::meant_date;

    #[test]
    fn other_forms_are_put_right() {
        for (text, expected) in [
            ("01/31/2030", "2030-01-31"),
            ("31.01.2030", "2030-01-31"),
            ("01.02.2030", "2030-02-01"),
            ("31-01-2030", "2030-01-31"),
            ("2030/01/31", "2030-01-31"),
            ("31 Jan 2030", "2030-01-31"),
            ("January 31, 2030", "2030-01-31"),
            ("31-Jan-2030 8:30 pm", "2030-01-31 20:30:00"),
            ("2030-01-31 08:30", "2030-01-31 08:30:00"),
            ("2030-01-31T08:30", "2030-01-31 08:30:00"),
            ("2030-01-31T08:30:00+0100", "2030-01-31T08:30:00+01:00"),
            ("20300131T083000Z", "2030-01-31T08:30:00Z"),
            ("20300131", "2030-01-31"),
        ] {
            assert_eq!(meant_date(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_can_mean_two_things_is_not_guessed() {
        for text in
            ["01/02/2030", "30-01-31", "tomorrow", "", "T", "2030-02-30", "10000-01-01", "é-é-é", "1/2", "5m"]
        {
            assert_eq!(meant_date(text), None, "{text}");
        }
    }
}
