//! The kinds of triggers and their keys: the words of the attributes and of triggers as
//! data. For the macros.

/// Which kind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// On the calendar.
    Cron,
    /// Every so often.
    Interval,
    /// Once.
    Date,
    /// Every so many months or days.
    CalendarInterval,
    /// When all of several fire.
    And,
    /// When any of several fires.
    Or,
}

/// A kind of trigger.
#[derive(Debug)]
pub struct Kind {
    /// Which one it is.
    pub tag: Tag,
    /// The key that says which kind it is.
    pub name: &'static str,
    /// The keys that stand under the name only.
    pub fields: &'static [&'static str],
    /// The keys that may also stand beside it.
    pub options: &'static [&'static str],
    /// What may stand under the name, as data.
    pub expected: &'static str,
    /// As data, for help.
    pub example: &'static str,
}

/// By a crontab or by fields.
pub static CRON: Kind = Kind {
    tag: Tag::Cron,
    name: "cron",
    expected: "a crontab or an object of fields",
    fields: &["year", "month", "day", "week", "day_of_week", "hour", "minute", "second"],
    options: &["timezone", "start_date", "end_date", "jitter", "dst_gap", "dst_overlap"],
    example: r#"{"cron": "0 9 * * mon-fri"}"#,
};

/// By a length of elapsed time.
pub static INTERVAL: Kind = Kind {
    tag: Tag::Interval,
    name: "interval",
    expected: "a length such as `2h` or an object of units",
    fields: &["weeks", "days", "hours", "minutes", "seconds"],
    options: &["timezone", "start_date", "end_date", "jitter"],
    example: r#"{"interval": {"hours": 2}}"#,
};

/// By one moment.
pub static DATE: Kind = Kind {
    tag: Tag::Date,
    name: "date",
    expected: "a date",
    fields: &["run_date"],
    options: &["timezone"],
    example: r#"{"date": "2030-01-31 08:00:00"}"#,
};

/// By steps of the calendar.
pub static CALENDAR_INTERVAL: Kind = Kind {
    tag: Tag::CalendarInterval,
    name: "calendar_interval",
    expected: "an object of units",
    fields: &["years", "months", "weeks", "days", "hour", "minute", "second"],
    options: &["timezone", "start_date", "end_date", "jitter", "dst_gap"],
    example: r#"{"calendar_interval": {"months": 1, "hour": 15}}"#,
};

/// By a list of triggers.
pub static AND: Kind = Kind {
    tag: Tag::And,
    name: "and",
    expected: "a list of triggers",
    fields: &[],
    options: &["jitter"],
    example: r#"{"and": [{…}, {…}]}"#,
};

/// By a list of triggers.
pub static OR: Kind = Kind {
    tag: Tag::Or,
    name: "or",
    expected: "a list of triggers",
    fields: &[],
    options: &["jitter"],
    example: r#"{"or": [{…}, {…}]}"#,
};

/// Every kind.
pub static ALL: [&Kind; 6] = [&CRON, &INTERVAL, &DATE, &CALENDAR_INTERVAL, &AND, &OR];

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|kind| kind.name == name)
    }

    /// Whether any kind has this option.
    pub fn any_has_option(key: &str) -> bool {
        ALL.iter().any(|kind| kind.options.contains(&key))
    }
}
