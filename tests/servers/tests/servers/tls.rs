use std::path::Path;
use std::process::Command;

use test_servers::{MariaDb, PASSWORD, Postgres, USER};

/// Whether PostgreSQL's own client connects, with the server's certificate verified by this authority.
fn psql_connects(url: &str, mode: &str, host: &str, authority: &Path) -> bool {
    let url = url.replace("127.0.0.1", host);
    let mut command = Command::new("psql");
    command.args(["-XAtqd", &format!("{url}?sslmode={mode}&sslrootcert={}", authority.display())]);
    let output =
        command.args(["-c", "select ssl from pg_stat_ssl where pid = pg_backend_pid()"]).output().unwrap();
    output.status.success() && output.stdout == b"t\n"
}

#[test]
fn postgres_is_who_it_says_to_those_who_know_its_authority() {
    let server = Postgres::new().with_tls().without_fsync().start();
    let (url, tls) = (server.fresh_database(), server.tls().unwrap());
    for (mode, host, authority, connects) in [
        ("verify-full", "127.0.0.1", tls.ca(), true),
        ("verify-full", "localhost", tls.ca(), true),
        ("verify-full", "127.0.0.1", tls.strange_ca(), false),
        // Another name than the certificate's.
        ("verify-full", "127.0.0.2", tls.ca(), false),
        ("verify-ca", "127.0.0.2", tls.ca(), true),
    ] {
        assert_eq!(psql_connects(&url, mode, host, authority), connects, "{mode} {host} {authority:?}");
    }
    assert!(Postgres::shared().tls().is_none());
}

/// Likewise with the other's.
fn mariadb_connects(url: &str, mode: &str, host: &str, authority: &Path) -> bool {
    let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap();
    let mut command = Command::new("mariadb");
    command.args(["--no-defaults", "--protocol=tcp", mode, "-BN", "-h", host, "-P", port]);
    command.arg("--ssl-ca").arg(authority).args(["-u", USER]).arg(format!("--password={PASSWORD}"));
    let output = command.args(["-e", "show status like 'Ssl_version'"]).output().unwrap();
    output.status.success() && output.stdout.starts_with(b"Ssl_version\tTLS")
}

#[test]
fn mariadb_is_who_it_says_to_those_who_know_its_authority() {
    let server = MariaDb::new().with_tls().without_fsync().start();
    let (url, tls) = (server.fresh_database(), server.tls().unwrap());
    for (mode, host, authority, connects) in [
        ("--ssl-verify-server-cert", "127.0.0.1", tls.ca(), true),
        ("--ssl-verify-server-cert", "localhost", tls.ca(), true),
        ("--ssl-verify-server-cert", "127.0.0.1", tls.strange_ca(), false),
        // Another name than the certificate's.
        ("--ssl-verify-server-cert", "127.0.0.2", tls.ca(), false),
        ("--skip-ssl-verify-server-cert", "127.0.0.2", tls.ca(), true),
    ] {
        assert_eq!(mariadb_connects(&url, mode, host, authority), connects, "{mode} {host} {authority:?}");
    }
}
