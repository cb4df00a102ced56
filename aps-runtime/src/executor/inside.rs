//! Which run this thread executes now: who waits from within a run until it has ended waits for ever.

use std::cell::Cell;

use super::RunControl;
use crate::sync::thread_local;

thread_local! {
    /// Where the control of the run is. It stays there for as long as the run is executed.
    static INSIDE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Whether the call is made by the function of this run: in its own task, or on its thread.
pub(crate) fn is_inside(run: &RunControl) -> bool {
    INSIDE.with(|inside| inside.get() == Some(address(run)))
}

/// Calls the function of a run, or polls its future.
pub(super) fn inside<T>(run: &RunControl, work: impl FnOnce() -> T) -> T {
    // An executor may execute a run where another one has submitted it.
    let _restored = Outer(INSIDE.with(|inside| inside.replace(Some(address(run)))));
    work()
}

struct Outer(Option<usize>);

impl Drop for Outer {
    fn drop(&mut self) {
        INSIDE.with(|inside| inside.set(self.0));
    }
}

fn address(run: &RunControl) -> usize {
    std::ptr::from_ref(run).addr()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::job::JobId;
    use crate::panics::contain;

    fn run() -> RunControl {
        let now = DateTime::UNIX_EPOCH;
        RunControl::new(JobId::new("job").unwrap(), "default".into(), now, now)
    }

    #[test]
    fn a_run_within_another_one_is_the_one_that_calls() {
        let (outer, inner) = (run(), run());
        inside(&outer, || {
            assert!(is_inside(&outer) && !is_inside(&inner));
            assert!(contain(|| inside(&inner, || panic!("{}", is_inside(&inner)))).is_err());
            assert!(is_inside(&outer) && !is_inside(&inner));
        });
        assert!(!is_inside(&outer));
    }
}
