//! How statements are written here, so that one text does for all databases: with named values,
//! and with words in braces for what differs. They are filled in once, when a store is made.
//!
//! | written | stands for |
//! |---|---|
//! | `:node` | a value, by its name |
//! | `{jobs}` | a table, with its schema and prefix |
//! | `{prefix}`, `{schema}` | these themselves; no schema is nothing |
//! | `{now}` | the time in microseconds: the value `:now`, or else the database's |
//! | `{rows id text, token int}` | the rows of `:rows`, a JSON array of objects |
//! | `{snapshot executor}` | what `runs` has in `job` under a key, as text |
//! | `{integer}` | the type of numbers, in a cast |
//! | `{lock j}`, `{lock free j}` | that the rows of `j` are locked; only those that nobody has locked |
//! | `{live r.node_id}` | a column of `runs`, of those that are under way |
//! | `{join}` | a join for which the rows on its left are taken first |
//! | `{by jobs_due}`, `{by key}` | that the rows of the table before it are found by this index, in its order; by the primary key |
//! | `{if new}` | that rows which are there already are not inserted, or that it is an error |
//! | `` `manual` `` | a column whose name is a word of some database |

use std::sync::Arc;

use super::dialect::Dialect;

/// SQL with the names of its values, in their order. Whatever is said to a database is one of these or a constant of its
/// driver; and they are made here only, of constants and the [`Place`].
#[derive(Debug, Clone)]
pub(super) struct Statement {
    sql: Arc<str>,
    pub(super) values: Vec<&'static str>,
}

/// Where the tables are: letters, digits and underscores only.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) schema: Option<String>,
    pub(super) prefix: String,
}

impl Statement {
    pub(super) fn new(text: &'static str, dialect: &Dialect, place: &Place) -> Self {
        let mut statement = Writing { dialect, place, sql: String::new(), values: Vec::new() };
        statement.text(text);
        Statement { sql: statement.sql.into(), values: statement.values }
    }

    pub(super) fn sql(&self) -> &Arc<str> {
        &self.sql
    }

    /// What a test says.
    #[cfg(test)]
    pub(super) fn of_test(sql: impl Into<Arc<str>>, values: Vec<&'static str>) -> Self {
        Statement { sql: sql.into(), values }
    }
}

struct Writing<'a> {
    dialect: &'a Dialect,
    place: &'a Place,
    sql: String,
    values: Vec<&'static str>,
}

impl Writing<'_> {
    fn text(&mut self, mut rest: &'static str) {
        while let Some(at) = rest.find(['{', ':', '`']) {
            let (before, from) = rest.split_at(at);
            self.sql.push_str(before);
            rest = match from.split_once('}') {
                _ if from.starts_with('`') => {
                    self.sql.push_str(self.dialect.quote);
                    &from[1..]
                }
                Some((word, after)) if from.starts_with('{') => {
                    self.word(&word[1..]);
                    after
                }
                _ => self.colon(from),
            };
        }
        self.sql.push_str(rest);
    }

    /// A value, or the cast of PostgreSQL.
    fn colon(&mut self, from: &'static str) -> &'static str {
        let after = &from[1..];
        let length = after.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
        let (name, rest) = after.split_at(length.unwrap_or(after.len()));
        if name.is_empty() {
            let (colons, rest) = from.split_at(from.len().min(2));
            self.sql.push_str(colons);
            return rest;
        }
        self.value(name);
        rest
    }

    fn value(&mut self, name: &'static str) {
        let known = self.values.iter().position(|known| *known == name);
        let Some(letter) = self.dialect.numbered else {
            self.values.push(name);
            return self.sql.push('?');
        };
        let number = known.unwrap_or_else(|| {
            self.values.push(name);
            self.values.len() - 1
        });
        self.sql.push(letter);
        self.sql.push_str(&(number + 1).to_string());
    }

    fn word(&mut self, word: &'static str) {
        match word.split_once(' ').unwrap_or((word, "")) {
            ("now", "") => self.text(self.dialect.now),
            ("schema", "") => self.sql.push_str(self.place.schema.as_deref().unwrap_or_default()),
            ("prefix", "") => self.sql.push_str(&self.place.prefix),
            ("snapshot", key) => self.sql.push_str(&self.dialect.snapshot.replace("KEY", key)),
            ("integer", "") => self.sql.push_str(self.dialect.integer),
            ("join", "") => self.sql.push_str(self.dialect.join),
            ("if", "new") => self.sql.push_str(self.dialect.if_new),
            ("by", index) => self.by(index),
            ("live", column) => self.live(column),
            ("rows", columns) => self.rows(columns),
            ("lock", table) => match table.strip_prefix("free ") {
                Some(table) => self.lock(table, self.dialect.lock_free),
                None => self.lock(table, self.dialect.lock),
            },
            (table, _) => {
                let quote = self.dialect.quote;
                if let Some(schema) = &self.place.schema {
                    self.sql.extend([quote, schema, quote, "."]);
                }
                self.sql.extend([quote, &self.place.prefix, table, quote]);
            }
        }
    }

    fn lock(&mut self, table: &str, lock: &'static str) {
        self.sql.push_str(&lock.replace('*', table));
    }

    fn by(&mut self, index: &str) {
        let index = match index {
            "key" => "primary".to_owned(),
            index => format!("{}{index}", self.place.prefix),
        };
        self.sql.push_str(&self.dialect.by.replace("INDEX", &index));
    }

    fn live(&mut self, column: &str) {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        self.sql.push_str(&self.dialect.live.replace('*', table).replace("COLUMN", column));
    }

    fn rows(&mut self, columns: &'static str) {
        let [before, column, between, after] = self.dialect.rows;
        self.text(before);
        for (index, column_and_kind) in columns.split(", ").enumerate() {
            let (name, kind) = column_and_kind.split_once(' ').unwrap_or((column_and_kind, "text"));
            let kind = if kind == "int" { self.dialect.int } else { self.dialect.text };
            self.sql.push_str(if index == 0 { "" } else { between });
            self.sql.push_str(&column.replace("NAME", name).replace("KIND", kind));
        }
        self.text(after);
    }
}
