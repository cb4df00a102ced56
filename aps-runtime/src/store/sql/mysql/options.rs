//! What a URL says of a server, and that nothing is sent there that others can read.

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use crate::error::Error;
use crate::store::StoreUrl;
use crate::store::sql::driver::mysql::Server;
use crate::store::sql::settings::invalid;

const PARAMETERS: [&str; 5] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "socket"];

const CONNECTIONS: u32 = 5;

pub(super) fn of_url(url: &StoreUrl) -> Result<Server, Error> {
    url.expect_scheme(&["mysql", "mariadb"])?;
    let options = with_parameters(of_place(url)?, url)?;
    let mode = mode(url, options.get_socket().is_some())?;
    // What it would say of its own is said when it has connected.
    let options = options.ssl_mode(mode).pipes_as_concat(false).no_engine_substitution(false).timezone(None);
    let options = options.charset("utf8mb4").collation("utf8mb4_bin");
    Ok(Server {
        options: sqlx::ConnectOptions::disable_statement_logging(options),
        shown: url.to_string(),
        max_connections: CONNECTIONS,
    })
}

/// The server, the user and the database.
fn of_place(url: &StoreUrl) -> Result<MySqlConnectOptions, Error> {
    if url.hosts().len() > 1 {
        return Err(invalid(
            "the URL of a MySQL store names several hosts\n  = help: name the primary server, or a proxy that knows which one that is",
        ));
    }
    let Some(database) = url.database() else {
        return Err(invalid(
            "the URL of a MySQL store names no database\n  = help: write it behind the host, as in `mysql://host/jobs`",
        ));
    };
    let mut options = MySqlConnectOptions::new().database(database);
    if let Some(host) = url.hosts().first() {
        let is_socket = host.name().starts_with('/');
        options = if is_socket { options.socket(host.name()) } else { options.host(host.name()) };
        options = host.port().into_iter().fold(options, MySqlConnectOptions::port);
    }
    let options = url.user().into_iter().fold(options, MySqlConnectOptions::username);
    Ok(url.password().into_iter().fold(options, MySqlConnectOptions::password))
}

fn with_parameters(options: MySqlConnectOptions, url: &StoreUrl) -> Result<MySqlConnectOptions, Error> {
    url.parameters().try_fold(options, |options, (key, value)| match key {
        "sslmode" => Ok(options),
        "sslrootcert" => Ok(options.ssl_ca(value)),
        "sslcert" => Ok(options.ssl_client_cert(value)),
        "sslkey" => Ok(options.ssl_client_key(value)),
        "socket" => Ok(options.socket(value)),
        _ => {
            let known = PARAMETERS.map(|key| format!("`{key}`")).join(", ");
            Err(invalid(&format!(
                "the URL of a MySQL store has a parameter that is not known\n  = note: there are {known}"
            )))
        }
    })
}

/// To another machine, encrypted, and to nobody who only claims to be it.
fn mode(url: &StoreUrl, is_socket: bool) -> Result<MySqlSslMode, Error> {
    let Some((_, mode)) = url.parameters().filter(|(key, _)| *key == "sslmode").last() else {
        let is_local = is_socket || url.is_loopback();
        return Ok(if is_local { MySqlSslMode::Preferred } else { MySqlSslMode::VerifyIdentity });
    };
    match mode {
        "disable" => Ok(MySqlSslMode::Disabled),
        "require" => Ok(MySqlSslMode::Required),
        "verify-ca" => Ok(MySqlSslMode::VerifyCa),
        "verify-full" => Ok(MySqlSslMode::VerifyIdentity),
        "prefer" | "allow" => Err(invalid(
            "`sslmode` is one with which whoever is in between decides whether it is encrypted\n  = help: leave it out, for `verify-full`, or write `disable`",
        )),
        _ => Err(invalid(
            "`sslmode` is not known\n  = note: there are `disable`, `require`, `verify-ca` and `verify-full`",
        )),
    }
}
