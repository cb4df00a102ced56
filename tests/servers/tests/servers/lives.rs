use test_servers::{MariaDb, PASSWORD_IN_URL, Postgres, Server, processes_in};

use crate::database::{CREATE, connect, count, execute, hangs, insert, number};

#[tokio::test]
async fn postgres_keeps_what_was_committed() {
    let server = Postgres::new().setting("max_connections", "20").start();
    assert_eq!(server.administer("show max_connections; show fsync").trim_end(), "20\non");
    keeps_what_was_committed(server).await;
}

#[tokio::test]
async fn mariadb_keeps_what_was_committed() {
    let server = MariaDb::new().setting("max-connections", "20").start();
    let settings = "select @@max_connections, @@innodb_flush_log_at_trx_commit";
    assert_eq!(server.administer(settings).trim_end(), "20\t1");
    keeps_what_was_committed(server).await;
}

async fn keeps_what_was_committed(server: Server) {
    let url = server.fresh_database();
    let mut connection = connect(&url).await.unwrap();
    execute(&mut connection, CREATE).await.unwrap();
    let ends: [fn(&Server); 4] = [Server::kill, Server::stop_immediately, Server::stop, |_| {}];
    for (rows, end) in (1..).zip(ends) {
        insert(&mut connection).await.unwrap();
        end(&server);
        server.restart();
        assert!(insert(&mut connection).await.is_err(), "the old connection is dead");
        connection = connect(&url).await.unwrap();
        assert_eq!(count(&url).await, rows);
    }
    server.kill();
    assert_eq!(server.processes(), []);
    assert!(connect(&url).await.is_err());
}

#[tokio::test]
async fn postgres_pauses() {
    pauses(Postgres::new().without_fsync().start()).await;
}

#[tokio::test]
async fn mariadb_pauses() {
    pauses(MariaDb::new().without_fsync().start()).await;
}

/// A paused server answers later; one that is dropped while it is paused goes too.
async fn pauses(server: Server) {
    let url = server.fresh_database();
    server.pause();
    let mut answer = Box::pin(number(&url, "select 7"));
    assert!(hangs(&mut answer).await);
    server.resume();
    assert_eq!(answer.await.unwrap(), 7);
    server.pause();
    let folder = server.folder().to_owned();
    drop(server);
    assert_eq!(processes_in(&folder), []);
    assert!(!folder.exists());
}

#[tokio::test]
async fn each_test_has_a_database_and_needs_the_password() {
    for server in [Postgres::shared(), MariaDb::shared()] {
        let (one, other) = (server.fresh_database(), server.fresh_database());
        for url in [&one, &other] {
            execute(&mut connect(url).await.unwrap(), CREATE).await.unwrap();
            assert!(connect(&url.replace(PASSWORD_IN_URL, "guess")).await.is_err());
        }
        assert_eq!(server.administer("select 'a', 1").trim_end(), "a\t1");
    }
}

#[test]
fn a_server_that_does_not_start_tells_why_and_leaves_nothing() {
    let started = std::panic::catch_unwind(|| Postgres::new().setting("no_such_setting", "1").start());
    let told = *started.unwrap_err().downcast::<String>().unwrap();
    assert!(told.contains("no_such_setting"), "{told}");
    let folder =
        told.split("unix_socket_directories=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(!std::path::Path::new(folder).exists(), "{folder}");
}
