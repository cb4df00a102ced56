//! Stores on a server: how they are reached, and what is told if they are not.
#![cfg(all(target_os = "linux", any(feature = "postgres", feature = "mysql")))]

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;

use std::path::Path;

use aps_runtime::{Error, Result};
use test_servers::{PASSWORD, PASSWORD_IN_URL, Tls, USER};

/// All that is told of an error, which has neither the password nor the user.
fn told(error: &Error) -> String {
    let told = format!("{error:?} {error}");
    for secret in [PASSWORD, PASSWORD_IN_URL, "canary"] {
        assert!(!told.contains(secret), "{told}");
    }
    told
}

fn told_of<T: std::fmt::Debug>(result: Result<T>) -> String {
    told(&result.unwrap_err())
}

/// Ways to a server that has a certificate for 127.0.0.1 only, and whether they lead there.
fn ways<'a>(url: &str, tls: &'a Tls) -> Vec<(String, bool)> {
    let way = |host: &str, mode: &str, authority: &'a Path| {
        let url = url.replace("127.0.0.1", host);
        format!("{url}?sslmode={mode}&sslrootcert={}", authority.display())
    };
    vec![
        (way("127.0.0.1", "verify-full", tls.ca()), true),
        (way("127.0.0.1", "verify-full", tls.strange_ca()), false),
        (way("127.0.0.2", "verify-full", tls.ca()), false),
        (way("127.0.0.2", "verify-ca", tls.ca()), true),
        (format!("{url}?sslmode=disable"), true),
        (url.to_owned(), true),
    ]
}

/// The URL, for somebody with another password.
fn with_wrong_password(url: &str) -> String {
    url.replace(&format!("{USER}:{PASSWORD_IN_URL}"), &format!("{USER}:canary"))
}
