//! The connection to a server.

use std::fmt;
use std::time::Duration;

use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError, Script, cmd};
use tokio::sync::Mutex;

use super::address::Address;
use super::fault::{Fault, FaultKind};
use crate::clock::{Clock, SystemClock};
use crate::race::{Winner, race};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// One connection that all share, made when it is needed and thrown away when it fails. Nothing is ever
/// sent a second time by itself.
pub(super) struct Link {
    address: Address,
    open: Mutex<Option<Open>>,
}

#[derive(Clone)]
struct Open {
    connection: MultiplexedConnection,
    /// Counts connections, so that one that failed is thrown away once.
    number: u64,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Link").field(&self.address).finish()
    }
}

impl Link {
    pub(super) fn to(address: Address) -> Self {
        Link { address, open: Mutex::new(None) }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Runs a script, which is sent in full if the server does not know it.
    pub(super) async fn call<T: FromRedisValue>(
        &self,
        script: &Script,
        prefix: &str,
        args: &str,
    ) -> Result<T, Fault> {
        let Open { mut connection, number } = self.open().await?;
        let mut invocation = script.key(prefix);
        self.answer(number, invocation.arg(args).invoke_async(&mut connection)).await
    }

    /// Sends a command.
    pub(super) async fn send<T: FromRedisValue>(&self, name: &str, args: &[&str]) -> Result<T, Fault> {
        let Open { mut connection, number } = self.open().await?;
        self.answer(number, cmd(name).arg(args).query_async(&mut connection)).await
    }

    /// A connection of its own, on which the messages of this channel arrive.
    pub(super) async fn subscribe(&self, channel: &str) -> Result<PubSubStream, Fault> {
        let client = self.client()?;
        let subscribed = async {
            let mut messages = client.get_async_pubsub().await?;
            messages.subscribe(channel).await?;
            Ok(messages.into_on_message())
        };
        in_time(subscribed).await
    }

    async fn open(&self) -> Result<Open, Fault> {
        let mut open = self.open.lock().await;
        if let Some(open) = &*open {
            return Ok(open.clone());
        }
        let client = self.client()?;
        // Its own limits need tokio's clock, which a runtime may be without.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connected = in_time(client.get_multiplexed_async_connection_with_config(&config)).await;
        // Nothing was sent that could have been written.
        let connection = connected.map_err(|fault| fault.of_kind(FaultKind::Refused))?;
        Ok(open.insert(Open { connection, number: next_number() }).clone())
    }

    fn client(&self) -> Result<Client, Fault> {
        expect_runtime()?;
        self.address.client()
    }

    async fn answer<T>(
        &self,
        number: u64,
        answer: impl Future<Output = Result<T, RedisError>>,
    ) -> Result<T, Fault> {
        let answer = in_time(answer).await;
        if answer.as_ref().is_err_and(|fault| fault.kind() == FaultKind::Unanswered) {
            let mut current = self.open.lock().await;
            if current.as_ref().is_some_and(|current| current.number == number) {
                *current = None;
            }
        }
        answer
    }
}

fn next_number() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

async fn in_time<T>(answer: impl Future<Output = Result<T, RedisError>>) -> Result<T, Fault> {
    match race(answer, SystemClock.sleep(PATIENCE)).await {
        Winner::First(answer) => answer.map_err(|error| Fault::of(&error)),
        Winner::Second(()) => {
            Err(Fault::new(format!("Redis has not answered within {PATIENCE:?}"))
                .of_kind(FaultKind::Unanswered))
        }
    }
}

/// The client's library panics without one.
fn expect_runtime() -> Result<(), Fault> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| {
        Fault::new("a job store in Redis needs a tokio runtime, and there is none around the call")
    })
}
