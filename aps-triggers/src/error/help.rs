//! What to write instead, and the rule behind it.

use super::cron_forms::{complete, large_step, typed_for};
use super::{ParseError, ParseErrorKind as Kind, Subject, zones};
use crate::field::Field;

pub(super) fn help(error: &ParseError) -> Option<String> {
    did_you_mean(&error.kind).or_else(|| match error.subject {
        Subject::Crontab => crontab_help(error),
        Subject::Keyed => keyed_help(error),
        Subject::Combined if matches!(error.kind, Kind::NeverFires { .. }) => {
            Some("an `and` fires when all of its members do; if one of them is enough, write `or`".into())
        }
        Subject::CalendarInterval if error.kind == Kind::ZeroLength => {
            Some("give `years`, `months`, `weeks` or `days`".into())
        }
        #[cfg(feature = "eval")]
        Subject::Jitter => {
            Some("leave it out, or choose one that is shorter than the time between two fires".into())
        }
        _ => plain_help(&error.kind),
    })
}

pub(super) fn note(error: &ParseError) -> Option<String> {
    Some(match &error.kind {
        Kind::MissingFields { .. } | Kind::ExtraFields { .. } | Kind::ListWithBlanks { .. } => {
            "the fields are: [second] minute hour day month day_of_week".into()
        }
        Kind::AwsFieldOrder { .. } => {
            "six fields begin with a second here; AWS counts weekdays from 1, Sunday, a crontab from 0".into()
        }
        Kind::UnknownTimeZone { name, .. } => zones::note(name)?.into(),
        Kind::NoSuchDate { reason } if reason.ends_with(":60") => "leap seconds are not counted".into(),
        Kind::UnknownMacro { .. } => {
            "known are `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly`"
                .into()
        }
        Kind::UnknownUnit { .. } | Kind::MissingUnit { .. } => {
            "units are weeks, days, hours, minutes, seconds and ms".into()
        }
        Kind::UnknownChoice { key, known, .. } => format!("`{key}` is one of `{}`", known.join("`, `")),
        Kind::OutOfRange { max: 5, .. } => "a month has the same weekday up to five times".into(),
        Kind::OutOfRange { max: 30, .. } => "`L-30` is the day 30 days before the last one".into(),
        kind => values_of(field_of(kind, error.field?)?, error.subject).into(),
    })
}

/// The field whose values a mistake is about; `3rd fri` has a weekday in the day.
fn field_of(kind: &Kind, field: Field) -> Option<Field> {
    match kind {
        Kind::UnknownName { expected: "weekday", .. } => Some(Field::DayOfWeek),
        Kind::NotANumber { .. } if field == Field::DayOfWeek => None,
        Kind::UnknownName { .. }
        | Kind::NotANumber { .. }
        | Kind::Negative { .. }
        | Kind::OutOfRange { .. }
        | Kind::ReversedRange { .. } => Some(field),
        _ => None,
    }
}

fn did_you_mean(kind: &Kind) -> Option<String> {
    let nearest = match kind {
        Kind::UnknownName { nearest, .. }
        | Kind::UnknownMacro { nearest, .. }
        | Kind::UnknownTimeZone { nearest, .. }
        | Kind::UnknownUnit { nearest, .. }
        | Kind::UnknownChoice { nearest, .. } => (*nearest)?,
        _ => return None,
    };
    Some(format!("did you mean `{nearest}`?"))
}

