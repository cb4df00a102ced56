//! What a URL says of a server, and that nothing is sent there that others can read.

use std::net::IpAddr;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::error::Error;
use crate::store::StoreUrl;
use crate::store::sql::driver::postgres::Server;
use crate::store::sql::settings::invalid;

const PARAMETERS: [&str; 6] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "host"];

const CONNECTIONS: u32 = 5;

pub(super) fn of_url(url: &StoreUrl) -> Result<Server, Error> {
    url.expect_scheme(&["postgres", "postgresql"])?;
    if url.hosts().len() > 1 {
        return Err(invalid(
            "the URL of a PostgreSQL store names several hosts\n  = help: name the primary server, or a proxy that knows which one that is",
        ));
    }
    let known = PARAMETERS.map(|key| format!("`{key}`")).join(", ");
    for (key, value) in url.parameters() {
        if !PARAMETERS.contains(&key) {
            return Err(invalid(&format!(
                "the URL of a PostgreSQL store has a parameter that is not known\n  = note: there are {known}"
            )));
        }
        if key == "host" && !value.starts_with('/') {
            return Err(invalid(
                "`host` in the parameters of a store's URL is not the folder of a socket\n  = help: write a host before the name of the database",
            ));
        }
    }
    let options = PgConnectOptions::from_str(url.expose())
        .map_err(|_| invalid("the URL is not one that PostgreSQL can be connected to with"))?;
    let mode = mode(url, &options)?;
    let named = options.get_application_name().is_some();
    let options = options.ssl_mode(mode);
    let options = if named { options } else { options.application_name("aps") };
    Ok(Server {
        options: sqlx::ConnectOptions::disable_statement_logging(options),
        shown: url.to_string(),
        max_connections: CONNECTIONS,
        has_hints: true,
        channel: String::new(),
    })
}

/// To another machine, encrypted, and to nobody who only claims to be it.
fn mode(url: &StoreUrl, options: &PgConnectOptions) -> Result<PgSslMode, Error> {
    let Some((_, mode)) = url.parameters().filter(|(key, _)| *key == "sslmode").last() else {
        return Ok(if is_local(options) { PgSslMode::Prefer } else { PgSslMode::VerifyFull });
    };
    match mode {
        "disable" => Ok(PgSslMode::Disable),
        "require" => Ok(PgSslMode::Require),
        "verify-ca" => Ok(PgSslMode::VerifyCa),
        "verify-full" => Ok(PgSslMode::VerifyFull),
        "prefer" | "allow" => Err(invalid(
            "`sslmode` is one with which whoever is in between decides whether it is encrypted\n  = help: leave it out, for `verify-full`, or write `disable`",
        )),
        _ => Err(invalid(
            "`sslmode` is not known\n  = note: there are `disable`, `require`, `verify-ca` and `verify-full`",
        )),
    }
}

fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let is_loopback = |address: IpAddr| address.is_loopback();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode_of(url: &str) -> &'static str {
        match of_url(&StoreUrl::parse(url).unwrap()).unwrap().options.get_ssl_mode() {
            PgSslMode::Disable => "disable",
            PgSslMode::Prefer => "prefer",
            PgSslMode::VerifyFull => "verify-full",
            _ => "another",
        }
    }

    #[test]
    fn servers_on_other_machines_are_verified_unless_that_is_refused() {
        for (url, expected) in [
            ("postgres://db.example.org/jobs", "verify-full"),
            ("postgres://10.0.0.1/jobs", "verify-full"),
            ("postgres://localhost.example.org/jobs", "verify-full"),
            ("postgres://db.example.org/jobs?sslmode=disable", "disable"),
            ("postgres://localhost/jobs", "prefer"),
            ("postgres://127.0.0.1/jobs", "prefer"),
            ("postgres://[::1]/jobs", "prefer"),
            ("postgres://localhost/jobs?sslmode=verify-full", "verify-full"),
        ] {
            assert_eq!(mode_of(url), expected, "{url}");
        }
    }
}
