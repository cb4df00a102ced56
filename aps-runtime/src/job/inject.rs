use std::any::type_name;
use std::ops::{Deref, DerefMut};

use super::{JobContext, JobError};

/// A parameter of a job function that the scheduler fills in with state: [`State`]. The
/// scheduler fills in [`JobContext`], too. All other parameters are arguments, and are kept
/// with the job.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not state that a scheduler can fill in",
    label = "not `aps_runtime::State<…>`",
    note = "a scheduler fills in `JobContext`, and `State<T>` where `T: Clone + Send + Sync + 'static`"
)]
pub trait Inject: Sized {
    /// What is shared.
    type State: 'static;

    /// The value for one run.
    ///
    /// # Errors
    ///
    /// [`JobErrorKind::NotStarted`](crate::JobErrorKind::NotStarted) if there is none.
    fn inject(context: &JobContext) -> Result<Self, JobError>;
}

impl<T: Clone + Send + Sync + 'static> Inject for State<T> {
    type State = T;

    fn inject(context: &JobContext) -> Result<Self, JobError> {
        let state = context.scheduler().core().states.get().map(State);
        // Only for a context that was made by hand: the scheduler has looked before.
        state.ok_or_else(|| {
            JobError::not_started(format!("the scheduler has no state of type `{}`", type_name::<T>()))
        })
    }
}

/// State that jobs share, such as a connection pool or a configuration. It is given once, with
/// [`SchedulerBuilder::state`](crate::SchedulerBuilder::state), and each run gets a clone. So
/// put it into an `Arc` if it is large or changes.
///
/// It is not kept with the job, so it need not be serialisable.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use aps_runtime::State;
///
/// // As a parameter: `async fn count(State(counter): State<Arc<AtomicU32>>)`.
/// let State(counter) = State(Arc::new(AtomicU32::new(6)));
/// assert_eq!(counter.fetch_add(1, Ordering::Relaxed), 6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct State<T>(pub T);

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for State<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
