use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{Ipv4Addr, TcpListener};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};

/// Below the ports that the system gives to outgoing connections: a server that is down must
/// find its port free when it comes back.
const FIRST: u64 = 10_000;
const COUNT: u64 = 20_000;

/// A port of 127.0.0.1 that is nobody's, and that no other test takes while this lives.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    /// The lock: a name that only one process can have, and that is free again when it ends.
    _name: UnixListener,
}

impl Port {
    pub(crate) fn free() -> Self {
        let start = RandomState::new().hash_one("port") % COUNT;
        (0..COUNT)
            .filter_map(|step| u16::try_from(FIRST + (start + step) % COUNT).ok())
            .find_map(Self::take)
            .expect("no port is free")
    }

    fn take(number: u16) -> Option<Self> {
        let name = SocketAddr::from_abstract_name(format!("aps-test-port-{number}")).ok()?;
        let name = UnixListener::bind_addr(&name).ok()?;
        TcpListener::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
        Some(Port { number, _name: name })
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }
}
