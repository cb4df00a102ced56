//! Where a server is, and how to get in.

use std::fs;

use redis::{
    Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisConnectionInfo, TlsCertificates,
};

use super::fault::Fault;
use super::settings::invalid;
use crate::error::Error;
use crate::store::{StoreHost, StoreUrl};

const SCHEMES: [&str; 5] = ["redis", "rediss", "valkey", "valkeys", "redis+unix"];
const PORT: u16 = 6379;

/// A URL that was looked at.
#[derive(Debug)]
pub(super) struct Address {
    url: StoreUrl,
    kind: Kind,
    database: i64,
    /// A file with the certificates of the authorities that are trusted.
    root_certificate: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Tls,
    Socket,
}

/// What the parameters say.
#[derive(Default)]
struct Parameters {
    plain: bool,
    root_certificate: Option<String>,
    database: Option<String>,
}

impl Address {
    pub(super) fn of(url: StoreUrl) -> Result<Self, Error> {
        url.expect_scheme(&SCHEMES)?;
        let parameters = Parameters::of(&url)?;
        let kind = match url.scheme() {
            "rediss" | "valkeys" => Kind::Tls,
            "redis+unix" => Kind::Socket,
            _ => Kind::Plain,
        };
        check_host(&url, kind)?;
        check_encryption(&url, kind, &parameters)?;
        let database = match kind {
            Kind::Socket => parameters.database.as_deref(),
            Kind::Plain | Kind::Tls => url.database().or(parameters.database.as_deref()),
        };
        let database = database.map_or(Ok(0), str::parse).map_err(|_| {
            invalid("the database of the store's URL is no number\n  = help: write `redis://host:6379/0`, or nothing behind the port")
        })?;
        Ok(Address { url, kind, database, root_certificate: parameters.root_certificate })
    }

    /// Encrypted or not, it leaves this machine, and nobody has to say who they are.
    pub(super) fn is_open_to_all(&self) -> bool {
        !self.url.is_loopback() && self.url.password().is_none()
    }

    /// Nothing is connected yet.
    pub(super) fn client(&self) -> Result<Client, Fault> {
        let certificates = TlsCertificates { client_tls: None, root_cert: self.root_certificate()? };
        let info = self.info().map_err(|error| Fault::of(&error))?;
        let client = if certificates.root_cert.is_some() {
            Client::build_with_tls(info, certificates)
        } else {
            Client::open(info)
        };
        client.map_err(|error| Fault::of(&error))
    }

    fn info(&self) -> redis::RedisResult<ConnectionInfo> {
        let host = self.url.hosts().first();
        let name = host.map_or_else(String::new, |host| host.name().to_owned());
        let port = host.and_then(StoreHost::port).unwrap_or(PORT);
        let address = match self.kind {
            Kind::Plain => ConnectionAddr::Tcp(name, port),
            Kind::Tls => {
                choose_cryptography();
                ConnectionAddr::TcpTls { host: name, port, insecure: false, tls_params: None }
            }
            Kind::Socket => ConnectionAddr::Unix(self.url.path().into()),
        };
        let mut who = RedisConnectionInfo::default().set_db(self.database);
        if let Some(user) = self.url.user().filter(|user| !user.is_empty()) {
            who = who.set_username(user);
        }
        if let Some(password) = self.url.password() {
            who = who.set_password(password);
        }
        Ok(address.into_connection_info()?.set_redis_settings(who))
    }

    fn root_certificate(&self) -> Result<Option<Vec<u8>>, Fault> {
        let Some(path) = &self.root_certificate else { return Ok(None) };
        let read = fs::read(path)
            .map_err(|error| Fault::new(format!("the file of `sslrootcert` cannot be read: {error}")));
        read.map(Some)
    }
}

/// rustls wants to be told by the program, if several are linked into it.
fn choose_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _another_thread_was_quicker = rustls::crypto::ring::default_provider().install_default();
    }
}

impl Parameters {
    fn of(url: &StoreUrl) -> Result<Self, Error> {
        let mut parameters = Parameters::default();
        for (key, value) in url.parameters() {
            match (key, value) {
                ("sslmode", "disable") => parameters.plain = true,
                ("sslmode", "verify-full") => {}
                ("sslmode", _) => return Err(invalid(SSLMODES)),
                ("sslrootcert", path) => parameters.root_certificate = Some(path.to_owned()),
                ("db", number) => parameters.database = Some(number.to_owned()),
                _ => return Err(invalid(PARAMETERS)),
            }
        }
        Ok(parameters)
    }
}

const SSLMODES: &str = "the `sslmode` of the store's URL is none that is safe
  = help: `rediss://` encrypts, and checks the certificate and the name in it; `sslmode=verify-full` says the same
  = help: if the network is trusted, write `redis://` and `sslmode=disable`";

const PARAMETERS: &str = "the store's URL has a parameter that Redis stores do not know
  = note: they know `sslmode`, `sslrootcert` and `db`";

fn check_host(url: &StoreUrl, kind: Kind) -> Result<(), Error> {
    match (kind, url.hosts()) {
        (Kind::Socket, []) if url.path().len() > 1 => Ok(()),
        (Kind::Socket, _) => Err(invalid(
            "the store's URL names no socket\n  = help: write `redis+unix:///run/redis/redis.sock`",
        )),
        (_, [_]) => Ok(()),
        (_, []) => Err(invalid("the store's URL names no host\n  = help: write `redis://localhost:6379`")),
        (_, _) => Err(invalid(
            "the store's URL names several hosts\n  = help: name the primary, or an address that always leads to it\n  \
             = note: neither Sentinel nor a cluster's nodes are asked where that is",
        )),
    }
}

fn check_encryption(url: &StoreUrl, kind: Kind, parameters: &Parameters) -> Result<(), Error> {
    match kind {
        Kind::Tls if parameters.plain => Err(invalid(
            "the store's URL says `rediss` and `sslmode=disable`\n  = help: leave one of them out",
        )),
        Kind::Plain if parameters.root_certificate.is_some() => Err(invalid(
            "the store's URL has a `sslrootcert`, and is not encrypted\n  = help: write `rediss://`",
        )),
        Kind::Plain if !url.is_loopback() && !parameters.plain => Err(invalid(
            "the store's URL leads to another machine without encryption\n  = help: write `rediss://`, which encrypts and checks \
             the certificate\n  = help: or, if the network is trusted, add `?sslmode=disable`",
        )),
        _ => Ok(()),
    }
}
