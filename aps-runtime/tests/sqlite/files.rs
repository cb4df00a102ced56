use std::fs;

use aps_runtime::SqliteStore;

use crate::folder::Folder;

fn refusal(url: &str) -> String {
    SqliteStore::new(url).unwrap_err().to_string()
}

#[test]
fn a_url_that_names_no_file_is_told() {
    for (url, expected) in [
        ("sqlite://", "the URL `sqlite://` is not that of a file"),
        ("sqlite::memory:", "an SQLite database in memory outlives nothing"),
        ("postgres://db/jobs", "the scheme of the store's URL is `postgres`"),
        ("sqlite://jobs.db?mode=ro", "`mode` in the URL of a store is `rwc` or `rw`"),
        ("sqlite://jobs.db?key=canary", "the URL of an SQLite store has a parameter that is not known"),
    ] {
        let told = refusal(url);
        assert_eq!(told.lines().next(), Some(expected), "{told}");
        assert!(!told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_told() {
    let folder = Folder::new();
    let none = folder.path().join("none/jobs.db");
    let error = SqliteStore::new(format!("sqlite:{}", none.display())).unwrap().migrate().await.unwrap_err();
    let told = format!("{error:?}");
    assert!(told.contains("it is not there") && told.contains("help: create the folder first"), "{told}");
    assert!(!told.contains("four slashes"), "{told}");
    let error = SqliteStore::new("sqlite:///none/of/this.db").unwrap().migrate().await.unwrap_err();
    let told = format!("{error:?}");
    assert!(told.contains("with four slashes: `sqlite:////none/of/this.db`"), "{told}");
    fs::write(folder.path().join("jobs.db"), "a text that is long enough. ".repeat(100)).unwrap();
    let told = format!("{:?}", folder.store().migrate().await.unwrap_err());
    assert!(told.contains("file is not a database"), "{told}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_created_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    folder.store().migrate().await.unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}
