//! Keys that a trigger does not have: what was meant?

use aps_triggers::kind::{self, Kind, Tag};

use super::keys::Keys;
use super::units;
use crate::attr::Entry;
use crate::diag::Diagnostic;
use crate::scheduled_job::OPTIONS;
use crate::value::Value;

impl Keys<'_> {
    /// A key that is none of the trigger's.
    pub(super) fn unknown(&self, entry: &Entry) -> Diagnostic {
        let (key, own) = (entry.key.to_string(), self.written.kind);
        if Kind::any_has_option(&key) {
            return self.no_option(entry);
        }
        if let Some(other) = Kind::named(&key) {
            return self.trigger_inside(entry, other);
        }
        if OPTIONS.contains(&key.as_str()) {
            return self.option_of_job(entry);
        }
        let unit = units::elsewhere(entry, self.written).filter(|_| own.tag == Tag::Interval);
        unit.or_else(|| self.field_of_member(entry)).unwrap_or_else(|| self.misspelt(entry))
    }

    fn option_of_job(&self, entry: &Entry) -> Diagnostic {
        let (key, name) = (&entry.key, self.written.name());
        let headline = format!("`{key}` is an option of the job, not of `{name}(…)`");
        let help = if self.written.is_macro() {
            format!("say it of the job that is added, as in `scheduler.add_job(…).{key}(…)`")
        } else {
            format!("move it out of the parentheses: `{name}(…), {}`", entry.written())
        };
        Diagnostic::new(entry.place(), headline).help(help)
    }

    /// `or(hour = 5)` for `or(cron(hour = 5))`.
    fn field_of_member(&self, entry: &Entry) -> Option<Diagnostic> {
        if !self.written.kind.fields.is_empty() {
            return None;
        }
        let Kind { name, .. } =
            kind::ALL.into_iter().find(|member| member.fields.iter().any(|field| entry.key == field))?;
        let headline = format!("`{}` is an option of `{name}(…)`", entry.key);
        let help = format!("give it with its trigger, as in `{name}({}, …)`", entry.written());
        Some(Diagnostic::new(entry.place(), headline).help(help))
    }

    fn misspelt(&self, entry: &Entry) -> Diagnostic {
        let (key, name, own) = (entry.key.to_string(), self.written.name(), self.written.kind);
        let meant = match (own.tag, key.as_str()) {
            (Tag::Interval, key) => units::long_name(key),
            (Tag::Cron, "dow" | "weekday" | "weekdays") => Some("day_of_week"),
            (Tag::Cron, "dom" | "day_of_month") => Some("day"),
            (Tag::CalendarInterval, "hours") => Some("hour"),
            (Tag::CalendarInterval, "minutes") => Some("minute"),
            (Tag::CalendarInterval, "seconds") => Some("second"),
            _ => None,
        };
        let members = kind::ALL.map(|kind| kind.name);
        let fields = if own.fields.is_empty() { &members } else { own.fields };
        let known: Vec<&str> = fields.iter().chain(own.options).copied().collect();
        entry.unknown(&format!("unknown option `{key}` of `{name}(…)`"), &known, meant)
    }

    fn trigger_inside(&self, entry: &Entry, kind: &Kind) -> Diagnostic {
        let name = self.written.name();
        let headline = format!("`{}` is a trigger, it does not belong in `{name}(…)`", kind.name);
        let diagnostic = Diagnostic::new(entry.place(), headline);
        match &entry.value {
            Value::Assigned(text) if self.written.is_macro() && kind.tag == self.written.kind.tag => {
                diagnostic.help(format!("write `{name}({text})`"))
            }
            _ if self.written.is_macro() => {
                diagnostic.help(format!("write for example `{}`", self.written.example()))
            }
            _ => diagnostic.help(format!("write `{}` alone", entry.written())),
        }
    }

    /// An option that other triggers have.
    pub(super) fn no_option(&self, entry: &Entry) -> Diagnostic {
        let (key, name) = (entry.key.to_string(), self.written.name());
        let tag = self.written.kind.tag;
        if let (Tag::Date, "start_date" | "end_date") = (tag, key.as_str()) {
            let headline = "a `date` trigger fires once, it has neither `start_date` nor `end_date`";
            return Diagnostic::new(entry.value_place(), headline).help("leave it out");
        }
        let diagnostic = Diagnostic::new(entry.place(), format!("`{name}` has no `{key}`"));
        let note = match tag {
            Tag::And | Tag::Or => {
                let help =
                    format!("write it with each of the triggers, as in `cron(…, {})`", entry.written());
                return diagnostic.help(help);
            }
            Tag::Interval => "an interval is elapsed time: changes of the clocks do not touch it",
            Tag::CalendarInterval => "a time that the clocks repeat fires the first time",
            _ => "a date is one moment",
        };
        diagnostic.help("leave it out").note(note)
    }
}
