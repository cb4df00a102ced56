//! Writes that the database refuses since others were quicker.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use aps_runtime::{JobStore, JobWrite, Written};

use crate::trial::{Trial, id, started};

/// As many writes of jobs fail, as they do for transactions that get in each other's way. (Sequences
/// are not rolled back.)
fn let_fail(trial: &Trial, code: &str, how_many: u32) {
    let sql = format!(
        "drop trigger if exists conflict on aps_jobs;
        drop sequence if exists conflicts;
        create sequence conflicts;
        create or replace function conflict() returns trigger language plpgsql as $$ begin
            if nextval('conflicts') <= {how_many} then raise exception 'too late' using errcode = '{code}'; end if;
            return null;
        end $$;
        create trigger conflict before insert or update or delete on aps_jobs
            for each statement execute function conflict();"
    );
    let mut command = Command::new("psql");
    command.args(["-XAtq", "--set=ON_ERROR_STOP=1", "--dbname", &trial.url, "--command", &sql]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn a_write_of_jobs_that_others_were_quicker_than_is_made_in_the_end() {
    let trial = Trial::new().await;
    for code in ["40001", "40P01"] {
        let_fail(&trial, code, 2);
        trial.store.add_job(Arc::new(trial.job("a"))).await.unwrap();
        let_fail(&trial, code, 2);
        let job = trial.stored("a").await.unwrap();
        assert_eq!(trial.store.update_job(job).await.unwrap(), Written::Done);
        let_fail(&trial, code, 2);
        let job = trial.stored("a").await.unwrap();
        let writes = [JobWrite::Replace(Arc::new(job)), JobWrite::Add(Arc::new(trial.job("b")))];
        assert_eq!(trial.store.write_jobs(&writes).await.unwrap(), Written::Done);
        for name in ["a", "b"] {
            let_fail(&trial, code, 2);
            assert!(trial.store.remove_job(&id(name)).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn others_are_not_quicker_for_ever() {
    let trial = Trial::new().await;
    let_fail(&trial, "40001", 1_000_000);
    let began = started();
    let error = trial.store.add_job(Arc::new(trial.job("a"))).await.unwrap_err();
    assert!(error.to_string().contains("too late (40001)"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(trial.stored("a").await.is_none());
}
