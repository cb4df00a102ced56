//! Reads the URL of a store. No error quotes the text: any of it may be a secret, above all
//! where it is not understood.

use std::fmt;

use super::{StoreHost, StoreUrl};

/// What is wrong with a URL: what, and what to write.
#[derive(Debug)]
pub(super) struct Fault {
    what: &'static str,
    help: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, help } = self;
        write!(f, "this is no URL of a store: {what}\n  = help: {help}\n  = note: {NOTE}")
    }
}

const NOTE: &str = "the text is not shown, since it may hold a password";
const FORM: &str = "write `scheme://user:password@host:port/database`, or `sqlite://jobs.db`";
const ENCODED: &str = "in a user or a password, write `@` as `%40`, `:` as `%3A`, `/` as `%2F`, `?` as `%3F`, `#` as `%23`, `%` as `%25`";

const fn fault(what: &'static str, help: &'static str) -> Fault {
    Fault { what, help }
}

/// The one scheme that stands without slashes. With others, `user:password` would be taken
/// for a scheme and a database, and shown.
const OPAQUE: &str = "sqlite";

pub(super) fn url(text: &str) -> Result<StoreUrl, Fault> {
    check_letters(text)?;
    let (scheme, rest) = text.split_once(':').ok_or(fault("it has no scheme", FORM))?;
    let scheme = read_scheme(scheme)?;
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let parameters = query.map_or(Ok(Vec::new()), read_parameters)?;
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None if scheme == OPAQUE => ("", rest),
        None => return Err(fault("`//` is missing behind the scheme", FORM)),
    };
    let (login, hosts) =
        authority.rsplit_once('@').map_or((None, authority), |(login, rest)| (Some(login), rest));
    check_signs(hosts, path, query)?;
    let (user, password) = login.map_or(Ok((None, None)), read_login)?;
    let slashes = if rest.starts_with("//") { "//" } else { "" };
    Ok(StoreUrl {
        text: text.to_owned(),
        shown: format!("{scheme}:{slashes}{hosts}{path}"),
        scheme,
        user,
        password,
        hosts: read_hosts(hosts)?,
        path: decoded(path)?,
        parameters,
    })
}

fn check_letters(text: &str) -> Result<(), Fault> {
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(fault("there is a blank in it", "write a blank as `%20`"));
    }
    if text.contains('#') {
        return Err(fault("there is a `#` in it", ENCODED));
    }
    if text.matches('@').count() > 1 {
        return Err(fault("there is more than one `@` in it", ENCODED));
    }
    Ok(())
}

/// Where a password has a `/` or a `?`, its rest would be taken for a path or for parameters;
/// and parameters for a path, if their `?` is missing.
fn check_signs(hosts: &str, path: &str, query: Option<&str>) -> Result<(), Fault> {
    if path.contains('@') || query.is_some_and(|query| query.contains('@')) {
        return Err(fault("there is an `@` behind the host", ENCODED));
    }
    if [hosts, path].iter().any(|part| part.contains(['=', '&'])) {
        let help =
            "parameters begin with `?`; in the name of a database, write `=` as `%3D` and `&` as `%26`";
        return Err(fault("there is a `=` or `&` before the `?`", help));
    }
    Ok(())
}

fn read_scheme(scheme: &str) -> Result<String, Fault> {
    let first = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let rest = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !(first && rest) {
        return Err(fault("it has no scheme", FORM));
    }
    Ok(scheme.to_ascii_lowercase())
}

fn read_login(login: &str) -> Result<(Option<String>, Option<String>), Fault> {
    let (user, password) =
        login.split_once(':').map_or((login, None), |(user, password)| (user, Some(password)));
    // Redis has passwords without a user.
    let user = Some(decoded(user)?).filter(|user| !user.is_empty());
    Ok((user, password.map(decoded).transpose()?))
}

fn read_hosts(hosts: &str) -> Result<Vec<StoreHost>, Fault> {
    if hosts.is_empty() { Ok(Vec::new()) } else { hosts.split(',').map(read_host).collect() }
}

fn read_host(host: &str) -> Result<StoreHost, Fault> {
    let (name, port) = if let Some(rest) = host.strip_prefix('[') { bracketed(rest)? } else { plain(host)? };
    Ok(StoreHost { name, port: read_port(port)? })
}

