//! Rows as the one value of a statement.

use serde::Serialize;

use super::fault::Fault;
use crate::store::written::shortened;

/// How many rows a statement takes, and about how many bytes of them: databases have limits.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 1 << 20;

/// JSON arrays, none of them too large.
pub(super) fn batches<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Result<Vec<String>, Fault> {
    let (mut batches, mut batch, mut count) = (Vec::new(), String::from("["), 0);
    for row in rows {
        let row = serde_json::to_string(&row)
            .map_err(|error| Fault::new(format!("a row cannot be written: {error}")))?;
        if count == MOST_ROWS || (count > 0 && batch.len() + row.len() > MOST_BYTES) {
            batches.push(std::mem::replace(&mut batch, String::from("[")) + "]");
            count = 0;
        }
        batch.push_str(if count > 0 { "," } else { "" });
        batch.push_str(&row);
        count += 1;
    }
    if count > 0 {
        batches.push(batch + "]");
    }
    Ok(batches)
}

/// All of them as one, where there cannot be many.
pub(super) fn batch<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Result<String, Fault> {
    let rows: Vec<T> = rows.into_iter().collect();
    serde_json::to_string(&rows).map_err(|error| Fault::new(format!("a row cannot be written: {error}")))
}

#[derive(Serialize)]
pub(super) struct IdRow<'a> {
    pub(super) id: &'a str,
}

#[derive(Serialize)]
pub(super) struct ExecutorRow<'a> {
    executor: &'a str,
}

/// The executors that are full.
pub(super) fn full(rooms: &[crate::store::Room]) -> Result<String, Fault> {
    batch(rooms.iter().filter(|room| room.is_full()).map(|room| ExecutorRow { executor: &room.executor }))
}

/// Without the letter that some databases cannot keep, and not longer than this.
pub(super) fn text_of(text: &str, most: usize) -> String {
    shortened(text, most).replace('\0', "\u{fffd}")
}
