//! Locks, atomics and threads of what several threads share: those of the standard library or,
//! with `--cfg shuttle`, those of a checker that tries out in which order threads may take
//! turns; see `interleavings.rs`. (`Arc` needs no checking.)

#[cfg(shuttle)]
pub(crate) use crate::interleavings::Notify;
#[cfg(not(shuttle))]
pub(crate) use tokio::sync::Notify;

#[cfg(not(shuttle))]
pub(crate) use std::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread, thread_local,
};

#[cfg(shuttle)]
pub(crate) use shuttle::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread, thread_local,
};
