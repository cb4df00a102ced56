//! Messages that somebody else has changed something.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use redis::Msg;
use redis::aio::PubSubStream;

use super::store::Store;
use crate::clock::{Clock, SystemClock};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Store {
    /// Returns as well when it has connected anew, since messages may have been missed.
    pub(super) async fn changed(&self) {
        let Some(member) = self.any_member().filter(|_| self.settings.has_hints) else {
            return pending().await;
        };
        let (mut hints, mut pause) = (self.hints.lock().await, FIRST_PAUSE);
        loop {
            if let Some(messages) = &mut hints.0 {
                match next(messages).await {
                    Some(message) if message.get_payload_bytes() == member.node.id.as_bytes() => continue,
                    Some(_) => return,
                    None => hints.0 = None,
                }
            } else {
                match self.link.subscribe(&self.key("changed")).await {
                    Ok(messages) => {
                        hints.0 = Some(messages);
                        return;
                    }
                    Err(error) => tracing::debug!(%error, "cannot listen for what others change"),
                }
            }
            SystemClock.sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

async fn next(messages: &mut PubSubStream) -> Option<Msg> {
    poll_fn(|context| Pin::new(&mut *messages).poll_next(context)).await
}