/// The name, and what is left of the text.
fn bracketed(host: &str) -> Result<(String, &str), Fault> {
    let (name, rest) = host.split_once(']').ok_or(fault("a `[` has no `]`", BRACKETS))?;
    let name = decoded(name)?;
    if !StoreHost::is_ipv6(&name) {
        return Err(fault("what stands in brackets is no IPv6 address", BRACKETS));
    }
    Ok((name, rest))
}

/// The name, and what is left of the text.
fn plain(host: &str) -> Result<(String, &str), Fault> {
    let (name, rest) = host.split_at(host.find(':').unwrap_or(host.len()));
    if rest.matches(':').count() > 1 {
        return Err(fault("there is more than one `:` in a host", BRACKETS));
    }
    Ok((read_name(name)?, rest))
}

const BRACKETS: &str = "write an IPv6 address in brackets, as in `redis://[::1]:6379`; in a user or a password, \
                        write `/` as `%2F`";

fn read_name(name: &str) -> Result<String, Fault> {
    let name = decoded(name)?;
    if name.is_empty() {
        return Err(fault("a host is missing", FORM));
    }
    let known = |letter: char| letter.is_alphanumeric() || "-._~".contains(letter);
    if !name.starts_with('/') && !name.chars().all(known) {
        return Err(fault("a host has letters that no host has", ENCODED));
    }
    Ok(name)
}

fn read_port(port: &str) -> Result<Option<u16>, Fault> {
    let Some(digits) = port.strip_prefix(':') else {
        return if port.is_empty() { Ok(None) } else { Err(fault("there is text behind a `]`", BRACKETS)) };
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.parse().ok().filter(|port| plain && *port > 0);
    port.map(Some).ok_or(fault("a port is not a number from 1 to 65535", ENCODED))
}

fn read_parameters(query: &str) -> Result<Vec<(String, String)>, Fault> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key.is_empty() {
            return Err(fault("a parameter has no name", "write `?key=value&key=value`"));
        }
        Ok((decoded(key)?, decoded(value)?))
    };
    if query.is_empty() { Ok(Vec::new()) } else { query.split('&').map(pair).collect() }
}

/// The text that `%` and two digits stand for.
fn decoded(text: &str) -> Result<String, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let byte = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|byte| *byte != 0);
        bytes.push(byte.ok_or(fault("a `%` is not followed by two hexadecimal digits", ENCODED))?);
        bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| fault("what is written with `%` is not UTF-8", ENCODED))
}

#[cfg(test)]
mod tests {
    use super::url;

