//! Whom the store believes to be its server.

use std::path::Path;

use aps_runtime::PostgresStore;
use test_servers::Postgres;

async fn connects(url: &str) -> Result<(), String> {
    let store = PostgresStore::new(url).map_err(|error| format!("{error:?}"))?;
    store.migrate().await.map_err(|error| format!("{error:?}"))
}

fn with(url: &str, host: &str, mode: &str, authority: &Path) -> String {
    format!("{}?sslmode={mode}&sslrootcert={}", url.replace("127.0.0.1", host), authority.display())
}

#[tokio::test]
async fn a_server_is_who_it_says() {
    let server = Postgres::new().with_tls().without_fsync().start();
    let (url, tls) = (server.fresh_database(), server.tls().unwrap());
    for (mode, host, authority, expected) in [
        ("verify-full", "localhost", tls.ca(), true),
        ("verify-full", "127.0.0.1", tls.ca(), true),
        ("verify-full", "localhost", tls.strange_ca(), false),
        // Another name than the certificate's.
        ("verify-full", "127.0.0.2", tls.ca(), false),
        ("verify-ca", "127.0.0.2", tls.ca(), true),
        ("verify-ca", "127.0.0.2", tls.strange_ca(), false),
    ] {
        let told = connects(&with(&url, host, mode, authority)).await;
        assert_eq!(told.is_ok(), expected, "{mode} {host} {}: {told:?}", authority.display());
        if let Err(told) = told {
            assert!(told.contains("cannot be encrypted as it should be"), "{told}");
        }
    }
    connects(&format!("{url}?sslmode=require")).await.unwrap();
    connects(&format!("{url}?sslmode=disable")).await.unwrap();
    for mode in ["prefer", "allow"] {
        let told = connects(&format!("{url}?sslmode={mode}")).await.unwrap_err();
        assert!(told.contains("leave it out, for `verify-full`, or write `disable`"), "{told}");
    }
}

/// A server without certificates is not spoken to in plain text by somebody who wants it encrypted.
#[tokio::test]
async fn what_is_to_be_encrypted_is_not_sent_in_plain_text() {
    let url = Postgres::shared().fresh_database();
    for mode in ["require", "verify-ca", "verify-full"] {
        let told = connects(&format!("{url}?sslmode={mode}")).await.unwrap_err();
        assert!(told.contains("cannot be encrypted as it should be"), "{mode}: {told}");
    }
}
