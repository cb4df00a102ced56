//! How many rows MariaDB looks at for each statement, in tables as large as they become: its own counters say so,
//! and so do its plans. Each statement is tried while it takes the tables for empty, and when it knows them.

use test_servers::MariaDb;

use super::Trial;
use crate::store::sql::database::{Named, Session, Value};
use crate::store::sql::driver::mysql::Server;
use crate::store::sql::statement::Statement;

/// Jobs, of which the first 500 are due; runs, of which the first 300 are under way, 200 of them on the first node, and
/// 100 wait to be run again; and nodes, of which the last is dead.
const FILL: &str = r#"
    insert into aps_nodes select concat('node-', seq), 'node', '2026-01-01T00:00:00Z', if(seq = 5, 0, 9000000000), 0 from seq_1_to_5;
    insert into aps_node_functions select id, concat('f', seq) from aps_nodes, seq_1_to_20;
    insert into aps_writes select concat('write-', seq), 100000 + seq from seq_1_to_20000;
    insert into aps_jobs (id, `function`, executor, trigger_text, job, next_run_time, due_us, paused, revision, generation, problem)
        select concat('job-', seq), concat('f', 1 + seq mod 20), 'default', 'every hour', repeat('{}', 150), '2026-01-01T00:00:00Z',
            seq, 0, 1, 1, if(seq mod 5000 = 0, 'of another program', null) from seq_1_to_20000;
    insert into aps_runs (job_id, scheduled_at, generation, through_at, `manual`, state, slot, node_id, node_name, token, fence, attempts, ended_us, job)
        select concat('job-', 1 + seq mod 20000), concat('2026-', lpad(seq, 6, '0')), 1, '2026', 0,
            if(seq <= 300, 'running', if(seq <= 400, 'pending', 'executed')), if(seq <= 300, 0, null),
            if(seq <= 200, 'node-1', if(seq <= 300, 'node-5', 'node-2')), 'node', seq, 1, 0, if(seq <= 400, null, seq),
            if(seq <= 400, '{"function": "f1", "executor": "default", "max_instances": 3}', null) from seq_1_to_100000"#;

/// What is known of a table stays what it was when it was empty.
const KNOW_NOTHING: &str = "
    alter table aps_jobs stats_auto_recalc = 0;
    alter table aps_runs stats_auto_recalc = 0;
    alter table aps_nodes stats_auto_recalc = 0;
    alter table aps_writes stats_auto_recalc = 0;
    alter table aps_node_functions stats_auto_recalc = 0";

/// Rows that are looked at, in all tables and indexes.
const READS: &str = "select cast(sum(variable_value) as signed) from information_schema.session_status
    where variable_name like 'HANDLER_READ%'";

/// As many as are asked for at a time.
const BATCH: i64 = 256;

/// So many rows of JSON, of which each has its number for `#`.
fn rows(row: &str) -> String {
    let rows: Vec<_> = (1..=BATCH).map(|number| row.replace('#', &number.to_string())).collect();
    format!("[{}]", rows.join(","))
}

