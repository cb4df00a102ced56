//! The trigger as it is written: `cron = "…"`, `cron(…)`, `interval(…)`…

use aps_triggers::Field;
use aps_triggers::interval::Unit;
use proc_macro2::{Group, Ident, Span, TokenTree};

use super::parse::OPTIONS;
use super::units;
use crate::attr::{self, Entry};
use crate::diag::{Diagnostic, Place, Sink};
use crate::meant;
use crate::value::{Number, Scalar, Text, Value};

/// A trigger and what stands with it in its parentheses.
#[derive(Debug)]
pub(super) struct TriggerAttr {
    pub(super) key: Ident,
    pub(super) place: Place,
    /// `None` if it could not be read, which was reported.
    pub(super) schedule: Option<Schedule>,
    pub(super) window: Window,
    /// The source text, for documentation.
    pub(super) source: String,
}

/// When, as literals.
#[derive(Debug)]
pub(super) enum Schedule {
    Crontab(Text),
    Keyed(Vec<FieldText>),
    Length(Text),
    Units(Vec<(Unit, f64)>),
    Moment(Text),
}

/// The text of one cron field. A number stands for its digits.
#[derive(Debug)]
pub(super) struct FieldText {
    pub(super) field: Field,
    pub(super) value: FieldValue,
}

#[derive(Debug)]
pub(super) enum FieldValue {
    Text(Text),
    Number(Number),
}

/// What every trigger can have.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub(super) timezone: Option<Text>,
    pub(super) start_date: Option<Text>,
    pub(super) end_date: Option<Text>,
}

pub(super) const WINDOW: [&str; 3] = ["timezone", "start_date", "end_date"];
const EXAMPLE_DATE: &str = "a date such as `\"2030-01-31\"` or `\"2030-01-31 08:30:00\"`";

impl Window {
    /// The key must be one of [`WINDOW`].
    pub(super) fn take(&mut self, entry: &Entry, sink: &mut Sink) {
        if entry.key == "timezone" {
            self.timezone = sink.absorb(entry.text("an IANA time zone such as `\"Europe/Berlin\"`"));
        } else {
            let date = sink.absorb(entry.text(EXAMPLE_DATE));
            *if entry.key == "start_date" { &mut self.start_date } else { &mut self.end_date } = date;
        }
    }

    /// This window, which stands outside of the parentheses, with what is inside.
    pub(super) fn merged(&self, inner: &Window, sink: &mut Sink) -> Window {
        let mut one = |outer: &Option<Text>, inner: &Option<Text>, key: &str| {
            if let (Some(outer), Some(_)) = (outer, inner) {
                let headline = format!("`{key}` is given inside and outside of the parentheses");
                sink.push(Diagnostic::new(outer.place(), headline).help("keep one of the two"));
            }
            inner.as_ref().or(outer.as_ref()).cloned()
        };
        Window {
            timezone: one(&self.timezone, &inner.timezone, "timezone"),
            start_date: one(&self.start_date, &inner.start_date, "start_date"),
            end_date: one(&self.end_date, &inner.end_date, "end_date"),
        }
    }
}

impl FieldValue {
    pub(super) fn as_str(&self) -> &str {
        match self {
            FieldValue::Text(text) => &text.value,
            FieldValue::Number(number) => &number.digits,
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            FieldValue::Text(text) => text.literal.span(),
            FieldValue::Number(number) => number.place.start(),
        }
    }
}

impl TriggerAttr {
    /// The key must be `cron`, `interval` or `date`.
    pub(super) fn read(entry: &Entry, sink: &mut Sink) -> Self {
        let mut window = Window::default();
        let schedule = match &entry.value {
            Value::List(list) => read_list(&entry.key, list, &mut window, sink),
            _ => sink.absorb(entry.text(expected(&entry.key))).map(|text| from_text(&entry.key, text)),
        };
        Self { key: entry.key.clone(), place: entry.place(), schedule, window, source: entry.written() }
    }
}

fn expected(key: &Ident) -> &'static str {
    match key.to_string().as_str() {
        "cron" => "a crontab string such as `\"0 8 * * mon-fri\"`",
        "interval" => "a length of time such as `\"2h\"` or `\"1h 30m\"`",
        _ => EXAMPLE_DATE,
    }
}

fn from_text(key: &Ident, text: Text) -> Schedule {
    match key.to_string().as_str() {
        "cron" => Schedule::Crontab(text),
        "interval" => Schedule::Length(text),
        _ => Schedule::Moment(text),
    }
}

