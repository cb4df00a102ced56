//! A network that fails when it is told to.

mod commit;
mod connection;
mod door;
mod mongodb;
mod mysql;
mod postgres;
mod redis;

use std::net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use self::commit::Protocol;
use self::door::Door;
use crate::ports::Port;

/// Carries bytes between clients and a server, until it is told to do something else.
///
/// It must see what it carries: COMMIT is not recognised within TLS.
#[derive(Debug)]
pub struct Proxy {
    port: Port,
    network: Arc<Network>,
    door: Door,
    runtime: Option<Runtime>,
}

/// How a [`Proxy`] treats what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything arrives.
    Pass,
    /// Clients connect, and nothing arrives, in neither direction, nor that the other side has gone.
    /// What was sent meanwhile arrives when the mode is another, as after a partition.
    BlackHole,
    /// Connections are reset, and new ones refused.
    Refuse,
    /// Everything arrives this much later, in each direction.
    Latency(Duration),
}

/// When a connection is cut at its COMMIT. The client sees a reset, and cannot know which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The server never gets the COMMIT, and rolls back.
    BeforeDelivery,
    /// The server gets the COMMIT this long after the client has lost the connection.
    LateDelivery(Duration),
    /// The server has got the COMMIT, and the client does not get the answer.
    AfterDelivery,
}

/// What the connections share.
#[derive(Debug)]
struct Network {
    server: SocketAddr,
    protocol: Protocol,
    mode: watch::Sender<Mode>,
    /// Whoever waits for a change of it is cut by it.
    cut: watch::Sender<()>,
    order: Mutex<Option<(When, usize)>>,
    cuts: AtomicUsize,
}

impl Proxy {
    /// A proxy to the server of this URL, in the mode [`Pass`](Mode::Pass).
    pub fn before(url: &str) -> Self {
        let network = Arc::new(Network {
            server: authority(url).to_socket_addrs().ok().and_then(|mut all| all.next()).expect("host:port"),
            protocol: Protocol::of(url),
            mode: watch::Sender::new(Mode::Pass),
            cut: watch::Sender::new(()),
            order: Mutex::new(None),
            cuts: AtomicUsize::new(0),
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a thread for the proxy");
        let door = Door::new(&runtime, Arc::clone(&network));
        let proxy = Proxy { port: Port::free(), network, door, runtime: Some(runtime) };
        proxy.open();
        proxy
    }

    /// This URL, with the proxy in the place of the server.
    pub fn url_through(&self, url: &str) -> String {
        url.replacen(authority(url), &self.address().to_string(), 1)
    }

    /// Where the proxy listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port.number()).into()
    }

    /// From now on, also for connections there are.
    pub fn set(&self, mode: Mode) {
        let before = self.network.mode.send_replace(mode);
        match (before == Mode::Refuse, mode == Mode::Refuse) {
            (false, true) => {
                self.door.close();
                self.cut_connections();
            }
            (true, false) => self.open(),
            _ => {}
        }
    }

    /// Resets all connections there are. New ones are none of its business.
    pub fn cut_connections(&self) {
        self.network.cut.send_replace(());
    }

    /// Cuts each of the next `how_many` connections that send a COMMIT. Replaces what was ordered before.
    pub fn cut_at_commit(&self, when: When, how_many: usize) {
        *self.network.order.lock().unwrap_or_else(PoisonError::into_inner) = Some((when, how_many));
    }

    /// How many connections were cut at a COMMIT.
    pub fn cuts(&self) -> usize {
        self.network.cuts.load(Ordering::SeqCst)
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.network.cut.receiver_count()
    }

    fn open(&self) {
        let listener = TcpListener::bind(self.address()).expect("the proxy's own port");
        listener.set_nonblocking(true).expect("a listener for tokio");
        self.door.open(listener);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Also in async tests, where it may not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Network {
    /// Whether the COMMIT that is seen just now is one to cut.
    fn cut_now(&self) -> Option<When> {
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let (when, left) = order.as_mut()?;
        *left = left.checked_sub(1)?;
        self.cuts.fetch_add(1, Ordering::SeqCst);
        Some(*when)
    }
}

/// The part `host:port` of a URL.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map(|(_, rest)| rest).expect("a URL");
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}
