//! One server of a store.

use std::net::{IpAddr, Ipv6Addr};

/// A server that a [`StoreUrl`](crate::StoreUrl) names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreHost {
    pub(super) name: String,
    pub(super) port: Option<u16>,
}

impl StoreHost {
    /// The name or the address, decoded; an IPv6 address without its brackets. One that
    /// begins with `/` is the path of a socket.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port, if it was given.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether what is sent there stays on this machine: `localhost` and names that end in
    /// `.localhost` (RFC 6761), 127.0.0.0/8, `::1`, and sockets.
    ///
    /// ```
    /// use aps_runtime::StoreUrl;
    ///
    /// for here in ["redis://localhost:6379", "redis://127.0.0.2", "redis://[::1]/0"] {
    ///     assert!(StoreUrl::parse(here)?.is_loopback(), "{here}");
    /// }
    /// for elsewhere in ["redis://cache.example.org", "redis://192.168.0.1", "redis://localhost,cache2"] {
    ///     assert!(!StoreUrl::parse(elsewhere)?.is_loopback(), "{elsewhere}");
    /// }
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    pub fn is_loopback(&self) -> bool {
        let name = self.name.strip_suffix('.').unwrap_or(&self.name);
        let last = name.rsplit('.').next().unwrap_or(name);
        last.eq_ignore_ascii_case("localhost")
            || name.starts_with('/')
            || name.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
    }

    /// Whether it is an address as it stands in brackets, where a `%` may name an interface.
    pub(super) fn is_ipv6(name: &str) -> bool {
        let (address, zone) = name.split_once('%').unwrap_or((name, "0"));
        address.parse::<Ipv6Addr>().is_ok() && !zone.is_empty()
    }
}
