use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

/// Threads reserve addresses that they never use, and Linux can leave those out of account.
const MEMORY: Resource = if cfg!(target_os = "linux") { Resource::Data } else { Resource::As };

/// Limits the memory of this process, in bytes.
pub(super) fn limit_memory(bytes: u64) -> io::Result<()> {
    let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(MEMORY, limit).map_err(|error| named("memory_limit", error))
}

/// Limits for how long this process computes from now on, in seconds.
pub(super) fn limit_cpu_time(seconds: u64) -> io::Result<()> {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let used = u64::try_from(used.tv_sec).unwrap_or_default() + u64::from(used.tv_nsec > 0);
    let wanted = used.saturating_add(seconds);
    // The hard limit stays, so that the next run can have its own; above it nothing is allowed.
    let Rlimit { maximum, .. } = getrlimit(Resource::Cpu);
    let limit = Rlimit { current: Some(maximum.map_or(wanted, |maximum| wanted.min(maximum))), maximum };
    setrlimit(Resource::Cpu, limit).map_err(|error| named("cpu_time_limit", error))
}

fn named(limit: &str, error: rustix::io::Errno) -> io::Error {
    io::Error::other(format!("`{limit}` cannot be set: {error}"))
}
