//! Where a job store is, without revealing how to log in.

#[cfg(test)]
mod canaries;
mod host;
mod parse;

use std::fmt;
use std::str::FromStr;

use aps_triggers::suggest::nearest;
use serde::{Deserialize, Deserializer, de};

pub use self::host::StoreHost;
use crate::error::{Error, ErrorKind};

/// The URL of a job store: where it is, and how to log in.
///
/// ```
/// use aps_runtime::StoreUrl;
///
/// let url: StoreUrl = "postgres://aps:p%40ss@db1.example.org,db2:5433/jobs?sslmode=verify-full".parse()?;
/// assert_eq!(url.scheme(), "postgres");
/// assert_eq!((url.user(), url.password()), (Some("aps"), Some("p@ss")));
/// assert_eq!(url.hosts()[0].name(), "db1.example.org");
/// assert_eq!(url.hosts()[1].port(), Some(5433));
/// assert_eq!(url.database(), Some("jobs"));
/// assert_eq!(url.parameters().collect::<Vec<_>>(), [("sslmode", "verify-full")]);
///
/// // What is shown has no secrets, wherever they stand.
/// assert_eq!(url.to_string(), "postgres://db1.example.org,db2:5433/jobs");
/// assert_eq!(format!("{url:?}"), "StoreUrl(postgres://db1.example.org,db2:5433/jobs)");
/// # Ok::<(), aps_runtime::Error>(())
/// ```
///
/// # Form
///
/// `scheme://user:password@host:port,host:port/database?key=value&key=value`; only the scheme is
/// required. `sqlite:` may also be written without the slashes, as in `sqlite::memory:`. Each
/// store decides which schemes it accepts, see [`expect_scheme`](Self::expect_scheme).
///
/// Characters that have a meaning in a URL are written as `%` and two digits: `@` is `%40`, `:` `%3A`, `/`
/// `%2F`, `?` `%3F`, `#` `%23`, `%` `%25`, a blank `%20`. More than one `@`, and `=` or `&` before the
/// `?`, are errors, since then it would not be clear where a password ends. (In a URL, `+` is a plus.)
/// IPv6 addresses are written in brackets. A host may be a socket: `postgres://%2Frun%2Fpostgresql/jobs`.
///
/// # Secrets
///
/// `Debug` and `Display` show the scheme, the hosts, the ports and the database. Users,
/// passwords and parameters are never shown, and no error quotes the URL. There is no
/// `Serialize`. Only [`expose`](Self::expose) returns the whole text.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl {
    text: String,
    /// What may be shown of the text.
    shown: String,
    scheme: String,
    user: Option<String>,
    password: Option<String>,
    hosts: Vec<StoreHost>,
    /// With its slash, if there is one.
    path: String,
    parameters: Vec<(String, String)>,
}

