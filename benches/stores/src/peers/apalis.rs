//! apalis 1.0. Its schedules live in the process and push a task each time into the storage,
//! all together that are due together. So that the storage is what is measured, `sustained`
//! pushes without a schedule, as many as have begun.

use std::time::Duration;

use apalis::prelude::*;

use super::{add_each, time_queries};
use crate::node::{self, Order};
use crate::runs;

/// How many tasks a worker fetches at once; ten by default, which is slower.
const BATCH: usize = 100;
/// How many are pushed in one transaction, and how many may wait.
const PUSH: usize = 500;
const WAITING: usize = 4 * PUSH;
/// How often to look for tasks.
const POLL: Duration = Duration::from_millis(100);

async fn begin(_: u32) {
    runs::begin();
}

/// The same for each storage, whose types have no trait that fits in a line.
macro_rules! work {
    ($storage:ident, $polled:expr, $fetch:expr) => {
        pub async fn work(role: &str, order: Order) {
            if role == "fill" {
                set_up(&order.url).await;
            }
            let pool = pool(&order.url).await;
            let config = Config::default().queue("bench").batch_size(BATCH).lock_tasks(false);
            let mut storage = $storage::<u32>::new(&pool).with_config(config.clone());
            match role {
                "fill" if order.what.starts_with("sustained") => {}
                "fill" => {
                    let due = u64::try_from(order.due).expect("after 1970");
                    for _ in 0..order.count / PUSH {
                        let task = || TaskBuilder::new(0).run_at_timestamp(due).build();
                        let tasks = (0..PUSH).map(|_| task());
                        storage.push_all(&mut futures_util::stream::iter(tasks)).await.expect("pushed");
                    }
                }
                "run" => {
                    let worker = WorkerBuilder::new(format!("worker-{}", std::process::id()))
                        .backend(($polled)(storage.clone()))
                        .parallelize(tokio::spawn)
                        .build(begin);
                    if order.what.starts_with("sustained") {
                        tokio::spawn(push(storage));
                    }
                    tokio::select! {
                        ended = worker.run() => panic!("{ended:?}"),
                        () = node::answer() => {}
                    }
                }
                "query" => {
                    let worker = WorkerContext::new("query");
                    time_queries(async || {
                        let mut transaction = pool.begin().await.expect("begun");
                        ($fetch)(&mut transaction, &config, &worker).await;
                        transaction.commit().await.expect("committed");
                    })
                    .await;
                }
                _ => add_each(order.count, async || storage.push(0).await.expect("pushed")).await,
            }
        }

        async fn push(mut storage: $storage<u32>) {
            let mut pushed = 0;
            loop {
                if pushed < runs::count() + WAITING {
                    storage.push_bulk(vec![0; PUSH]).await.expect("pushed");
                    pushed += PUSH;
                } else {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        }
    };
}

pub mod sqlite {
    use apalis_sqlite::{Config, SqliteStorage, queries};
    use sqlx::sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    };

    use super::*;

    /// It switches syncing off on the connection that it uses.
    async fn set_up(url: &str) {
        let pool = pool(url).await;
        SqliteStorage::setup(&pool).await.expect("tables");
        pool.close().await;
    }

    async fn pool(url: &str) -> SqlitePool {
        let options: SqliteConnectOptions = url.parse().expect("a URL");
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(60));
        SqlitePoolOptions::new().max_connections(4).connect_with(options).await.expect("a pool")
    }

    work!(
        SqliteStorage,
        |storage: SqliteStorage<u32>| storage.poll_with_interval(POLL),
        async |transaction: &mut sqlx::Transaction<'_, sqlx::Sqlite>, config, worker| {
            queries::fetch_next(&mut **transaction, config, worker).await.expect("none");
        }
    );
}

pub mod postgres {
    use apalis_postgres::{Config, PostgresStorage, queries};
    use sqlx::postgres::{PgPool, PgPoolOptions};

    use super::*;

    async fn set_up(url: &str) {
        PostgresStorage::setup(&pool(url).await).await.expect("tables");
    }

    async fn pool(url: &str) -> PgPool {
        PgPoolOptions::new().max_connections(8).connect(url).await.expect("a pool")
    }

    work!(
        PostgresStorage,
        |storage: PostgresStorage<u32>| storage.with_pubsub().poll_with_interval(POLL),
        async |transaction: &mut sqlx::Transaction<'_, sqlx::Postgres>, config, worker| {
            queries::fetch_next(&mut **transaction, config, worker).await.expect("none");
        }
    );
}
