//! Job stores in databases, as a configuration describes them. Nothing is connected to.

use aps_runtime::{Config, Scheduler};

fn build(store: &str) -> Result<(), String> {
    let config = Config::from_toml(&format!("[jobstores.default]\n{store}")).unwrap();
    Scheduler::builder().config(config).build().map(drop).map_err(|error| error.to_string())
}

const COMMON: &str = r#"
table_prefix = "cron_"
lease = "10s"
history = { keep_for = "1h", at_most = 1000 }
auto_migrate = false
poll_interval = "5s"
"#;

/// With all of its options, and with what is wrong with it.
fn check(kind: &str, url: &str, own: &str) {
    let store = format!("type = \"{kind}\"\nurl = \"{url}\"\n{own}");
    build(&format!("{store}{COMMON}")).unwrap();
    build(&format!("type = \"{kind}\"\nurl = \"{url}\"\n")).unwrap();

    let told = build(&format!("{store}lease = \"1s\"\n")).unwrap_err();
    assert!(told.contains("`lease` is less than 2 seconds"), "{told}");
    let told = build(&format!("{store}table_prefx = \"canary\"\n")).unwrap_err();
    assert!(told.contains("did you mean `table_prefix`?") && !told.contains("canary"), "{told}");
    let told = build(&format!("type = \"{kind}\"\nurl = \"redis://ann:canary@db/jobs\"\n")).unwrap_err();
    assert!(told.contains("the scheme of the store's URL is `redis`"), "{told}");
    assert!(!told.contains("canary"), "{told}");
    // A user or a password that is called as one of the schemes.
    for login in ["redis:canary", kind, "canary:postgresql", "ann:sqlite"] {
        let told = build(&format!("type = \"{kind}\"\nurl = \"redis://{login}@db/jobs\"\n")).unwrap_err();
        assert!(told.contains("the scheme of the store's URL is `redis`"), "{login}: {told}");
        assert!(told.contains("this store takes `") && !told.contains("canary"), "{login}: {told}");
    }
    // Words that stand in the advice as well.
    for file in ["jobs.db", "myjobs.db", "./jobs.db", "sqlite", "localhost", "db", "host:canary@password"] {
        let told = build(&format!("type = \"{kind}\"\nurl = \"{file}\"\n")).unwrap_err();
        assert!(told.contains("or `sqlite://jobs.db`") && !told.contains("canary"), "{told}");
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite() {
    check("sqlite", "sqlite://jobs.db", "synchronous = \"normal\"\npoll_only = true\n");
}

#[cfg(feature = "postgres")]
#[test]
fn postgres() {
    for kind in ["postgres", "postgresql"] {
        let own = "schema = \"jobs\"\nmax_connections = 3\npoll_only = true\n";
        check(kind, "postgres://ann:canary@db.example.org/jobs", own);
    }
}

#[cfg(feature = "mysql")]
#[test]
fn mysql() {
    for kind in ["mysql", "mariadb"] {
        check(kind, "mysql://ann:canary@db.example.org/jobs", "max_connections = 3\n");
    }
}