impl StoreUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] if the text is no such URL. The message says what is wrong, and
    /// never quotes the text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parse::url(text).map_err(|fault| Error::new(ErrorKind::InvalidOption, fault.to_string()))
    }

    /// The scheme, in lower case: `postgres`, `rediss`, `mongodb+srv`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// For a store: checks that the URL is meant for it.
    ///
    /// ```
    /// use aps_runtime::StoreUrl;
    ///
    /// let error = StoreUrl::parse("postgers://db/jobs")?.expect_scheme(&["postgres", "postgresql"]).unwrap_err();
    /// assert_eq!(error.to_string(), "\
    /// the scheme of the store's URL is `postgers`
    ///   = help: did you mean `postgres`?
    ///   = note: this store takes `postgres` and `postgresql`");
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] if the scheme is none of these; the nearest one is suggested.
    pub fn expect_scheme(&self, schemes: &[&str]) -> Result<(), Error> {
        if schemes.contains(&self.scheme.as_str()) {
            return Ok(());
        }
        let meant = nearest(&self.scheme, schemes.iter().copied());
        let help = meant.map(|meant| format!("\n  = help: did you mean `{meant}`?")).unwrap_or_default();
        let quoted: Vec<_> = schemes.iter().map(|scheme| format!("`{scheme}`")).collect();
        let (scheme, known) = (&self.scheme, quoted.join(" and "));
        let message = format!("the scheme of the store's URL is `{scheme}`{help}\n  = note: {TAKES}{known}");
        Err(Error::new(ErrorKind::InvalidOption, message))
    }

    /// Whether this is what [`expect_scheme`](Self::expect_scheme) says of the URL, for whatever store. Then it has nothing
    /// of a user or a password in it, though one of them may be called as a scheme is: `postgres://postgres:…`.
    #[cfg(feature = "config")]
    pub(crate) fn is_refusal_of_scheme(&self, message: &str) -> bool {
        let taken = message.rsplit_once(TAKES).map_or("", |(_, taken)| taken);
        let schemes: Vec<_> = taken.split(" and ").map(|scheme| scheme.trim_matches('`')).collect();
        self.expect_scheme(&schemes).is_err_and(|error| error.to_string() == message)
    }

    /// The user, decoded.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The password, decoded.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The servers. Without any, the store is a file, a socket or in memory.
    pub fn hosts(&self) -> &[StoreHost] {
        &self.hosts
    }

    /// What follows the hosts, decoded and with its slash: `/jobs`; a socket's path in
    /// `redis+unix:///run/redis.sock`. Empty if there is nothing.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The database: the path without its slash, if there is more than that.
    pub fn database(&self) -> Option<&str> {
        self.path.strip_prefix('/').filter(|database| !database.is_empty())
    }

    /// The file that the URL names, if it is read as SQLite's URLs are read:
    ///
    /// | URL | file |
    /// |---|---|
    /// | `sqlite://jobs.db`, `sqlite:///jobs.db`, `sqlite:jobs.db` | `jobs.db`, in the current directory |
    /// | `sqlite://data/jobs.db`, `sqlite:///data/jobs.db` | `data/jobs.db`, likewise |
    /// | `sqlite:////var/jobs.db`, `sqlite:/var/jobs.db` | `/var/jobs.db` |
    /// | `sqlite::memory:` | `:memory:` |
    /// | `sqlite://` | none |
    ///
    /// Three slashes and then four are as in `SQLAlchemy`, which APScheduler's users know. (In sqlx,
    /// three slashes begin an absolute path.)
    /// There is no file either if the URL has a user, a port or several hosts.
    ///
    /// ```
    /// use aps_runtime::StoreUrl;
    ///
    /// let file = |url| StoreUrl::parse(url).unwrap().file();
    /// assert_eq!(file("sqlite:///jobs.db").as_deref(), Some("jobs.db"));
    /// assert_eq!(file("sqlite:////var/my%20jobs.db?mode=ro").as_deref(), Some("/var/my jobs.db"));
    /// assert_eq!(file("postgres://user@db/jobs"), None);
    /// ```
    pub fn file(&self) -> Option<String> {
        let file = match self.hosts.as_slice() {
            _ if self.user.is_some() || self.password.is_some() => return None,
            [] if self.is_opaque() => self.path.clone(),
            [] => self.database()?.to_owned(),
            [host] if host.port().is_none() => format!("{}{}", host.name(), self.path),
            _ => return None,
        };
        Some(file).filter(|file| !file.is_empty())
    }

    /// The parameters, decoded, in their order. A key may come more than once; one without a
    /// `=` has an empty value.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether what is sent there stays on this machine: all hosts are
    /// [loopback](StoreHost::is_loopback), or there are none.
    ///
    /// To any other host, stores encrypt what they send, unless they are told not to.
    pub fn is_loopback(&self) -> bool {
        self.hosts.iter().all(StoreHost::is_loopback)
    }

    /// The URL as it was given, **with its secrets**, for the driver that connects.
    pub fn expose(&self) -> &str {
        &self.text
    }

    fn is_opaque(&self) -> bool {
        self.shown.get(self.scheme.len()..).is_some_and(|rest| !rest.starts_with("://"))
    }
}

impl FromStr for StoreUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// What the schemes of a store are told behind.
const TAKES: &str = "this store takes ";

/// Scheme, hosts, ports and database.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

/// As [`Display`](StoreUrl#impl-Display-for-StoreUrl).
impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({})", self.shown)
    }
}

/// From a text. Errors do not quote it.
impl<'de> Deserialize<'de> for StoreUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = StoreUrl;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the URL of a job store")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<StoreUrl, E> {
                StoreUrl::parse(text).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}
