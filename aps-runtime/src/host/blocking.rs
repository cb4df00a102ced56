//! Waiting for async work on a thread that is not async.

use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

use crate::error::{Error, ErrorKind};

/// Blocks this thread until the future is done, which has a runtime around it: the
/// given one, or one that is made for it.
pub(crate) fn wait<T>(
    runtime: Option<Handle>,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match runtime {
        Some(runtime) => runtime.block_on(future),
        None => Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::with_source(ErrorKind::System, "no runtime can be built", error))?
            .block_on(future),
    }
}

/// Does what blocks or takes its time beside the runtime; without one, right here.
///
/// # Errors
///
/// [`ErrorKind::System`] if it panics, or the runtime is shut down meanwhile.
#[cfg(feature = "config")]
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let Ok(runtime) = Handle::try_current() else { return Ok(work()) };
    let failed = |error| Error::with_source(ErrorKind::System, "it did not come to its end", error);
    runtime.spawn_blocking(work).await.map_err(failed)
}

/// For a call that blocks; `instead` is what async code writes.
///
/// # Errors
///
/// [`ErrorKind::WouldBlock`], if a runtime polls a future on this thread.
pub(crate) fn refuse_in_async_code(call: &str, instead: &str) -> Result<(), Error> {
    if !is_polled_by_tokio() {
        return Ok(());
    }
    let message = format!(
        "`{call}` blocks its thread, and this one runs async code\n  \
         = help: write `{instead}` here\n  \
         = note: a plain thread, a plain `fn` job and `spawn_blocking` may block"
    );
    Err(Error::new(ErrorKind::WouldBlock, message))
}

/// Whether the caller is async code. tokio has no such question, and panics if it is
/// blocked in spite of it. But whatever it polls has a budget of steps after which it
/// must let others go on, and what it does not poll has none. So we take steps until
/// they run out, and give them back.
fn is_polled_by_tokio() -> bool {
    const MORE_THAN_ANY_BUDGET: u32 = 256;
    let mut context = Context::from_waker(Waker::noop());
    // Dropped at the end, it restores the budget as it was.
    let Poll::Ready(_restore) = poll_proceed(&mut context) else { return true };
    (0..MORE_THAN_ANY_BUDGET).any(|_| match poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            false
        }
        Poll::Pending => true,
    })
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Runtime;
    use tokio::task::{block_in_place, coop, spawn_blocking};

    use super::*;

    #[test]
    fn a_plain_thread_is_not_async_beside_a_runtime_neither() {
        assert!(!is_polled_by_tokio());
        let runtime = Runtime::new().unwrap();
        let _beside = runtime.enter();
        assert!(!is_polled_by_tokio());
    }

    #[tokio::test]
    async fn what_a_runtime_polls_is_async() {
        assert!(is_polled_by_tokio());
        assert!(tokio::spawn(async { is_polled_by_tokio() }).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_may_block_is_not_async() {
        assert!(tokio::spawn(async { is_polled_by_tokio() }).await.unwrap());
        assert!(!spawn_blocking(is_polled_by_tokio).await.unwrap());
        assert!(!block_in_place(is_polled_by_tokio));
        assert!(!tokio::spawn(async { block_in_place(is_polled_by_tokio) }).await.unwrap());
    }

    #[tokio::test]
    async fn asking_costs_nothing_of_the_budget() {
        for _ in 0..1000 {
            assert!(is_polled_by_tokio());
            assert!(coop::has_budget_remaining());
        }
    }
}
