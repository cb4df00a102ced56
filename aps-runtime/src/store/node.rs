use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// A scheduler that uses a store.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Node {
    /// An id that no node had before: 32 hexadecimal digits.
    pub id: Arc<str>,
    /// For people: host and process.
    pub name: Arc<str>,
    /// The registered names of the functions that it can call.
    pub functions: Arc<[Arc<str>]>,
    /// Whether the times that the node gives count, and not the store's clock. That is so with a
    /// [`Clock`](crate::Clock) that is not the system's.
    pub keeps_time: bool,
}

impl Node {
    /// A new node with these functions, named after this machine and process. It goes by the store's clock.
    pub fn new(functions: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Self {
        let functions = functions.into_iter().map(Into::into).collect();
        Node { id: unique().into(), name: name().into(), functions, keeps_time: false }
    }
}

/// 128 bits that stand on the system's random numbers, which are the keys of a `RandomState`.
pub(super) fn unique() -> String {
    let bits = || RandomState::new().hash_one(crate::job::first_revision());
    format!("{:016x}{:016x}", bits(), bits())
}

/// For people.
fn name() -> String {
    let of_system = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let of_environment = || ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let host = of_system.or_else(of_environment).unwrap_or_default();
    let host: String = host.trim().chars().take(100).collect();
    let process = std::process::id();
    if host.is_empty() { format!("process {process}") } else { format!("{host}:{process}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_node_is_like_another() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| unique()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn a_node_has_a_name_for_people() {
        assert!(name().ends_with(&std::process::id().to_string()), "{}", name());
    }
}
