//! Waiting for two things at once.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

/// Which of two futures came first, and with what.
pub(crate) enum Winner<A, B> {
    First(A),
    Second(B),
}

/// Waits for whichever comes first, and drops the other.
pub(crate) async fn race<A: Future, B: Future>(first: A, second: B) -> Winner<A::Output, B::Output> {
    race_pinned(pin!(first), pin!(second)).await
}

/// As [`race`], of two that stay where they are.
pub(crate) fn race_pinned<A: Future + Unpin, B: Future + Unpin>(
    mut first: A,
    mut second: B,
) -> impl Future<Output = Winner<A::Output, B::Output>> {
    poll_fn(move |cx| {
        if let Poll::Ready(output) = Pin::new(&mut first).poll(cx) {
            return Poll::Ready(Winner::First(output));
        }
        Pin::new(&mut second).poll(cx).map(Winner::Second)
    })
}
