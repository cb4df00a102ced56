use tokio::sync::Notify;

/// Lets futures wait until a state that others change has become what they want.
#[derive(Debug, Default)]
pub(crate) struct Changes(Notify);

impl Changes {
    /// The state has changed: those who wait look again.
    pub(crate) fn announce(&self) {
        self.0.notify_waiters();
    }

    /// Waits until `reached` finds what it looks for.
    pub(crate) async fn until<T>(&self, reached: impl Fn() -> Option<T>) -> T {
        loop {
            let changed = self.0.notified();
            tokio::pin!(changed);
            // From here on no change is missed, so looking comes after it.
            changed.as_mut().enable();
            if let Some(result) = reached() {
                return result;
            }
            changed.await;
        }
    }
}
