//! The names of APScheduler's types and classes, and what they are called here.

use super::document::{Entry, Node, Value};

/// APScheduler's own classes, by the type that does the same here. Each is also written
/// `apscheduler.executors.pool:ThreadPoolExecutor`.
const CLASSES: [(&str, &str); 13] = [
    ("ThreadPoolExecutor", "threadpool"),
    ("ProcessPoolExecutor", "processpool"),
    ("AsyncIOExecutor", "tokio"),
    ("GeventExecutor", "gevent"),
    ("TornadoExecutor", "tornado"),
    ("TwistedExecutor", "twisted"),
    ("DebugExecutor", "debug"),
    ("MemoryJobStore", "memory"),
    ("SQLAlchemyJobStore", "sqlalchemy"),
    ("MongoDBJobStore", "mongodb"),
    ("RedisJobStore", "redis"),
    ("RethinkDBJobStore", "rethinkdb"),
    ("ZooKeeperJobStore", "zookeeper"),
];

pub(super) fn type_of_class(reference: &str) -> Option<&'static str> {
    let class = reference.strip_prefix("apscheduler.")?.split_once(':')?.1;
    CLASSES.iter().find(|(known, _)| *known == class).map(|(_, name)| *name)
}

/// Writes a dictionary of APScheduler's in the words that are used here. What it cannot, it
/// leaves as it is, to be told with everything else.
pub(super) fn translate(root: &mut Node) {
    let Value::Map(sections) = &mut root.value else { return };
    for section in
        sections.iter_mut().filter(|section| ["jobstores", "executors"].contains(&section.key.as_str()))
    {
        let Value::Map(described) = &mut section.value.value else { continue };
        for entry in described.iter_mut().flat_map(entries_mut) {
            translate_type(entry);
        }
    }
}

fn entries_mut(entry: &mut Entry) -> &mut [Entry] {
    match &mut entry.value.value {
        Value::Map(entries) => entries,
        _ => &mut [],
    }
}

fn translate_type(entry: &mut Entry) {
    let Value::Text(name) = &mut entry.value.value else { return };
    if entry.key == "type" && name == "asyncio" {
        *name = "tokio".into();
    } else if entry.key == "class"
        && let Some(known) = type_of_class(name)
    {
        *name = known.into();
        entry.key = "type".into();
    }
}

#[cfg(test)]
mod tests {
    use super::type_of_class;

    #[test]
    fn classes_of_apscheduler_are_types() {
        assert_eq!(type_of_class("apscheduler.executors.pool:ProcessPoolExecutor"), Some("processpool"));
        assert_eq!(type_of_class("apscheduler.jobstores.memory:MemoryJobStore"), Some("memory"));
        assert_eq!(type_of_class("shop.stores:MemoryJobStore"), None);
        assert_eq!(type_of_class("apscheduler.jobstores.memory"), None);
    }
}
