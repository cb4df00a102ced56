//! Keys that a trigger does not have: what was meant?

use aps_triggers::kind::{Kind, Tag};

use super::keys::Keys;
use super::units;
use crate::attr::Entry;
use crate::diag::Diagnostic;
use crate::scheduled_job::OPTIONS;

impl Keys<'_> {
    /// A key that is none of the trigger's.
    pub(super) fn unknown(&self, entry: &Entry) -> Diagnostic {
        let (key, name, kind) = (entry.key.to_string(), self.written.name(), self.written.kind);
        if Kind::any_has_option(&key) {
            return self.no_option(entry);
        }
        if Kind::named(&key).is_some() {
            let headline = format!("`{key}` is a trigger, it does not belong in `{name}(…)`");
            return Diagnostic::new(entry.place(), headline)
                .help(format!("write `{}` alone", entry.written()));
        }
        if OPTIONS.contains(&key.as_str()) {
            let headline = format!("`{key}` is an option of the job, not of `{name}(…)`");
            let help = if self.written.is_macro() {
                "say it of the job that is added, as in `scheduler.add_job(…).id(…)`".into()
            } else {
                format!("move it out of the parentheses: `{name}(…), {}`", entry.written())
            };
            return Diagnostic::new(entry.place(), headline).help(help);
        }
        if let Some(diagnostic) = units::elsewhere(entry).filter(|_| kind.tag == Tag::Interval) {
            return diagnostic;
        }
        let meant = match (kind.tag, key.as_str()) {
            (Tag::Interval, key) => units::long_name(key),
            (Tag::Cron, "dow" | "weekday" | "weekdays") => Some("day_of_week"),
            (Tag::Cron, "dom" | "day_of_month") => Some("day"),
            (Tag::CalendarInterval, "hours") => Some("hour"),
            (Tag::CalendarInterval, "minutes") => Some("minute"),
            (Tag::CalendarInterval, "seconds") => Some("second"),
            _ => None,
        };
        let members = aps_triggers::kind::ALL.into_iter().map(|kind| kind.name);
        let known: Vec<&str> = if kind.fields.is_empty() {
            members.chain(kind.options.iter().copied()).collect()
        } else {
            kind.fields.iter().chain(kind.options).copied().collect()
        };
        entry.unknown(&format!("unknown option `{key}` of `{name}(…)`"), &known, meant)
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