    /// The parts of a URL in one line: user, password, hosts, path, parameters.
    fn parts(text: &str) -> String {
        let url = url(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let host = |host: &super::StoreHost| match host.port() {
            Some(port) => format!("<{}>{port}", host.name()),
            None => format!("<{}>", host.name()),
        };
        let hosts: String = url.hosts().iter().map(host).collect();
        let (user, password) = (url.user().unwrap_or("-"), url.password().unwrap_or("-"));
        let parameters: Vec<_> = url.parameters().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{} {user} {password} {hosts} {} {}", url.scheme(), url.path(), parameters.join(","))
    }

    #[test]
    fn every_store_s_urls_are_taken_apart() {
        for (text, expected) in [
            ("sqlite://jobs.db", "sqlite - - <jobs.db>  "),
            ("sqlite:///relative.db", "sqlite - -  /relative.db "),
            ("sqlite:////abs.db?mode=rwc&cache=shared", "sqlite - -  //abs.db mode=rwc,cache=shared"),
            ("sqlite::memory:", "sqlite - -  :memory: "),
            ("sqlite://", "sqlite - -   "),
            ("SQLite:jobs.db", "sqlite - -  jobs.db "),
            ("postgres:///jobs", "postgres - -  /jobs "),
            ("postgresql://ann@/jobs?host=%2Frun", "postgresql ann -  /jobs host=/run"),
            ("postgres://%2Frun%2Fpg/jobs", "postgres - - </run/pg> /jobs "),
            ("postgres://a%3Ab:p%40s%2Fs%25:x@db:5433/jobs", "postgres a:b p@s/s%:x <db>5433 /jobs "),
            ("mysql+pymysql://u:@h/d%C3%A9", "mysql+pymysql u  <h> /dé "),
            ("mongodb://a,b:27018/db?replicaSet=rs", "mongodb - - <a><b>27018 /db replicaSet=rs"),
            (
                "mongodb+srv://u:p@cluster.example.net/?w=1&x&w=2",
                "mongodb+srv u p <cluster.example.net> / w=1,x=,w=2",
            ),
            ("redis+unix:///run/redis.sock?db=1", "redis+unix - -  /run/redis.sock db=1"),
            ("rediss://:secret@cache:6380/0", "rediss - secret <cache>6380 /0 "),
            ("redis://[::1]:6379,[fe80::1%25eth0]", "redis - - <::1>6379<fe80::1%eth0>  "),
            ("x://h?a=b=c+d%26", "x - - <h>  a=b=c+d&"),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused_for_what_is_wrong() {
        for (text, expected) in [
            ("", "it has no scheme"),
            ("jobs.db", "it has no scheme"),
            ("//host/db", "it has no scheme"),
            ("1x://host", "it has no scheme"),
            ("user:hunter2", "`//` is missing behind the scheme"),
            ("postgres:/host/db", "`//` is missing behind the scheme"),
            ("postgres://host/my db", "there is a blank in it"),
            ("postgres://host/db\n", "there is a blank in it"),
            ("postgres://u:p#w@host/db", "there is a `#` in it"),
            ("postgres://u:p@w@host/db", "there is more than one `@` in it"),
            ("postgres://u:p/w@host/db", "there is an `@` behind the host"),
            ("postgres://u:p?w@host/db", "there is an `@` behind the host"),
            ("sqlite:u:hunter2@jobs.db", "there is an `@` behind the host"),
            ("postgres://host/db&password=x", "there is a `=` or `&` before the `?`"),
            ("postgres://%2Frun&password=x", "there is a `=` or `&` before the `?`"),
            ("redis://::1", "there is more than one `:` in a host"),
            ("redis://[::1", "a `[` has no `]`"),
            ("redis://[::1]6379", "there is text behind a `]`"),
            ("redis://[localhost]", "what stands in brackets is no IPv6 address"),
            ("redis://a,,b", "a host is missing"),
            ("redis://:6379", "a host is missing"),
            ("redis://a;b", "a host has letters that no host has"),
            ("redis://host:", "a port is not a number from 1 to 65535"),
            ("redis://host:0", "a port is not a number from 1 to 65535"),
            ("redis://host:+1", "a port is not a number from 1 to 65535"),
            ("redis://host:65536", "a port is not a number from 1 to 65535"),
            ("redis://host?=x", "a parameter has no name"),
            ("redis://host?a=1&", "a parameter has no name"),
            ("redis://100%@host", "a `%` is not followed by two hexadecimal digits"),
            ("redis://h/%0", "a `%` is not followed by two hexadecimal digits"),
            ("redis://h/%+1", "a `%` is not followed by two hexadecimal digits"),
            ("redis://h/%00", "a `%` is not followed by two hexadecimal digits"),
            ("redis://h/%é0", "a `%` is not followed by two hexadecimal digits"),
            ("redis://h/%ff", "what is written with `%` is not UTF-8"),
        ] {
            assert_eq!(url(text).unwrap_err().what, expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_is_read_as_sqlalchemy_does() {
        for (text, expected) in [
            ("sqlite://jobs.db", Some("jobs.db")),
            ("sqlite://data/jobs.db", Some("data/jobs.db")),
            ("sqlite://../jobs.db", Some("../jobs.db")),
            ("sqlite:///relative.db", Some("relative.db")),
            ("sqlite:////abs.db", Some("/abs.db")),
            ("sqlite:/abs.db", Some("/abs.db")),
            ("sqlite:///C:/jobs.db", Some("C:/jobs.db")),
            ("sqlite:///:memory:", Some(":memory:")),
            ("sqlite::memory:", Some(":memory:")),
            ("sqlite://", None),
            ("sqlite:///", None),
            ("sqlite:", None),
            ("sqlite://u@jobs.db", None),
            ("sqlite://:p@jobs.db", None),
            ("sqlite://jobs.db:1", None),
            ("sqlite://a,b", None),
        ] {
            assert_eq!(url(text).unwrap().file().as_deref(), expected, "{text}");
        }
    }
}
