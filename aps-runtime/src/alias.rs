use std::ptr;
use std::sync::{Arc, LazyLock};

/// The alias of the executor and of the store that are used if none is named.
pub(crate) const DEFAULT_ALIAS: &str = "default";

/// It, for all that go by it.
pub(crate) fn default_alias() -> Arc<str> {
    static SHARED: LazyLock<Arc<str>> = LazyLock::new(|| DEFAULT_ALIAS.into());
    SHARED.clone()
}

/// Whether two aliases are the same. Mostly they are one text, which need not be read.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    ptr::eq(one, other) || one == other
}
