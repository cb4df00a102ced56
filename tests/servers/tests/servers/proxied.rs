use std::time::Duration;

use test_servers::{MariaDb, Mode, Postgres, Proxy, When};

use crate::database::{CREATE, connect, count, counts, execute, hangs, insert, number, wait};

/// A database of each server, and a proxy before it.
fn proxied() -> [(String, Proxy); 2] {
    [Postgres::shared(), MariaDb::shared()].map(|server| {
        let url = server.fresh_database();
        let proxy = Proxy::before(&url);
        (url, proxy)
    })
}

#[tokio::test]
async fn in_a_black_hole_nothing_arrives_until_it_is_healed() {
    for (url, proxy) in proxied() {
        let mut connection = connect(&proxy.url_through(&url)).await.unwrap();
        execute(&mut connection, CREATE).await.unwrap();
        proxy.set(Mode::BlackHole);
        let mut insert = Box::pin(execute(&mut connection, "insert into items values (1)"));
        assert!(hangs(&mut insert).await);
        let through = proxy.url_through(&url);
        let mut newcomer = Box::pin(number(&through, "select 7"));
        assert!(hangs(&mut newcomer).await);
        assert_eq!(count(&url).await, 0);
        proxy.set(Mode::Pass);
        insert.await.unwrap();
        assert_eq!(newcomer.await.unwrap(), 7);
        assert_eq!(count(&url).await, 1);
    }
}

#[tokio::test]
async fn the_server_does_not_hear_that_a_client_has_gone_into_the_black_hole() {
    for (url, proxy) in proxied() {
        let connection = connect(&proxy.url_through(&url)).await.unwrap();
        proxy.set(Mode::BlackHole);
        drop(connection);
        wait(Duration::from_millis(100)).await;
        assert_eq!(proxy.connections(), 1);
        proxy.set(Mode::Pass);
        assert!(hangs_not(|| proxy.connections() == 0).await);
    }
}

#[tokio::test]
async fn refused_and_let_in_again() {
    for (url, proxy) in proxied() {
        let through = proxy.url_through(&url);
        let mut connection = connect(&through).await.unwrap();
        for _ in 0..3 {
            proxy.set(Mode::Refuse);
            assert!(execute(&mut connection, "select 1").await.is_err());
            assert!(connect(&through).await.is_err());
            proxy.set(Mode::Pass);
            connection = connect(&through).await.unwrap();
        }
    }
}

#[tokio::test]
async fn latency_is_there_and_back() {
    for (url, proxy) in proxied() {
        let mut connection = connect(&proxy.url_through(&url)).await.unwrap();
        proxy.set(Mode::Latency(Duration::from_millis(250)));
        // 300 ms have passed, but not yet 500.
        let mut answer = Box::pin(execute(&mut connection, "select 1"));
        assert!(hangs(&mut answer).await);
        answer.await.unwrap();
    }
}

#[tokio::test]
async fn connections_are_cut_and_new_ones_are_not() {
    for (url, proxy) in proxied() {
        let through = proxy.url_through(&url);
        let mut connection = connect(&through).await.unwrap();
        proxy.cut_connections();
        assert!(execute(&mut connection, "select 1").await.is_err());
        assert_eq!(number(&through, "select 7").await.unwrap(), 7);
    }
}

#[tokio::test]
async fn a_commit_is_cut_before_or_after_its_delivery() {
    for (url, proxy) in proxied() {
        let through = proxy.url_through(&url);
        execute(&mut connect(&url).await.unwrap(), CREATE).await.unwrap();
        let mut rows = 0;
        for (when, arrives) in [(When::BeforeDelivery, 0), (When::AfterDelivery, 1)].repeat(5) {
            let cuts = proxy.cuts();
            let mut connection = connect(&through).await.unwrap();
            proxy.cut_at_commit(when, 1);
            assert!(insert(&mut connection).await.is_err());
            assert_eq!(proxy.cuts(), cuts + 1);
            rows += arrives;
            assert!(counts(&url, rows).await, "{when:?}");
        }
        // As many as were ordered, and no more.
        insert(&mut connect(&through).await.unwrap()).await.unwrap();
        assert_eq!((proxy.cuts(), count(&url).await), (10, rows + 1));
    }
}

#[tokio::test]
async fn a_commit_arrives_when_its_client_has_long_given_up() {
    for (url, proxy) in proxied() {
        execute(&mut connect(&url).await.unwrap(), CREATE).await.unwrap();
        let mut connection = connect(&proxy.url_through(&url)).await.unwrap();
        proxy.cut_at_commit(When::LateDelivery(Duration::from_secs(1)), 1);
        assert!(insert(&mut connection).await.is_err());
        assert_eq!(count(&url).await, 0);
        assert!(counts(&url, 1).await);
    }
}

/// A transaction whose COMMIT was not delivered is rolled back, not left open.
#[tokio::test]
async fn what_was_not_committed_holds_no_locks() {
    for (url, proxy) in proxied() {
        execute(&mut connect(&url).await.unwrap(), CREATE).await.unwrap();
        proxy.cut_at_commit(When::BeforeDelivery, 1);
        assert!(insert(&mut connect(&proxy.url_through(&url)).await.unwrap()).await.is_err());
        execute(&mut connect(&url).await.unwrap(), "drop table items").await.unwrap();
    }
}

async fn hangs_not(mut is_so: impl FnMut() -> bool) -> bool {
    for _ in 0..200 {
        if is_so() {
            return true;
        }
        wait(Duration::from_millis(10)).await;
    }
    false
}
