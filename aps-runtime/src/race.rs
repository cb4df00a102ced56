//! Waiting for two things at once.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Which of two futures came first, and with what.
pub(crate) enum Winner<A, B> {
    First(A),
    Second(B),
}

/// Waits for whichever comes first, and drops the other.
pub(crate) async fn race<A: Future, B: Future>(first: A, second: B) -> Winner<A::Output, B::Output> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| {
        if let Poll::Ready(output) = first.as_mut().poll(cx) {
            return Poll::Ready(Winner::First(output));
        }
        second.as_mut().poll(cx).map(Winner::Second)
    })
    .await
}
