//! Texts that are not crontabs but say when in another way: which one, and how is it
//! said here?

use super::layout::is_readable;
use crate::date::meant_date;
use crate::error::ParseErrorKind as Kind;
use crate::interval::{is_length, meant_length};

/// What a text is, if it is a notation that is known.
pub(super) fn recognise(text: &str) -> Option<Kind> {
    let text = text.trim();
    let found =
        |what, instead| Some(Kind::OtherNotation { text: text.to_owned(), what, instead: Some(instead) });
    if let Some(inner) = unquoted(text) {
        return found("in quotes twice", inner.to_owned());
    }
    if let Some(crontab) = clock(text) {
        return found("a time of day, not a crontab", crontab);
    }
    if let Some(crontab) = aws(text) {
        return found("an expression of AWS, not a crontab", crontab);
    }
    if let Some(length) = length(text) {
        return found("a length of time, not a crontab", format!("interval = \"{length}\""));
    }
    if let Some(date) = meant_date(text) {
        return found("a date, not a crontab", format!("date = \"{date}\""));
    }
    calendar_of_systemd(text).and_then(|crontab| found("a time of systemd, not a crontab", crontab))
}

fn unquoted(text: &str) -> Option<&str> {
    let inner = ['\'', '"', '`'].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote))?;
    is_readable(inner).then_some(inner)
}

/// `cron(0 12 * * ? *)`; with numbers of weekdays, which AWS counts from 1, it is left alone.
fn aws(text: &str) -> Option<String> {
    let words: Vec<&str> = text.strip_prefix("cron(")?.strip_suffix(')')?.split_whitespace().collect();
    let [five @ .., "*" | "?"] = words.as_slice() else { return None };
    let plain = |word: &&str| if *word == "?" { "*" } else { word }.to_owned();
    let weekday_is_plain = five.last().is_some_and(|weekday| !weekday.contains(|c: char| c.is_ascii_digit()));
    readable(five.iter().map(plain).collect::<Vec<_>>().join(" ")).filter(|_| weekday_is_plain)
}

/// `every 5 minutes`, `@every 5m`, `rate(5 minutes)`, `5m`, `PT5M`.
fn length(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rate = lower.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(')'));
    let every = ["@every ", "every ", "each "].iter().find_map(|prefix| lower.strip_prefix(prefix));
    let length = rate.or(every).unwrap_or(&lower).trim();
    if is_length(length) {
        return Some(length.to_owned());
    }
    let one = format!("1 {length}");
    if every.is_some() && is_length(&one) {
        return Some(one);
    }
    meant_length(length)
}

/// `Mon..Fri 09:00`, `*-*-* 04:00:00`, `*-*-01 04:00`.
fn calendar_of_systemd(text: &str) -> Option<String> {
    let (mut weekdays, mut date, mut time) = ("*".to_owned(), ["*", "*"], None);
    for word in text.split_whitespace() {
        if word.contains(':') {
            time = Some(clock_of(word)?);
        } else if let Some(rest) = word.strip_prefix("*-") {
            let (month, day) = rest.split_once('-')?;
            date = [day, month];
        } else if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            weekdays = word.to_ascii_lowercase().replace("..", "-");
        } else {
            return None;
        }
    }
    if weekdays == "*" && !text.starts_with("*-") {
        return None;
    }
    let (hour, minute) = time.unwrap_or((0, 0));
    let [day, month] = date;
    readable(format!("{minute} {hour} {day} {month} {weekdays}"))
}

/// `09:30`, `9am`, `at 9:30 pm`, `every day at 9am`, `daily at noon`.
fn clock(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().filter(|word| !FILLERS.contains(word)).collect();
    let (weekday, time) = match words.as_slice() {
        [time] => ("*", (*time).to_owned()),
        [day, time] if *time != "am" && *time != "pm" => (weekdays(day)?, (*time).to_owned()),
        [time, half] => ("*", format!("{time}{half}")),
        _ => return None,
    };
    let (hour, minute) = clock_of(&time)?;
    readable(format!("{minute} {hour} * * {weekday}"))
}

const FILLERS: [&str; 7] = ["at", "every", "each", "day", "daily", "o'clock", "on"];

/// A day of the week, or several of them.
fn weekdays(word: &str) -> Option<&str> {
    match word {
        "weekday" | "weekdays" | "workday" | "workdays" => Some("mon-fri"),
        "weekend" | "weekends" => Some("sat,sun"),
        _ if word.ends_with("day") || word.ends_with("days") => word.get(..3),
        _ => None,
    }
}

/// `09:30`, `9:30:00`, `9am`, `9:30pm`, `noon`: the hour and the minute.
pub(super) fn clock_of(text: &str) -> Option<(u32, u32)> {
    match text {
        "noon" | "midday" => return Some((12, 0)),
        "midnight" => return Some((0, 0)),
        _ => {}
    }
    let half = |suffix: &str, plus: u32| text.strip_suffix(suffix).map(|rest| (rest, Some(plus)));
    let (clock, half) = half("am", 0).or_else(|| half("pm", 12)).unwrap_or((text, None));
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok().filter(|_| part.len() <= 2));
    let (hour, minute, second) = (parts.next()??, parts.next(), parts.next());
    if parts.next().is_some() || (half.is_none() && minute.is_none()) || second.unwrap_or(Some(0))? > 59 {
        return None;
    }
    let hour = match half {
        Some(plus) if (1..=12).contains(&hour) => hour % 12 + plus,
        Some(_) => return None,
        None => hour,
    };
    let minute = minute.unwrap_or(Some(0))?;
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Nothing is suggested that would be refused.
fn readable(crontab: String) -> Option<String> {
    is_readable(&crontab).then_some(crontab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let instead = match recognise(text) {
            Some(Kind::OtherNotation { instead, .. }) => instead,
            _ => None,
        };
        assert_eq!(instead.as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn times_of_day() {
        for text in ["09:30", "9:30am", "at 09:30", "every day at 9:30 am", "daily at 9:30", "09:30:00"] {
            check(text, "30 9 * * *");
        }
        check("at 9am", "0 9 * * *");
        check("12am", "0 0 * * *");
        check("noon", "0 12 * * *");
        check("every monday at 9:30 pm".replace(" pm", "pm").as_str(), "30 21 * * mon");
        check("weekdays at 08:00", "0 8 * * mon-fri");
    }

    #[test]
    fn lengths_dates_and_systemd() {
        check("every 5 minutes", "interval = \"5 minutes\"");
        check("every minute", "interval = \"1 minute\"");
        check("@every 1h30m", "interval = \"1h30m\"");
        check("rate(5 minutes)", "interval = \"5 minutes\"");
        check("PT1H30M", "interval = \"1h 30m\"");
        check("2030-01-31", "date = \"2030-01-31\"");
        check("Mon..Fri 09:00", "0 9 * * mon-fri");
        check("*-*-* 04:00:00", "0 4 * * *");
        check("*-*-01 04:30", "30 4 01 * *");
        check("'0 0 * * *'", "0 0 * * *");
        check("cron(0 12 ? * mon-fri *)", "0 12 * * mon-fri");
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        for text in [
            "",
            "hello",
            "cron(0 12 ? * 2 *)",
            "0 0 * *",
            "25:00",
            "13pm",
            "every now and then",
            "Foo..Bar 09:00",
            "1:2:3:4",
            "é",
            "*-",
        ] {
            assert_eq!(recognise(text), None, "{text}");
        }
    }
}
