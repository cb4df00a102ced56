//! The causes, and the headline of each.

use std::fmt;

use crate::field::Field;

/// Why a text was refused.
///
/// `Display` is the headline of the cause: lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// There is no text at all.
    Empty,
    /// A crontab has fewer than five fields.
    MissingFields {
        /// The fields that are missing, in the order of a crontab.
        missing: Vec<Field>,
        /// The expression with `*` for what is missing, if that makes it right.
        completed: Option<String>,
    },
    /// A crontab has more than six fields.
    ExtraFields {
        /// How many there are.
        found: usize,
        /// The expression without the seventh, if that is a year that can go.
        instead: Option<String>,
    },
    /// Another notation: a time of day, a length of time, a date, a line of systemd.
    OtherNotation {
        /// As written.
        text: String,
        /// What it is.
        what: &'static str,
        /// What to write instead, if that can be told.
        instead: Option<String>,
    },
    /// A command or a comment behind the five fields of a crontab.
    BeyondSchedule {
        /// What is too much.
        text: String,
        /// What is left without it.
        schedule: String,
    },
    /// `mon, wed, fri`: blanks separate fields, not the items of a list.
    ListWithBlanks {
        /// As written.
        text: String,
        /// The same without blanks.
        instead: String,
    },
    /// A value that another field takes.
    WrongField {
        /// As written.
        text: String,
        /// The field that takes it.
        belongs: Field,
    },
    /// Six fields in the order of AWS `EventBridge`: the last one is a year.
    AwsFieldOrder {
        /// What to write instead.
        instead: String,
    },
    /// `@reboot`: an event, not a time.
    Reboot,
    /// An `@` name that is not known.
    UnknownMacro {
        /// As written.
        text: String,
        /// The known name it resembles.
        nearest: Option<&'static str>,
    },
    /// A keyed field is given but blank.
    EmptyField,
    /// Two commas in a row, or one at an end.
    EmptyItem,
    /// Not the name of a month or of a weekday.
    UnknownName {
        /// As written.
        text: String,
        /// What it is not: `month` or `weekday`.
        expected: &'static str,
        /// The known name it resembles.
        nearest: Option<&'static str>,
    },
    /// A word where only numbers can stand.
    NotANumber {
        /// As written.
        text: String,
    },
    /// A number the field does not have.
    OutOfRange {
        /// As written.
        text: String,
        /// The lowest value.
        min: u32,
        /// The highest value.
        max: u32,
    },
    /// The end of a range comes before its start.
    ReversedRange {
        /// As written.
        text: String,
        /// The same in two ranges.
        instead: Option<String>,
    },
    /// A range from a name to a number or the reverse, in the keyed form.
    MixedRange {
        /// As written.
        text: String,
    },
    /// `-`, `/` or `#` with nothing on one side.
    Incomplete {
        /// As written.
        text: String,
    },
    /// A number below zero.
    Negative {
        /// As written.
        text: String,
    },
    /// `*/0`.
    ZeroStep,
    /// A step over everything but the first value.
    StepTooLarge {
        /// The step as written.
        step: String,
        /// The largest step that reaches a second value.
        largest: u32,
    },
    /// Something follows a complete expression.
    TrailingText {
        /// The part that is complete.
        after: String,
        /// What follows it.
        text: String,
    },
    /// `?` in a field that is not about days.
    MisplacedQuestionMark,
    /// `L`, `W` or `#` in a field that does not have it.
    MisplacedForm {
        /// As written.
        text: String,
    },
    /// A form that only crontab strings have, in the keyed form.
    CrontabForm {
        /// As written.
        text: String,
        /// The same in the keyed form, if it can be said there.
        instead: Option<String>,
    },
    /// A form that only the keyed form has, in a crontab.
    KeyedForm {
        /// As written.
        text: String,
        /// The same in a crontab.
        instead: &'static str,
    },
    /// `H`, with which Jenkins spreads its jobs.
    JenkinsHash {
        /// The step, with its slash, if there is one.
        step: String,
    },
    /// A schedule that no date satisfies.
    NeverFires {
        /// Why not.
        reason: String,
    },
    /// A name that is in no time zone database.
    UnknownTimeZone {
        /// As written.
        name: String,
        /// The known name it resembles.
        nearest: Option<&'static str>,
    },
    /// A word that an option does not take.
    UnknownChoice {
        /// As written.
        text: String,
        /// The option, such as `dst_gap`.
        key: &'static str,
        /// The words it takes.
        known: Vec<&'static str>,
        /// The known word it resembles.
        nearest: Option<&'static str>,
    },
    /// Not written as a date.
    InvalidDate {
        /// The date that was meant, as it is written here.
        instead: Option<String>,
    },
    /// Written as a date, but there is no such date or time.
    NoSuchDate {
        /// Why not.
        reason: String,
    },
    /// A date that is wanted alone has a time.
    TimeInDate,
    /// The end comes before the start.
    EndBeforeStart,
    /// An `and` or `or` of nothing.
    NoMembers,
    /// A length without a unit.
    MissingUnit {
        /// The number as written.
        number: String,
    },
    /// A unit that is not known.
    UnknownUnit {
        /// As written.
        text: String,
        /// The known unit it resembles.
        nearest: Option<&'static str>,
    },
    /// A number was expected.
    MissingNumber {
        /// What stands in its place.
        text: String,
    },
    /// An interval of no length.
    ZeroLength,
    /// An interval below zero.
    NegativeLength,
    /// An interval that is not a number or endless.
    NotFinite,
    /// An interval longer than can be counted.
    TooLong,
}

