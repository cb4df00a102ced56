//! Keeps the panics of jobs, listeners, stores and executors where they happen.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

/// Calls it; the message, if it panics.
pub(crate) fn contain<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(message)
}

/// Waits for it; the message, if it panics at any time.
pub(crate) fn contain_future<F: Future + Unpin>(
    mut future: F,
) -> impl Future<Output = Result<F::Output, String>> + Unpin {
    poll_fn(move |cx| match contain(|| Pin::new(&mut future).poll(cx)) {
        Ok(poll) => poll.map(Ok),
        Err(message) => Poll::Ready(Err(message)),
    })
}

fn message(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    // What was thrown may panic again when it is dropped, and what that throws
    // as well: there it ends.
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;
    use std::pin::pin;

    use super::*;

    /// Panics when it is dropped, with another of its kind.
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic_any(Bomb);
        }
    }

    #[test]
    fn a_panic_tells_its_message() {
        assert_eq!(contain(|| 7), Ok(7));
        assert_eq!(contain(|| panic!("boom")), Err::<(), _>("boom".to_owned()));
        assert_eq!(contain(|| panic!("{}", "boom")), Err::<(), _>("boom".to_owned()));
        assert_eq!(contain(|| panic_any(7_u8)), Err::<(), _>("a panic without a message".to_owned()));
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_contained_as_well() {
        assert!(contain(|| panic_any(Bomb)).is_err());
    }

    #[tokio::test]
    async fn a_future_is_contained_at_every_poll() {
        let late = async {
            tokio::task::yield_now().await;
            panic!("late");
        };
        assert_eq!(contain_future(pin!(late)).await, Err::<(), _>("late".to_owned()));
    }
}
