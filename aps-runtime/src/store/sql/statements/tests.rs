//! Every statement, said to each database.

#[cfg(all(feature = "mysql", target_os = "linux"))]
mod reads;

use std::time::Duration;

use super::*;
use crate::store::sql::database::{Connections, Database, Named, Session, Value};
use crate::store::sql::settings::Settings;

/// A database with the tables, and what is said to it.
struct Trial {
    connections: Box<dyn Connections>,
    statements: Statements,
}

impl Trial {
    async fn on(mut database: impl Database) -> Self {
        let place = Settings::polling(Duration::from_secs(1)).place;
        database.tell_place(&place);
        let statements = Statements::new(database.dialect(), &place);
        let connections = database.connect().await.unwrap();
        let mut session = connections.begin().await.unwrap();
        for migration in &statements.migrations {
            session.script(migration).await.unwrap();
        }
        session.commit().await.unwrap();
        Trial { connections, statements }
    }

    /// Each by itself: a mistake spoils the transaction that it is in.
    async fn say_all(&self) {
        let mut wrong = Vec::new();
        let more = self.statements.notify.iter().chain(&self.statements.lock_migrations);
        let more = more.map(|statement| ("of the dialect", statement));
        for (name, statement) in self.statements.all().into_iter().chain(more) {
            let mut session = self.connections.begin().await.unwrap();
            let values: Vec<_> = statement.values.iter().map(|name| value(name)).collect();
            if let Err(fault) = session.execute(statement, &values).await {
                wrong.push(format!("{name}: {fault}\n{}", statement.sql()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }

    /// How the database finds what it is asked for.
    async fn plan(&self, explain: &str, statement: &Statement, column: usize) -> String {
        let mut session = self.connections.begin().await.unwrap();
        self.prefer_indexes(&mut *session).await;
        let sql = format!("{explain} {}", statement.sql());
        let explained = Statement::of_test(sql, statement.values.clone());
        let values: Vec<_> = statement.values.iter().map(|name| value(name)).collect();
        let rows = session.rows(&explained, &values).await.unwrap();
        rows.iter().map(|row| row.text(column).unwrap().to_owned() + "\n").collect()
    }

    /// Where there are few rows, PostgreSQL would read all of them.
    async fn prefer_indexes(&self, session: &mut dyn Session) {
        if self.statements.notify.is_some() {
            let off = Statement::of_test("set local enable_seqscan = off", Vec::new());
            session.script(&off).await.unwrap();
        }
    }
}

fn value(name: &'static str) -> Named<'static> {
    let value = match name {
        "rows" => Value::Text("[]"),
        "id" | "node" | "name" | "joined" | "problem" | "scheduled" | "at" | "error" | "channel" => {
            Value::Text("2026-01-01T00:00:00Z")
        }
        _ => Value::Number(Some(1)),
    };
    (name, value)
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::path::PathBuf;
    use std::{env, fs, process};

    use super::Trial;
    use crate::store::Synchronous;
    use crate::store::sql::driver::sqlite::File;

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = env::temp_dir().join(format!("aps-statements-{name}-{}", process::id()));
            fs::create_dir(&path).unwrap();
            Folder(path)
        }

        async fn trial(&self) -> Trial {
            let path = self.0.join("jobs.db");
            let synchronous = Synchronous::Full;
            Trial::on(File { path, synchronous, may_be_created: true, has_hints: false }).await
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test]
    async fn sqlite_understands_every_statement() {
        let folder = Folder::new("all");
        folder.trial().await.say_all().await;
    }

    #[tokio::test]
    async fn sqlite_finds_runs_by_an_index() {
        let folder = Folder::new("plans");
        let trial = folder.trial().await;
        let statements = &trial.statements;
        for (statement, index) in [
            (&statements.live_history, "aps_runs_slot"),
            (&statements.live_history, "aps_runs_pending"),
            (&statements.ended_history, "aps_runs_ended"),
            (&statements.forget_runs, "aps_runs_ended"),
            (&statements.oldest_kept, "aps_runs_ended"),
            (&statements.due_jobs, "aps_jobs_due"),
            (&statements.next_due, "aps_jobs_due"),
        ] {
            let plan = trial.plan("explain query plan", statement, 3).await;
            assert!(plan.contains(index), "{}\n{plan}", statement.sql());
            assert!(!plan.lines().any(|line| line == "SCAN aps_runs"), "{}\n{plan}", statement.sql());
        }
    }
}

#[cfg(all(feature = "postgres", target_os = "linux"))]
mod postgres {
    use test_servers::Postgres;

    use super::Trial;
    use crate::store::sql::driver::postgres::Server;

    async fn trial() -> Trial {
        let url = Postgres::shared().fresh_database();
        Trial::on(Server {
            options: url.parse().unwrap(),
            shown: String::new(),
            max_connections: 2,
            has_hints: false,
            channel: String::new(),
        })
        .await
    }

    #[tokio::test]
    async fn postgres_understands_every_statement() {
        trial().await.say_all().await;
    }

    #[tokio::test]
    async fn postgres_finds_runs_by_an_index() {
        let trial = trial().await;
        let statements = &trial.statements;
        for statement in [
            &statements.live_history,
            &statements.ended_history,
            &statements.forget_runs,
            &statements.oldest_kept,
            &statements.due_jobs,
            &statements.next_due,
        ] {
            let plan = trial.plan("explain", statement, 0).await;
            assert!(!plan.contains("Seq Scan on aps_"), "{}\n{plan}", statement.sql());
        }
    }
}

#[cfg(all(feature = "mysql", target_os = "linux"))]
mod mysql {
    use test_servers::MariaDb;

    use super::Trial;
    use crate::store::sql::driver::mysql::Server;

    async fn trial() -> Trial {
        let url = MariaDb::shared().fresh_database();
        Trial::on(Server { options: url.parse().unwrap(), shown: String::new(), max_connections: 2 }).await
    }

    #[tokio::test]
    async fn mariadb_understands_every_statement() {
        trial().await.say_all().await;
    }

    #[tokio::test]
    async fn mariadb_finds_by_an_index_what_it_locks() {
        let trial = trial().await;
        let statements = &trial.statements;
        for statement in [
            &statements.due_jobs,
            &statements.next_due,
            &statements.unchanged_jobs,
            &statements.move_jobs,
            &statements.replace_jobs,
            &statements.drop_jobs,
            &statements.end_whole_runs,
            &statements.end_whole_runs,
            &statements.own_runs,
            &statements.end_runs,
            &statements.take_runs,
            &statements.pending_runs,
            &statements.rerun,
            &statements.drop_functions,
            &statements.drop_nodes,
        ] {
            let plan = trial.plan("explain format = json", statement, 0).await;
            let is_given =
                |table: &str| ["\"x\"", "\"full_executors\""].iter().any(|name| table.contains(name));
            let is_scanned = |table: &str| table.contains("\"access_type\": \"ALL\"") && !is_given(table);
            assert!(!plan.split("\"table_name\"").any(is_scanned), "{}\n{plan}", statement.sql());
        }
    }
}
