use aps_runtime::{Node, PostgresStore, RunStore};
use test_servers::Postgres;

use crate::{told_of, ways, with_wrong_password};

#[tokio::test]
async fn the_server_is_who_it_says() {
    let server = Postgres::new().with_tls().without_fsync().start();
    for (url, leads_there) in ways(&server.fresh_database(), server.tls().unwrap()) {
        let result = PostgresStore::new(&url).unwrap().migrate().await;
        assert_eq!(result.is_ok(), leads_there, "{url}: {result:?}");
        if !leads_there {
            told_of(result);
        }
    }
}

#[tokio::test]
async fn a_password_is_never_told() {
    let url = Postgres::shared().fresh_database();
    told_of(PostgresStore::new(with_wrong_password(&url)).unwrap().migrate().await);
}

#[tokio::test]
async fn somebody_else_may_create_the_tables() {
    let server = Postgres::shared();
    let url = server.fresh_database();
    let store = || PostgresStore::new(&url).unwrap().auto_migrate(false);
    let (node, now) = (Node::new(["f"]), chrono::DateTime::UNIX_EPOCH);
    let told = store().join(&node, now).await.unwrap_err().to_string();
    assert!(told.contains("the tables of the job store are not there"), "{told}");
    assert!(store().migrations().contains("values (1);"), "{}", store().migrations());
    PostgresStore::new(&url).unwrap().migrate().await.unwrap();
    store().join(&node, now).await.unwrap();
}
