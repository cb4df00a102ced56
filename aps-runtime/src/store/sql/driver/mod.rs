//! How each of the databases is connected to, by sqlx.

#[cfg(feature = "sqlite")]
pub(super) mod sqlite;

use super::database::{Named, Value};
use super::fault::Fault;

/// The value by this name.
fn named<'a>(name: &str, values: &[Named<'a>]) -> Result<Value<'a>, Fault> {
    let found = values.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value).ok_or_else(|| Fault::new(format!("no value is given for `:{name}`")))
}

/// What is done alike with each of sqlx's databases.
macro_rules! driver {
    ($database:ty, $arguments:ty, $row:ty, numbers: [$($number:literal => $integer:ty),+]) => {
        /// A statement with its values.
        fn query(
            statement: &$crate::store::sql::statement::Statement,
            values: &[$crate::store::sql::database::Named<'_>],
        ) -> Result<sqlx::query::Query<'static, $database, $arguments>, $crate::store::sql::fault::Fault> {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.sql.clone()));
            for name in &statement.values {
                query = match $crate::store::sql::driver::named(name, values)? {
                    $crate::store::sql::database::Value::Number(number) => query.bind(number),
                    $crate::store::sql::database::Value::Text(text) => query.bind(text.to_owned()),
                };
            }
            Ok(query)
        }

        fn row(row: &$row) -> Result<$crate::store::sql::database::Row, sqlx::Error> {
            use sqlx::{Row as _, TypeInfo as _, ValueRef as _};
            use $crate::store::sql::database::{Cell, Row};

            let mut cells = Vec::with_capacity(row.len());
            for index in 0..row.len() {
                let value = row.try_get_raw(index)?;
                let kind = value.type_info();
                cells.push(match kind.name() {
                    _ if value.is_null() => Cell::Null,
                    $($number => Cell::Number(row.try_get::<$integer, _>(index)?.into()),)+
                    _ => Cell::Text(row.try_get(index)?),
                });
            }
            Ok(Row(cells))
        }
    };
}
use driver;
