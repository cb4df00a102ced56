//! What the stores ask of a database, whichever it is.

use std::fmt::Debug;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::dialect::Dialect;
use super::fault::Fault;
use super::statement::{Place, Statement};
use crate::job::BoxFuture;
use crate::store::written::time;

/// Where a database is, and how it is spoken to.
pub(super) trait Database: Debug + Send + Sync + 'static {
    fn dialect(&self) -> &'static Dialect;

    /// The file that it is, if it is one that only processes of this machine use.
    fn file(&self) -> Option<&Path> {
        None
    }

    /// Where the tables are, if it must know that.
    fn tell_place(&mut self, _: &Place) {}

    /// New connections. Those that were there before may belong to a runtime that is gone.
    fn connect(&self) -> Answer<'_, Box<dyn Connections>>;
}

/// Open connections, or such as are opened when they are needed.
pub(super) trait Connections: Debug + Send + Sync + 'static {
    /// To read, each statement by itself.
    fn read(&self) -> Answer<'_, Box<dyn Session>>;

    /// A transaction that writes. Dropped, it is rolled back.
    fn begin(&self) -> Answer<'_, Box<dyn Session>>;

    /// To renew the lease, each statement by itself. Nobody else has it, so it is there also when
    /// all others are in use, and when the server lets nobody else in.
    fn of_lease(&self) -> Answer<'_, Box<dyn Session>>;

    /// Where it is to be said that there is something new.
    fn channel(&self) -> Option<&str> {
        None
    }

    /// Waits for a hint that another node has changed something; for ever if there are none.
    fn changed(&self) -> BoxFuture<'_, ()>;
}

/// A connection that is in use.
pub(super) trait Session: Send {
    fn rows<'a>(&'a mut self, statement: &'a Statement, values: &'a [Named<'a>]) -> Answer<'a, Vec<Row>>;

    /// How many rows it has changed.
    fn execute<'a>(&'a mut self, statement: &'a Statement, values: &'a [Named<'a>]) -> Answer<'a, u64>;

    /// Several statements without values.
    fn script<'a>(&'a mut self, script: &'a Statement) -> Answer<'a, ()>;

    fn commit(self: Box<Self>) -> Answer<'static, ()>;

    /// As when it is dropped, but waited for: the next transaction needs no other connection.
    fn rollback(self: Box<Self>) -> Answer<'static, ()>;
}

pub(super) type Answer<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// A value, with the name that it has in the statement.
pub(super) type Named<'a> = (&'static str, Value<'a>);

/// Columns are whole numbers or texts, and so is what is given to a statement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Number(Option<i64>),
    Text(&'a str),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Number(Some(number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Value::Number(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

/// What a database has in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Number(i64),
    Text(String),
}

#[derive(Debug)]
pub(super) struct Row(pub(super) Vec<Cell>);

impl Row {
    pub(super) fn number(&self, column: usize) -> Result<i64, Fault> {
        self.number_or_null(column)?.ok_or_else(|| self.unexpected(column, "a number"))
    }

    pub(super) fn number_or_null(&self, column: usize) -> Result<Option<i64>, Fault> {
        match self.0.get(column) {
            Some(Cell::Null) => Ok(None),
            Some(Cell::Number(number)) => Ok(Some(*number)),
            _ => Err(self.unexpected(column, "a number")),
        }
    }

    pub(super) fn text(&self, column: usize) -> Result<&str, Fault> {
        self.text_or_null(column)?.ok_or_else(|| self.unexpected(column, "a text"))
    }

    pub(super) fn text_or_null(&self, column: usize) -> Result<Option<&str>, Fault> {
        match self.0.get(column) {
            Some(Cell::Null) => Ok(None),
            Some(Cell::Text(text)) => Ok(Some(text)),
            _ => Err(self.unexpected(column, "a text")),
        }
    }

    /// As it is written for people.
    pub(super) fn time(&self, column: usize) -> Result<DateTime<Utc>, Fault> {
        time(self.text(column)?).map_err(Fault::new)
    }

    pub(super) fn time_or_null(&self, column: usize) -> Result<Option<DateTime<Utc>>, Fault> {
        self.text_or_null(column)?.map(time).transpose().map_err(Fault::new)
    }

    pub(super) fn is_true(&self, column: usize) -> Result<bool, Fault> {
        Ok(self.number(column)? != 0)
    }

    fn unexpected(&self, column: usize, expected: &str) -> Fault {
        let found = match self.0.get(column) {
            None => "nothing",
            Some(Cell::Null) => "null",
            Some(Cell::Number(_)) => "a number",
            Some(Cell::Text(_)) => "a text",
        };
        Fault::new(format!("the database has {found} in column {column} where {expected} belongs"))
    }
}