fn crontab_help(error: &ParseError) -> Option<String> {
    Some(match &error.kind {
        Kind::Empty => "write five fields, such as `0 0 * * *` for every midnight".into(),
        Kind::MissingFields { completed: Some(completed), .. } => format!("`{completed}` has all of them"),
        Kind::MissingFields { .. } | Kind::OtherNotation { instead: None, .. } => {
            "write five fields, such as `30 9 * * mon-fri` for half past nine from Monday to Friday".into()
        }
        Kind::BeyondSchedule { text, schedule } if text.starts_with('#') => {
            format!("write `{schedule}`, and the comment above it")
        }
        Kind::BeyondSchedule { schedule, .. } => {
            format!("write `{schedule}`: what is to be done is done by the function")
        }
        Kind::ExtraFields { found: 7, instead: Some(instead) } if instead.starts_with("cron(") => {
            format!("a year is given in the keyed form: `{instead}`")
        }
        Kind::ExtraFields { instead: Some(instead), .. } => format!("leave out the year: `{instead}`"),
        Kind::ExtraFields { found: 7, .. } => {
            "leave out the year, or give the fields one by one: `cron(year = \"2030\", …)`".into()
        }
        Kind::ExtraFields { .. } => "separate the items of a list by commas, without blanks".into(),
        Kind::ListWithBlanks { instead, .. } | Kind::AwsFieldOrder { instead } => {
            format!("write `{instead}`")
        }
        Kind::Reboot => "run it in `main`, before the scheduler is started".into(),
        Kind::UnknownMacro { text, .. } if text.eq_ignore_ascii_case("@every") => {
            "write the length as `interval = \"5m\"`".into()
        }
        Kind::MisplacedQuestionMark => "write `*`".into(),
        Kind::MisplacedForm { text } if error.field == Some(Field::DayOfWeek) => {
            format!("say which weekday, such as `fri{text}`")
        }
        Kind::MisplacedForm { .. } => "`L`, `W` and `#` belong in the day fields".into(),
        Kind::KeyedForm { text, instead } if instead.contains('#') => {
            format!("for the {} Friday write `{instead}` in the `day_of_week` field", text.to_lowercase())
        }
        Kind::KeyedForm { instead, .. } => format!("write `{instead}`"),
        Kind::WrongField { .. } => "the order is: minute hour day month day_of_week".into(),
        Kind::NeverFires { reason } if reason.contains(" no day ") => {
            "for the last day of a month write `L`".into()
        }
        Kind::EmptyItem => "write lists without blanks, and an item on both sides of a comma".into(),
        Kind::TrailingText { after, .. } if after.starts_with('@') => format!("`{after}` stands alone"),
        Kind::UnknownTimeZone { name, .. } => zones::help(name),
        kind => return shared_help(kind, error.field),
    })
}

fn keyed_help(error: &ParseError) -> Option<String> {
    Some(match (&error.kind, error.field) {
        (Kind::EmptyField, _) => "leave the field out, or write `*` for every value".into(),
        (Kind::OutOfRange { text, .. }, Some(Field::DayOfWeek)) if text == "7" => {
            "write `sun`, or 6: the keyed form counts from 0, Monday".into()
        }
        (Kind::TrailingText { text, .. }, Some(Field::Month | Field::DayOfWeek)) if text.starts_with('/') => {
            "a step needs numbers, not names".into()
        }
        (Kind::TrailingText { after, text }, Some(Field::Day))
            if after.eq_ignore_ascii_case("last") && text.starts_with('-') =>
        {
            format!("give the whole schedule as a crontab, such as `0 0 L{text} * *`")
        }
        (Kind::TrailingText { text, .. }, Some(Field::Day)) if text.starts_with(char::is_alphabetic) => {
            "write `1st mon` to `5th sun`, `last fri` or `last`".into()
        }
        (Kind::NotANumber { .. } | Kind::OutOfRange { max: 5, .. }, Some(Field::Day)) => {
            "write `1st mon` to `5th sun`, `last fri` or `last`".into()
        }
        (Kind::WrongField { text, belongs }, _) => format!("write `{belongs} = \"{text}\"`"),
        (Kind::NeverFires { reason }, _) if reason.contains(" no day ") => {
            "for the last day of a month write `day = \"last\"`".into()
        }
        (Kind::TrailingText { text, .. }, _) if text.starts_with(char::is_whitespace) => {
            "separate the items of a list by commas".into()
        }
        (Kind::MixedRange { .. }, _) => "write two names or two numbers".into(),
        (Kind::CrontabForm { instead: Some(instead), .. }, _) => format!("write `{instead}`"),
        (Kind::CrontabForm { text, .. }, Some(Field::DayOfWeek)) => {
            format!("give the whole schedule as a crontab, such as `0 0 * * {text}`")
        }
        (Kind::CrontabForm { text, .. }, _) => {
            format!("give the whole schedule as a crontab, such as `0 0 {text} * *`")
        }
        (Kind::EmptyItem, _) => "write an item on both sides of a comma".into(),
        (kind, field) => return shared_help(kind, field),
    })
}