impl fmt::Display for ParseErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing here"),
            Self::MissingFields { missing, .. } => missing_fields(f, missing),
            Self::ExtraFields { found, .. } => write!(f, "{found} fields, where 5 or 6 are expected"),
            Self::OtherNotation { text, what, .. } => write!(f, "`{text}` is {what}"),
            Self::BeyondSchedule { text, .. } => write!(f, "`{text}` does not belong to the schedule"),
            Self::ListWithBlanks { text, .. } => write!(f, "the list `{text}` has blanks in it"),
            Self::WrongField { text, belongs } => write!(f, "`{text}` belongs in the `{belongs}` field"),
            Self::AwsFieldOrder { .. } => {
                f.write_str("this is the field order of AWS, with a year at the end")
            }
            Self::Reboot => f.write_str("`@reboot` is not a time"),
            Self::UnknownMacro { text, .. } => write!(f, "`{text}` is not known"),
            Self::EmptyField => f.write_str("the field is empty"),
            Self::EmptyItem => f.write_str("an item of the list is empty"),
            Self::UnknownName { text, expected, .. } => write!(f, "`{text}` is not a {expected}"),
            Self::NotANumber { text } => write!(f, "`{text}` is not a number"),
            Self::OutOfRange { text, min, max } => write!(f, "`{text}` is not in {min}-{max}"),
            Self::ReversedRange { text, .. } => write!(f, "the range `{text}` runs backwards"),
            Self::MixedRange { text } => write!(f, "the range `{text}` mixes a name and a number"),
            Self::Incomplete { text } => write!(f, "`{text}` is incomplete"),
            Self::Negative { text } => write!(f, "`{text}` is negative"),
            Self::ZeroStep => f.write_str("a step of 0 goes nowhere"),
            Self::StepTooLarge { step, .. } => write!(f, "the step `{step}` leaves only the first value"),
            Self::TrailingText { after, text } => write!(f, "`{text}` after `{after}` is not understood"),
            Self::MisplacedQuestionMark => f.write_str("`?` belongs in the day fields only"),
            Self::MisplacedForm { text } => write!(f, "`{text}` has no meaning in this field"),
            Self::CrontabForm { text, .. } => write!(f, "`{text}` is written so in a crontab only"),
            Self::KeyedForm { text, .. } => write!(f, "`{text}` is written so in the keyed form only"),
            Self::JenkinsHash { .. } => f.write_str("`H` is known to Jenkins only"),
            Self::NeverFires { reason } => write!(f, "this never fires: {reason}"),
            Self::UnknownTimeZone { name, .. } if name.is_empty() => f.write_str("the time zone is missing"),
            Self::UnknownTimeZone { name, .. } => write!(f, "`{name}` is not a time zone"),
            Self::UnknownChoice { text, key, .. } => write!(f, "`{text}` is not a value of `{key}`"),
            Self::InvalidDate { .. } => f.write_str("this is not a date"),
            Self::NoSuchDate { reason } => f.write_str(reason),
            Self::TimeInDate => f.write_str("this is more than a date"),
            Self::EndBeforeStart => f.write_str("the end comes before the start"),
            Self::NoMembers => f.write_str("it has no members"),
            Self::MissingUnit { number } => write!(f, "`{number}` has no unit"),
            Self::UnknownUnit { text, .. } => write!(f, "`{text}` is not a unit of time"),
            Self::MissingNumber { text } => write!(f, "`{text}` has no number before it"),
            Self::ZeroLength => f.write_str("the length is zero"),
            Self::NegativeLength => f.write_str("the length is negative"),
            Self::NotFinite => f.write_str("the length is not a finite number"),
            Self::TooLong => f.write_str("the length is too long to be counted"),
        }
    }
}

fn missing_fields(f: &mut fmt::Formatter<'_>, missing: &[Field]) -> fmt::Result {
    let (last, others) = match missing.split_last() {
        Some((last, others)) => (last.name(), others),
        None => ("a field", missing),
    };
    let verb = if others.is_empty() { "is" } else { "are" };
    for (index, field) in others.iter().enumerate() {
        write!(f, "{}`{field}`", if index > 0 { ", " } else { "" })?;
    }
    let and = if others.is_empty() { "" } else { " and " };
    write!(f, "{and}`{last}` {verb} missing")
}
