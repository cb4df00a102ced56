//! What drives a scheduler: waiting until the next run time or until woken, and
//! for the signals that end the program.

pub(crate) mod signals;
pub(crate) mod tokio;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Waits for whichever comes first: `Some` of the first future's output, or
/// `None` if it was the second.
pub(crate) async fn race<A: Future, B: Future>(first: A, second: B) -> Option<A::Output> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| {
        if let Poll::Ready(output) = first.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        second.as_mut().poll(cx).map(|_| None)
    })
    .await
}
