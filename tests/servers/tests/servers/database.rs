//! What the tests ask of a database, whichever it is.

use std::time::Duration;

use sqlx::{AnyConnection, Connection, Error, Row};

pub async fn connect(url: &str) -> Result<AnyConnection, Error> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await
}

pub async fn execute(connection: &mut AnyConnection, sql: &'static str) -> Result<(), Error> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

/// The one number that is asked for, over a new connection.
pub async fn number(url: &str, sql: &'static str) -> Result<i64, Error> {
    let mut connection = connect(url).await?;
    sqlx::query(sql).fetch_one(&mut connection).await?.try_get(0)
}

/// Writes a row in a transaction of its own.
pub async fn insert(connection: &mut AnyConnection) -> Result<(), Error> {
    let mut transaction = connection.begin().await?;
    sqlx::query("insert into items values (1)").execute(&mut *transaction).await?;
    transaction.commit().await
}

pub const CREATE: &str = "create table items (id bigint not null)";
pub const COUNT: &str = "select count(*) from items";

pub async fn count(url: &str) -> i64 {
    number(url, COUNT).await.unwrap()
}

/// As many rows, soon.
pub async fn counts(url: &str, expected: i64) -> bool {
    for _ in 0..200 {
        if count(url).await == expected {
            return true;
        }
        wait(Duration::from_millis(20)).await;
    }
    false
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub async fn wait(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Whether it has not ended after this time.
pub async fn hangs<T>(what: impl Future<Output = T>) -> bool {
    tokio::time::timeout(Duration::from_millis(300), what).await.is_err()
}
