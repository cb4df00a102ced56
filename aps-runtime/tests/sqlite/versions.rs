//! Tables that another version of the program has made, or nobody.

use aps_runtime::JobStore;

use crate::folder::Folder;
use crate::trial::{at, id, ids, join};

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_program_are_left_alone() {
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    folder.sql("update aps_schema_version set version = 99");
    let store = folder.store();
    let told = join(&store).await.unwrap_err().to_string();
    assert!(told.starts_with("the tables are of version 99, and this program knows "), "{told}");
    assert!(told.contains("help: update the program"), "{told}");
    let told = format!("{:?}", store.migrate().await.unwrap_err());
    assert!(told.contains("the tables are of version 99"), "{told}");
    assert!(store.job(&id("a")).await.is_err(), "it has not joined");
    folder.sql("update aps_schema_version set version = 1");
    join(&store).await.unwrap();
    assert_eq!(ids(&store).await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_not_made_if_that_was_said() {
    let folder = Folder::new();
    let store = folder.store().auto_migrate(false);
    let told = join(&store).await.unwrap_err().to_string();
    assert!(told.starts_with("the tables of the job store are not there"), "{told}");
    assert!(
        told.contains("help: call `migrate()`") && told.contains("note: `auto_migrate` is off"),
        "{told}"
    );
    assert_eq!(folder.sql("select count(*) from sqlite_master"), ["0"]);
    store.migrate().await.unwrap();
    join(&store).await.unwrap();
}

/// By whoever may do that.
#[tokio::test(flavor = "multi_thread")]
async fn tables_can_be_made_by_hand() {
    let folder = Folder::new();
    let store = folder.store().auto_migrate(false);
    folder.script(&store.migrations());
    join(&store).await.unwrap();
    folder.sql("update aps_schema_version set version = 0");
    let told = join(&store).await.unwrap_err().to_string();
    assert!(told.starts_with("the tables"), "{told}");
}