fn read_list(key: &Ident, list: &Group, window: &mut Window, sink: &mut Sink) -> Option<Schedule> {
    if let Some(diagnostic) = without_key(key, list) {
        sink.push(diagnostic);
        return None;
    }
    let faults = sink.len();
    let (about, entries): (Vec<_>, Vec<_>) = attr::read(list.stream(), sink)
        .into_iter()
        .partition(|entry| WINDOW.iter().any(|known| entry.key == known));
    for entry in &about {
        window.take(entry, sink);
    }
    if entries.is_empty() {
        // What could not be read may well say when.
        if sink.len() == faults {
            sink.push(empty(key, list));
        }
        return None;
    }
    match key.to_string().as_str() {
        "cron" => {
            let fields = entries.iter().filter_map(|entry| sink.absorb(field(entry)));
            Some(Schedule::Keyed(fields.collect()))
        }
        "interval" => {
            let units: Vec<_> = entries.iter().map(|entry| sink.absorb(unit(entry))).collect();
            // A sum without one of its parts means nothing, so it is not looked at further.
            units.into_iter().collect::<Option<_>>().map(Schedule::Units)
        }
        _ => {
            let dates: Vec<_> = entries.iter().filter_map(|entry| sink.absorb(run_date(entry))).collect();
            dates.into_iter().next().map(Schedule::Moment)
        }
    }
}

/// `cron("…")` instead of `cron = "…"`.
fn without_key(key: &Ident, list: &Group) -> Option<Diagnostic> {
    let TokenTree::Literal(first) = list.stream().into_iter().next()? else { return None };
    let headline = format!("`{key}(…)` takes `key = value`");
    let literal = meant::literal(&TokenTree::from(first.clone()).into(), expected(key));
    let instead = literal.unwrap_or_else(|| attr::spaced(list.stream()));
    Some(Diagnostic::new(first.span(), headline).help(format!("write `{key} = {instead}`")))
}

fn empty(key: &Ident, list: &Group) -> Diagnostic {
    let example = match key.to_string().as_str() {
        "cron" => "`cron(hour = 5)`, or for every second `cron(second = \"*\")`",
        "interval" => "`interval(hours = 2)`",
        _ => "`date(run_date = \"2030-01-31\")`",
    };
    Diagnostic::new(Place::from(key.span()).to(list.span().into()), format!("`{key}(…)` does not say when"))
        .help(format!("write for example {example}"))
}

fn field(entry: &Entry) -> Result<FieldText, Diagnostic> {
    let Some(field) = Field::ALL.into_iter().find(|field| entry.key == field.name()) else {
        let meant = match entry.key.to_string().as_str() {
            "dow" | "weekday" | "weekdays" => Some("day_of_week"),
            "dom" | "day_of_month" => Some("day"),
            _ => None,
        };
        return Err(unknown(entry, "cron", &Field::ALL.map(Field::name), meant));
    };
    let value = match entry.scalar() {
        Some(Scalar::Text(text)) => FieldValue::Text(text),
        Some(Scalar::Integer(number)) => FieldValue::Number(number),
        _ => return Err(entry.mismatch("a whole number or a string such as `\"1-5\"` or `\"*/5\"`")),
    };
    Ok(FieldText { field, value })
}

fn unit(entry: &Entry) -> Result<(Unit, f64), Diagnostic> {
    let Some(unit) = Unit::ALL.into_iter().find(|unit| entry.key == unit.name()) else {
        let meant = units::long_name(&entry.key.to_string());
        let fallback = || unknown(entry, "interval", &Unit::ALL.map(Unit::name), meant);
        return Err(units::elsewhere(entry).unwrap_or_else(fallback));
    };
    let expected = "a number such as `2` or `0.5`";
    let Some(Scalar::Integer(number) | Scalar::Float(number)) = entry.scalar() else {
        return Err(entry.mismatch(expected));
    };
    match number.digits.parse() {
        Ok(amount) if amount >= 0.0 => Ok((unit, amount)),
        _ => Err(Diagnostic::new(number.place, format!("`{}` is negative: `{}`", entry.key, number.digits))
            .help(format!("`{}` takes {expected}", entry.key))),
    }
}

fn run_date(entry: &Entry) -> Result<Text, Diagnostic> {
    if entry.key != "run_date" {
        return Err(unknown(entry, "date", &["run_date"], None));
    }
    entry.text(EXAMPLE_DATE)
}

/// A key that `cron(…)` and its like do not have.
fn unknown(entry: &Entry, trigger: &str, known: &[&'static str], meant: Option<&'static str>) -> Diagnostic {
    let key = &entry.key;
    if ["cron", "interval", "date"].iter().any(|trigger| key == trigger) {
        let headline = format!("`{key}` is a trigger, it does not belong in `{trigger}(…)`");
        return Diagnostic::new(entry.place(), headline).help(format!("write `{}` alone", entry.written()));
    }
    if OPTIONS.iter().any(|option| key == option) {
        return Diagnostic::new(
            entry.place(),
            format!("`{key}` is an option of the job, not of `{trigger}(…)`"),
        )
        .help(format!("move it out of the parentheses: `{trigger}(…), {}`", entry.written()));
    }
    let all: Vec<&str> = known.iter().copied().chain(WINDOW).collect();
    entry.unknown(&format!("unknown option `{key}` of `{trigger}(…)`"), &all, meant)
}
