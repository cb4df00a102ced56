//! Reads a crontab file: lines in, entries and errors out.

use std::collections::BTreeMap;

use aps_runtime::{AnyTrigger, CronTrigger, DateTrigger, TimeZone};
use chrono::{DateTime, Utc};

/// All that a file says.
#[derive(Debug, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
    pub errors: Vec<LineError>,
}

/// A line with a schedule and a command.
#[derive(Debug)]
pub struct Entry {
    pub line: usize,
    pub trigger: AnyTrigger,
    pub timezone: TimeZone,
    pub command: String,
    /// What the command reads from its standard input.
    pub input: String,
    pub environment: BTreeMap<String, String>,
}

/// What is wrong with a line.
#[derive(Debug)]
pub struct LineError {
    pub line: usize,
    pub message: String,
}

impl Table {
    /// `timezone` holds until a `CRON_TZ` line; `start` is when `@reboot` runs.
    pub fn parse(text: &str, timezone: TimeZone, start: DateTime<Utc>) -> Table {
        let mut table = Table::default();
        let mut reader = Reader { timezone: Ok(timezone), start, environment: BTreeMap::new() };
        let text = text.trim_start_matches('\u{feff}');
        for (index, content) in text.lines().enumerate() {
            let line = index + 1;
            match reader.read(line, content.trim()) {
                Ok(entry) => table.entries.extend(entry),
                Err(message) => table.errors.push(LineError { line, message }),
            }
        }
        table
    }
}

/// What the lines above say about those below.
struct Reader {
    /// Or that there is no such zone.
    timezone: Result<TimeZone, String>,
    start: DateTime<Utc>,
    environment: BTreeMap<String, String>,
}

impl Reader {
    fn read(&mut self, line: usize, content: &str) -> Result<Option<Entry>, String> {
        if content.is_empty() || content.starts_with('#') {
            return Ok(None);
        }
        if let Some((name, value)) = setting(content) {
            return self.set(name, value).map(|()| None);
        }
        let (schedule, command) = split(content);
        if command.is_empty() {
            return Err(format!("`{content}` is neither `NAME = value` nor a schedule and a command"));
        }
        let (command, input) = command_and_input(command);
        let timezone = self.timezone.clone()?;
        let trigger = self.trigger(schedule, timezone)?;
        let environment = self.environment.clone();
        Ok(Some(Entry { line, trigger, timezone, command, input, environment }))
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.environment.insert(name.to_owned(), value.to_owned());
        if name != "CRON_TZ" {
            return Ok(());
        }
        let zone = TimeZone::get(value).map_err(|error| error.to_string());
        // The lines below must not run at the hours of another zone instead.
        self.timezone = zone.clone().map_err(|_| format!("`CRON_TZ` above is not a time zone: `{value}`"));
        zone.map(drop)
    }

    fn trigger(&self, schedule: &str, timezone: TimeZone) -> Result<AnyTrigger, String> {
        if schedule.eq_ignore_ascii_case("@reboot") {
            return Ok(DateTrigger::at(self.start).into());
        }
        let trigger = CronTrigger::parse(schedule).map_err(|error| error.to_string())?;
        Ok(trigger.timezone(timezone).into())
    }
}

/// `NAME = value`, quotes around either taken off.
fn setting(content: &str) -> Option<(&str, &str)> {
    let (name, value) = content.split_once('=')?;
    let name = unquoted(name.trim());
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (name, unquoted(value.trim())))
}

fn unquoted(text: &str) -> &str {
    let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// Splits after five fields, or after one that starts with `@`.
fn split(content: &str) -> (&str, &str) {
    let fields = if content.starts_with('@') { 1 } else { 5 };
    let mut rest = content;
    for _ in 0..fields {
        rest = rest.trim_start();
        rest = rest.find(char::is_whitespace).map_or("", |end| &rest[end..]);
    }
    let schedule = &content[..content.len() - rest.len()];
    (schedule.trim(), rest.trim())
}

/// An unescaped `%` ends the command; the others are line breaks in its input.
fn command_and_input(text: &str) -> (String, String) {
    // No text of a line contains a line break, so it can stand for a plain `%`.
    let text = text.replace("\\%", "\0").replace('%', "\n").replace('\0', "%");
    match text.split_once('\n') {
        Some((command, input)) => (command.to_owned(), format!("{input}\n")),
        None => (text, String::new()),
    }
}
