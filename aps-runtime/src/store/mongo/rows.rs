//! Changes to many documents by one statement.
//!
//! Where each document has a statement of its own, the server plans each, and that takes it longer than to carry it
//! out. So there is one for all of them, with a table of what each must be and is to become.

use mongodb::bson::{Bson, Document, doc};

use super::transaction::batches;

/// What is said of all documents of a table.
pub(super) struct Table<'a> {
    /// The field by which a document finds its row. Not one that is large: the rows are gone through.
    pub(super) key: &'a str,
    /// The index by which the documents are found.
    pub(super) index: &'a str,
    /// What they must match as well.
    pub(super) filter: Document,
    /// What they lose.
    pub(super) unset: &'a [&'a str],
}

/// Of one document: by which it is found, what it must still have, and what it is given. All rows of a table expect
/// the same fields, in one order.
pub(super) fn row(key: impl Into<Bson>, expected: Document, fields: Document) -> Document {
    doc! {KEY: key.into(), EXPECTED: expected, FIELDS: fields}
}

const KEY: &str = "key";
const EXPECTED: &str = "expected";
const FIELDS: &str = "fields";

impl Table<'_> {
    /// Statements that change them: mostly one.
    pub(super) fn updates(&self, rows: Vec<Document>) -> Vec<Document> {
        let update = |rows: Vec<Document>| {
            let columns = Columns::of(rows);
            let fields = columns.at(&columns.fields, self.key);
            let mut changes = vec![doc! {"$replaceWith": {"$mergeObjects": ["$$ROOT", fields]}}];
            changes.extend((!self.unset.is_empty()).then(|| doc! {"$unset": self.unset}));
            doc! {"q": self.matching(&columns), "u": changes, "multi": true, "hint": self.index}
        };
        batches(rows).into_iter().map(update).collect()
    }

    /// The same for documents that are to go; their rows give no fields.
    pub(super) fn deletes(&self, rows: Vec<Document>) -> Vec<Document> {
        let delete = |rows| doc! {"q": self.matching(&Columns::of(rows)), "limit": 0, "hint": self.index};
        batches(rows).into_iter().map(delete).collect()
    }

    fn matching(&self, columns: &Columns) -> Document {
        let names = columns.expected.first().and_then(Bson::as_document).map(Document::keys);
        let names = names.into_iter().flatten();
        let found: Document = names.map(|name| (name.clone(), Bson::String(format!("${name}")))).collect();
        let expected = columns.at(&columns.expected, self.key);
        let mut all = self.filter.clone();
        all.extend(doc! {self.key: {"$in": &columns.keys}, "$expr": {"$eq": [found, expected]}});
        all
    }
}

#[derive(Default)]
struct Columns {
    keys: Vec<Bson>,
    expected: Vec<Bson>,
    fields: Vec<Bson>,
}

impl Columns {
    fn of(rows: Vec<Document>) -> Self {
        let mut columns = Columns::default();
        for mut row in rows {
            let mut take = |name| row.remove(name).unwrap_or(Bson::Null);
            columns.keys.push(take(KEY));
            columns.expected.push(take(EXPECTED));
            columns.fields.push(take(FIELDS));
        }
        columns
    }

    /// What this column has in the row of a document, as an expression.
    fn at(&self, column: &[Bson], key: &str) -> Document {
        let place = doc! {"$indexOfArray": [{"$literal": &self.keys}, format!("${key}")]};
        doc! {"$arrayElemAt": [{"$literal": column}, place]}
    }
}
