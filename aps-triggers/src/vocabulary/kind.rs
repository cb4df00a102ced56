//! The kinds of triggers and their keys.

use super::refusal::{Refusal, in_words};
use crate::suggest;

#[derive(Clone, Copy, Debug)]
pub(super) enum Tag {
    Cron,
    Interval,
    Date,
    CalendarInterval,
    And,
    Or,
}

/// A kind of trigger.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) tag: Tag,
    /// The key that says which kind it is.
    pub(super) name: &'static str,
    /// The keys that stand under the name only.
    pub(super) fields: &'static [&'static str],
    /// The keys that may also stand beside it.
    pub(super) options: &'static [&'static str],
    /// What may stand under the name.
    pub(super) expected: &'static str,
    /// For help.
    pub(super) example: &'static str,
}

pub(super) static CRON: Kind = Kind {
    tag: Tag::Cron,
    name: "cron",
    expected: "a crontab or an object of fields",
    fields: &["year", "month", "day", "week", "day_of_week", "hour", "minute", "second"],
    options: &["timezone", "start_date", "end_date", "jitter", "dst_gap", "dst_overlap"],
    example: r#"{"cron": "0 9 * * mon-fri"}"#,
};

pub(super) static INTERVAL: Kind = Kind {
    tag: Tag::Interval,
    name: "interval",
    expected: "a length such as `2h` or an object of units",
    fields: &["weeks", "days", "hours", "minutes", "seconds"],
    options: &["timezone", "start_date", "end_date", "jitter"],
    example: r#"{"interval": {"hours": 2}}"#,
};

pub(super) static DATE: Kind = Kind {
    tag: Tag::Date,
    name: "date",
    expected: "a date",
    fields: &["run_date"],
    options: &["timezone"],
    example: r#"{"date": "2030-01-31 08:00:00"}"#,
};

pub(super) static CALENDAR_INTERVAL: Kind = Kind {
    tag: Tag::CalendarInterval,
    name: "calendar_interval",
    expected: "an object of units",
    fields: &["years", "months", "weeks", "days", "hour", "minute", "second"],
    options: &["timezone", "start_date", "end_date", "jitter", "dst_gap"],
    example: r#"{"calendar_interval": {"months": 1, "hour": 15}}"#,
};

pub(super) static AND: Kind = Kind {
    tag: Tag::And,
    name: "and",
    expected: "a list of triggers",
    fields: &[],
    options: &["jitter"],
    example: r#"{"and": [{…}, {…}]}"#,
};

pub(super) static OR: Kind = Kind {
    tag: Tag::Or,
    name: "or",
    expected: "a list of triggers",
    fields: &[],
    options: &["jitter"],
    example: r#"{"or": [{…}, {…}]}"#,
};

pub(super) static ALL: [&Kind; 6] = [&CRON, &INTERVAL, &DATE, &CALENDAR_INTERVAL, &AND, &OR];

impl Kind {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|kind| kind.name == name)
    }

    /// A key under the name of this kind that does not belong there.
    pub(super) fn unknown_inside(&self, key: &str) -> Refusal {
        let known: Vec<&str> = self.fields.iter().chain(self.options).copied().collect();
        let other = ALL.iter().find(|kind| kind.fields.contains(&key));
        let help = other.map(|kind| format!("`{key}` belongs to `{}`", kind.name));
        Refusal::unknown_key(key, &format!("`{}`", self.name), &known, help)
    }

    /// A key beside the name of this kind that does not belong there.
    pub(super) fn unknown_beside(&self, key: &str) -> Refusal {
        let name = self.name;
        if self.fields.contains(&key) {
            return Refusal::new(
                format!("`{key}` belongs under `{name}`, not beside it"),
                Some(format!("write `{{\"{name}\": {{\"{key}\": …}}}}`")),
                None,
            );
        }
        if matches!(self.tag, Tag::And | Tag::Or) && CRON.options.contains(&key) {
            let help = format!("write `{key}` with each of the triggers in the list");
            return Refusal::new(format!("`{name}` has no `{key}`"), Some(help), None);
        }
        let mut known = vec![name];
        known.extend(self.options);
        Refusal::unknown_key(key, &format!("an object with `{name}`"), &known, None)
    }

    /// None of the keys of an object is the name of a kind.
    pub(super) fn missing(keys: &[&str]) -> Refusal {
        let names = || ALL.into_iter().map(|kind| kind.name);
        let begins = |key: &str| names().find(|name| key.starts_with(name));
        let near = keys.iter().find_map(|key| suggest::nearest(key, names()).or_else(|| begins(key)));
        let field = || {
            let has = |kind: &&&Kind| keys.iter().any(|key| kind.fields.contains(key));
            ALL.iter().find(has).map(|kind| format!("did you mean `{{\"{}\": {{…}}}}`?", kind.name))
        };
        let help = near.map(|near| format!("did you mean `{near}`?")).or_else(field);
        let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        let headline = format!("this is no trigger: it has none of the keys {}", names.join(", "));
        Refusal::new(headline, help, Some(Self::forms()))
    }

    /// Two keys are names of kinds.
    pub(super) fn several(first: &str, last: &str) -> Refusal {
        if first == last {
            return super::keys::given_twice(first, "");
        }
        let example = |name| Self::named(name).map_or("", |kind| kind.example);
        let help = format!("to combine them, write `{{\"or\": [{}, {}]}}`", example(first), example(last));
        Refusal::new(format!("these are two triggers: `{first}` and `{last}`"), Some(help), None)
    }

    /// One example of each kind.
    pub(super) fn forms() -> String {
        let examples: Vec<String> = ALL.iter().map(|kind| format!("`{}`", kind.example)).collect();
        format!("triggers are written as {}", in_words(&examples, "or"))
    }
}