/// What is the same in both cron forms.
fn shared_help(kind: &Kind, field: Option<Field>) -> Option<String> {
    Some(match kind {
        Kind::JenkinsHash { step } => format!("write a fixed number, such as `7{step}`"),
        Kind::OtherNotation { instead, .. } => format!("write `{}`", instead.as_ref()?),
        Kind::NotANumber { text } if text == "*" => "write a step as `*/5`".into(),
        Kind::OutOfRange { text, max: 23, .. } if text == "24" => "write `0` for midnight".into(),
        Kind::OutOfRange { text, max: 59, .. } if text == "60" => "write `0`".into(),
        Kind::Incomplete { text } => complete(text).into(),
        Kind::TrailingText { after, text }
            if after == "*" && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            format!("write a step as `*/{text}`")
        }
        Kind::TrailingText { after, text } => return typed_for(after, text),
        Kind::ZeroStep => "write a step of 1 or more".into(),
        Kind::StepTooLarge { largest: 0, .. } => "leave the step out".into(),
        Kind::StepTooLarge { step, largest } => large_step(step, *largest, field),
        Kind::ReversedRange { instead: Some(instead), .. } => format!("write `{instead}`"),
        Kind::ReversedRange { instead: None, .. } => "write the earlier year first".into(),
        _ => return None,
    })
}

/// Dates, lengths and zones.
fn plain_help(kind: &Kind) -> Option<String> {
    Some(match kind {
        Kind::NoSuchDate { reason } if reason.ends_with(" 24:00:00") => {
            "midnight is `00:00:00` of the day that begins with it".into()
        }
        Kind::NoSuchDate { reason } if reason.ends_with(":60") => "write the second 59".into(),
        Kind::TimeInDate => "write the date alone, such as `2030-01-31`".into(),
        Kind::NoMembers => "give at least one trigger".into(),
        Kind::MissingUnit { number } => {
            format!("write `{number}s` for seconds, `{number}m` for minutes, `{number}h` for hours")
        }
        Kind::OtherNotation { instead: Some(instead), .. } | Kind::InvalidDate { instead: Some(instead) } => {
            format!("write `{instead}`")
        }
        Kind::InvalidDate { .. } => {
            "write `2030-01-31`, `2030-01-31 08:00:00` or `2030-01-31T08:00:00+01:00`".into()
        }
        Kind::UnknownUnit { text, .. } if is_calendar_unit(text) => {
            format!("months and years differ in length: use `calendar_interval({} = 1)`", plural(text))
        }
        Kind::ZeroLength => "write a length above zero, such as `1s`".into(),
        Kind::NegativeLength => "leave out the `-`: an interval is counted forwards".into(),
        Kind::Empty | Kind::MissingNumber { .. } => "write a number and a unit, such as `1h 30m`".into(),
        Kind::UnknownTimeZone { name, .. } => zones::help(name),
        _ => return None,
    })
}

fn is_calendar_unit(unit: &str) -> bool {
    ["month", "months", "mon", "year", "years", "y", "yr"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(unit))
}

fn plural(unit: &str) -> &'static str {
    if unit.starts_with(['y', 'Y']) { "years" } else { "months" }
}

const fn values_of(field: Field, subject: Subject) -> &'static str {
    match field {
        Field::Year => "years are 1970-9999",
        Field::Month => "months are 1-12 or jan-dec",
        Field::Day => "days are 1-31",
        Field::Week => "weeks are 1-53",
        Field::DayOfWeek if matches!(subject, Subject::Keyed) => "weekdays are 0-6 or mon-sun; 0 is Monday",
        Field::DayOfWeek => "weekdays are 0-7 or mon-sun; 0 and 7 are Sunday",
        Field::Hour => "hours are 0-23",
        Field::Minute => "minutes are 0-59",
        Field::Second => "seconds are 0-59",
    }
}
