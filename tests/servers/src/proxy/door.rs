use std::net::TcpListener as Listener;
use std::sync::{Arc, mpsc};
use std::{future, io};

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Network;
use super::connection::connection;

/// Where clients come in. It can be closed, and opened again.
#[derive(Debug)]
pub(super) struct Door {
    orders: UnboundedSender<Order>,
}

enum Order {
    Open(Listener),
    /// Told when it is done.
    Close(mpsc::Sender<()>),
}

impl Door {
    pub(super) fn new(runtime: &Runtime, network: Arc<Network>) -> Self {
        let (sender, orders) = unbounded_channel();
        runtime.spawn(keep(orders, network));
        Door { orders: sender }
    }

    pub(super) fn open(&self, listener: Listener) {
        let _kept_as_long_as_the_proxy = self.orders.send(Order::Open(listener));
    }

    /// When it returns, connections are refused.
    pub(super) fn close(&self) {
        let (done, closed) = mpsc::channel();
        let _kept_as_long_as_the_proxy = self.orders.send(Order::Close(done));
        let _done = closed.recv();
    }
}

async fn keep(mut orders: UnboundedReceiver<Order>, network: Arc<Network>) {
    let mut listener = None;
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => match order {
                Some(Order::Open(opened)) => listener = TcpListener::from_std(opened).ok(),
                Some(Order::Close(done)) => {
                    listener = None;
                    let _waits = done.send(());
                }
                None => return,
            },
            client = accept(listener.as_ref()) => {
                if let Ok(client) = client {
                    // From here on it can be cut, though its task has not begun.
                    let cut = network.cut.subscribe();
                    tokio::spawn(connection(client, cut, Arc::clone(&network)));
                }
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(client, _)| client),
        None => future::pending().await,
    }
}
