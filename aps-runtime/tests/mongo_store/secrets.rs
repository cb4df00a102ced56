//! Passwords stay where they are.

use aps_runtime::{MongoStore, Scheduler};
use test_servers::{MongoDb, PASSWORD, PASSWORD_IN_URL};

use crate::logged::Logged;

/// No part of it stands anywhere else.
const CANARY: &str = "hunter2";

#[tokio::test]
async fn passwords_are_shown_by_nobody() {
    let logged = Logged::on_this_thread(tracing::Level::TRACE);
    let mut told = String::new();
    let here = MongoDb::shared().fresh_database();
    for url in [
        here.clone(),
        here.replace(PASSWORD_IN_URL, CANARY),
        format!("mongodb://{CANARY}:{CANARY}@127.0.0.1:9/jobs?authSource={CANARY}"),
        format!("mongodb://aps:{CANARY}@127.0.0.1:9/jobs?authMechanism={CANARY}"),
        format!("mongodb://aps:{CANARY}@127.0.0.1:9/jobs?connectTimeoutMS={CANARY}"),
        format!("mongodb://aps:{CANARY}@127.0.0.1:9/jobs?tls=true&tlsCertificateKeyFile=%2F{CANARY}"),
        format!("mongodb://aps:{CANARY}@127.0.0.1:9/jobs?readConcernLevel={CANARY}&{CANARY}=1"),
        format!("mongodb+srv://aps:{CANARY}@localhost/jobs"),
    ] {
        let store = match MongoStore::new(&url) {
            Ok(store) => store,
            Err(error) => {
                told.extend([format!("{error} {error:?}")]);
                continue;
            }
        };
        told.extend([format!("{store:?}")]);
        let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
        match scheduler.start().await {
            Ok(()) => {
                told.extend([format!("{scheduler:?}")]);
                scheduler.shutdown(aps_runtime::Wait::ForJobs).await.unwrap();
            }
            Err(error) => told.extend([format!("{error} {error:?} {:?}", std::error::Error::source(&error))]),
        }
    }
    told += &logged.take();
    for secret in [CANARY, PASSWORD, PASSWORD_IN_URL] {
        assert!(!told.contains(secret), "`{secret}` in {told}");
    }
    assert!(told.contains("127.0.0.1"));
}
