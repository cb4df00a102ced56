//! Whether a server keeps what it is given.

use std::collections::HashMap;

use super::fault::Fault;
use super::store::Store;
use crate::store::StoreError;

impl Store {
    /// Refuses one that may throw jobs away, and warns of what is lost with it.
    pub(super) async fn check_server(&self) -> Result<(), StoreError> {
        let text: String = self.link.send("INFO", &[]).await?;
        let info = Info::of(&text);
        check_version(&info)?;
        check_eviction(&info)?;
        if info.get("aof_enabled") == Some("0") {
            tracing::warn!(
                "Redis keeps jobs in memory only, and writes them to the disk now and then if at all: \
                 set `appendonly yes`"
            );
        }
        if self.link.address().is_open_to_all() {
            tracing::warn!(
                "Redis on another machine, and its URL has no password: who can reach it can run registered jobs"
            );
        }
        Ok(())
    }
}

/// What `INFO` says.
struct Info<'a>(HashMap<&'a str, &'a str>);

impl<'a> Info<'a> {
    fn of(text: &'a str) -> Self {
        Info(text.lines().filter_map(|line| line.split_once(':')).collect())
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.0.get(key).copied()
    }
}

fn check_version(info: &Info<'_>) -> Result<(), Fault> {
    let version = info.get("redis_version").unwrap_or_default();
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
    let version = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    if version < (6, 2) {
        let (major, minor) = version;
        let fault = Fault::new(format!("the server is Redis {major}.{minor}"));
        return Err(fault.help("use Redis 6.2 or later, or Valkey"));
    }
    Ok(())
}

fn check_eviction(info: &Info<'_>) -> Result<(), Fault> {
    let policy = info.get("maxmemory_policy").unwrap_or("noeviction");
    if policy == "noeviction" {
        return Ok(());
    }
    let fault = Fault::new(format!(
        "Redis may throw jobs away when its memory is full: `maxmemory-policy {}`",
        policy.escape_debug()
    ));
    Err(fault.help("set `maxmemory-policy noeviction`, or give jobs a server of their own"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_servers_and_those_that_evict_are_refused_with_what_to_do() {
        let told = |info: &str| {
            let info = Info::of(info);
            check_version(&info).and_then(|()| check_eviction(&info)).map_err(|fault| fault.to_string())
        };
        assert_eq!(told("# Server\r\nredis_version:6.2.0\r\nmaxmemory_policy:noeviction\r\n"), Ok(()));
        assert_eq!(told("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n"), Ok(()));
        assert_eq!(
            told("redis_version:6.0.16\r\n").unwrap_err(),
            "the server is Redis 6.0\n  = help: use Redis 6.2 or later, or Valkey"
        );
        assert_eq!(
            told("redis_version:7.0.15\r\nmaxmemory_policy:allkeys-lru\r\n").unwrap_err(),
            "Redis may throw jobs away when its memory is full: `maxmemory-policy allkeys-lru`
  = help: set `maxmemory-policy noeviction`, or give jobs a server of their own"
        );
    }
}
