use std::sync::Arc;
use std::time::Duration;
use std::{future, io};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;

use super::commit::Commits;
use super::{Mode, Network, When};

const CHUNK: usize = 64 * 1024;

/// How a connection ends.
enum End {
    /// The server has closed it.
    Closed,
    /// Both sides see a reset.
    Reset,
    /// The client sees a reset; the server gets this, and can answer it.
    Cut { after: Duration, last: Vec<u8> },
}

/// Carries the bytes of one client until it is cut.
pub(super) async fn connection(mut client: TcpStream, mut cut: watch::Receiver<()>, network: Arc<Network>) {
    let server = tokio::select! {
        _ = cut.changed() => None,
        server = connect(&network) => server.ok(),
    };
    let Some(mut server) = server else { return reset(client) };
    let end = tokio::select! {
        biased;
        _ = cut.changed() => End::Reset,
        end = carry(&mut client, &mut server, &network) => end.unwrap_or(End::Reset),
    };
    match end {
        End::Closed => {}
        End::Reset => {
            reset(client);
            reset(server);
        }
        End::Cut { after, last } => {
            reset(client);
            drop(cut);
            sleep(after).await;
            let _server_gone = deliver_last(server, &last).await;
        }
    }
}

async fn connect(network: &Network) -> io::Result<TcpStream> {
    network.opened().await;
    let server = TcpStream::connect(network.server).await?;
    server.set_nodelay(true)?;
    Ok(server)
}

async fn carry(client: &mut TcpStream, server: &mut TcpStream, network: &Network) -> io::Result<End> {
    client.set_nodelay(true)?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    tokio::select! {
        end = carry_up(from_client, to_server, network) => end,
        end = carry_down(from_server, to_client, network) => end,
    }
}

/// From the client to the server.
async fn carry_up(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, network: &Network) -> io::Result<End> {
    let mut commits = Commits::new(network.protocol);
    let mut buffer = vec![0; CHUNK];
    loop {
        // That a client has gone is on its way as long as what it says.
        let read = from.read(&mut buffer).await;
        network.travel().await;
        let bytes = &buffer[..read?];
        if bytes.is_empty() {
            // The server hears of it, and its last words still go down.
            to.shutdown().await?;
            return future::pending().await;
        }
        match commits.seen_in(bytes).then(|| network.cut_now()).flatten() {
            None => to.write_all(bytes).await?,
            Some(When::BeforeDelivery) => return Ok(End::Reset),
            Some(When::AfterDelivery) => {
                to.write_all(bytes).await?;
                return Ok(End::Cut { after: Duration::ZERO, last: Vec::new() });
            }
            Some(When::LateDelivery(after)) => return Ok(End::Cut { after, last: bytes.to_vec() }),
        }
    }
}

/// From the server to the client.
async fn carry_down(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, network: &Network) -> io::Result<End> {
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await;
        network.travel().await;
        match read? {
            0 => return Ok(End::Closed),
            read => to.write_all(&buffer[..read]).await?,
        }
    }
}

/// Waits for the answer: only then has the server done it, whatever it thinks of the lost client.
async fn deliver_last(mut server: TcpStream, last: &[u8]) -> io::Result<()> {
    server.write_all(last).await?;
    server.read(&mut [0; 1024]).await.map(|_answer| ())
}

fn reset(stream: TcpStream) {
    let _closed_then = stream.set_zero_linger();
}

impl Network {
    /// Returns when there is no black hole.
    async fn opened(&self) -> Mode {
        let mut mode = self.mode.subscribe();
        let opened = mode.wait_for(|mode| *mode != Mode::BlackHole).await;
        opened.map_or(Mode::Pass, |mode| *mode)
    }

    /// As long as bytes are on their way.
    async fn travel(&self) {
        if let Mode::Latency(latency) = self.opened().await {
            sleep(latency).await;
            self.opened().await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a network takes real time, whatever the clock of a test shows"
)]
async fn sleep(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}