/// A statement, what is given to it as `:rows`, and how many rows it may look at.
fn hot(trial: &Trial) -> Vec<(&'static str, String, i64)> {
    let jobs = rows(r#"{"n": #, "id": "job-#", "revision": 1, "next_run_time": "2027", "due_us": 1}"#);
    let runs = rows(
        r#"{"n": #, "job_id": "job-#", "scheduled_at": "2026-000000", "generation": 1, "token": 1, "fence": 1, "goes_on": 1, "slot": 1, "state": "executed", "through_at": "2027"}"#,
    );
    let dead = r#"[{"id": "node-5"}]"#;
    // The rows that are given, those that are looked for, and those of an index and of what belongs to each.
    let (one, few, batch) = (4, 30, 5 * BATCH);
    let none = String::new;
    let hot = vec![
        ("claim", none(), one),
        ("epoch", none(), one),
        ("renew_node", none(), one),
        ("due_jobs", "[]".into(), batch),
        ("next_due", "[]".into(), few),
        ("unchanged_jobs", jobs.clone(), batch),
        ("live_slots", jobs.clone(), batch),
        ("move_jobs", jobs.clone(), batch),
        ("drop_jobs", jobs, batch),
        ("own_runs", runs.clone(), batch),
        ("end_runs", runs.clone(), batch),
        ("end_whole_runs", runs.clone(), batch),
        ("rerun", runs, batch),
        ("next_lease", none(), few),
        ("dead_nodes", none(), few),
        ("lost_runs", dead.into(), batch),
        ("take_runs", dead.into(), batch),
        ("drop_functions", dead.into(), 2 * few),
        ("drop_nodes", dead.into(), few),
        ("pending_runs", "[]".into(), batch),
        ("give_up", none(), one),
        ("job_revision", none(), one),
        ("remove_job", none(), one),
        ("forget_writes", none(), few),
        ("job", none(), one),
        ("sound_jobs", none(), batch),
        ("set_problem", none(), one),
        ("clear_problem", none(), one),
        ("told_problems", none(), few),
        ("problems", none(), few),
        ("live_history", none(), batch),
        ("ended_history", none(), batch),
        ("oldest_kept", none(), 2 * BATCH),
        ("forget_runs", none(), batch),
    ];
    let known: Vec<_> = trial.statements.all().into_iter().map(|(name, _)| name).collect();
    assert!(hot.iter().all(|(name, ..)| known.contains(name)), "{known:?}");
    hot
}

fn value<'a>(name: &'static str, rows: &'a str) -> Named<'a> {
    let value = match name {
        "rows" => Value::Text(rows),
        "node" => Value::Text("node-1"),
        "id" => Value::Text("job-77"),
        "most" | "before" => Value::Number(Some(BATCH)),
        "now" => Value::Number(Some(500)),
        "until" => Value::Number(Some(50_000)),
        "name" | "problem" | "scheduled" | "at" | "error" => Value::Text("2026"),
        _ => Value::Number(Some(1)),
    };
    (name, value)
}

fn said(sql: &str) -> Statement {
    Statement::of_test(sql, Vec::new())
}

async fn reads_so_far(session: &mut dyn Session) -> i64 {
    session.rows(&said(READS), &[]).await.unwrap()[0].number(0).unwrap()
}

impl Trial {
    /// How many rows are looked at, apart from those that tell it. What was changed is taken back.
    async fn reads(&self, statement: &Statement, rows: &str) -> i64 {
        let mut session = self.connections.begin().await.unwrap();
        let values: Vec<_> = statement.values.iter().map(|name| value(name, rows)).collect();
        let (first, second) = (reads_so_far(&mut *session).await, reads_so_far(&mut *session).await);
        session.rows(statement, &values).await.unwrap();
        let last = reads_so_far(&mut *session).await;
        session.rollback().await.unwrap();
        (last - second) - (second - first)
    }

    async fn looks_at_few_rows(&self, when: &str) {
        let mut wrong = Vec::new();
        for (name, rows, most) in hot(self) {
            let (_, statement) = self.statements.all().into_iter().find(|(known, _)| *known == name).unwrap();
            let reads = self.reads(statement, &rows).await;
            if reads > most {
                wrong.push(format!(
                    "{name} looks at {reads} rows, and {most} would do, {when}: {}",
                    statement.sql()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }
}

#[tokio::test]
async fn mariadb_looks_at_few_rows_of_many() {
    let server = MariaDb::shared();
    let url = server.fresh_database();
    let (_, database) = url.rsplit_once('/').unwrap();
    let say = |sql: &str| server.administer(&format!("use {database}; {sql}"));
    let options = url.parse().unwrap();
    let trial = Trial::on(Server { options, shown: String::new(), max_connections: 2 }).await;
    say(KNOW_NOTHING);
    say(FILL);
    trial.looks_at_few_rows("while nothing is known of the tables").await;
    say("analyze table aps_jobs, aps_runs, aps_writes, aps_nodes, aps_node_functions");
    trial.looks_at_few_rows("when the tables have been analyzed").await;
}
