//! What is found by the name of its type, and what to say of a name that is not known.

use std::error::Error as StdError;

use aps_triggers::suggest::nearest;

use super::document::{Entry, Fault, Faults, Node, Value, gives_away};
use super::types::{BoxError, Make, NamedType, TypeOptions};
use super::{apscheduler, executors, stores};
use crate::__private::{EXECUTOR_TYPES_V1, JOB_STORE_TYPES_V1};
use crate::error::{ALIAS_HELP, Error, ErrorKind};
use crate::executor::Executor;
use crate::store::JobStore;

/// Job stores or executors: the types that this program knows, by name.
pub(crate) struct Kind<T: ?Sized + 'static> {
    words: &'static Words,
    known: Vec<&'static NamedType<T>>,
}

struct Words {
    section: &'static str,
    thing: &'static str,
    /// The macro that registers a type.
    register: &'static str,
    /// Names that mean nothing here, and why or what does.
    elsewhere: &'static [(&'static str, &'static str)],
}

const JOB_STORES: Words = Words {
    section: "jobstores",
    thing: "job store",
    register: "job_store_type",
    // Who has the feature is not told of it, since the type is known then.
    elsewhere: &[
        ("mongodb", "turn on the feature `mongodb` of `aps-runtime`"),
        ("mysql", "turn on the feature `mysql` of `aps-runtime`"),
        ("mariadb", "turn on the feature `mysql` of `aps-runtime`"),
        ("postgres", "turn on the feature `postgres` of `aps-runtime`"),
        ("postgresql", "turn on the feature `postgres` of `aps-runtime`"),
        ("redis", "turn on the feature `redis` of `aps-runtime`"),
        ("sqlite", "turn on the feature `sqlite` of `aps-runtime`"),
        (
            "sqlalchemy",
            "name the database itself: `sqlite`, `postgres` or `mysql`, each with the feature of `aps-runtime` \
             by that name",
        ),
    ],
};

const EXECUTORS: Words = Words {
    section: "executors",
    thing: "executor",
    register: "executor_type",
    elsewhere: &[
        ("asyncio", "write `tokio`, which runs `async fn` jobs as tasks"),
        ("gevent", "write `tokio`, which runs `async fn` jobs as tasks, or `threadpool`"),
        ("tornado", "write `tokio`, which runs `async fn` jobs as tasks, or `threadpool`"),
        ("twisted", "write `tokio`, which runs `async fn` jobs as tasks, or `threadpool`"),
        ("debug", "write `threadpool` with `max_workers = 1`, which runs one job after the other"),
        #[cfg(all(unix, not(feature = "process-pool")))]
        ("processpool", "turn on the feature `process-pool` of `aps-runtime`"),
        #[cfg(not(unix))]
        ("processpool", "write `threadpool`: processes of their own are for Unix only"),
    ],
};

impl Kind<dyn JobStore> {
    pub(crate) fn job_stores() -> Result<Self, Error> {
        Kind::new(&JOB_STORES, stores::BUILT_IN.iter().chain(JOB_STORE_TYPES_V1))
    }
}

impl Kind<dyn Executor> {
    pub(crate) fn executors() -> Result<Self, Error> {
        Kind::new(&EXECUTORS, executors::BUILT_IN.iter().chain(EXECUTOR_TYPES_V1))
    }
}

impl<T: ?Sized> Kind<T> {
    fn new(words: &'static Words, types: impl Iterator<Item = &'static NamedType<T>>) -> Result<Self, Error> {
        let mut known: Vec<_> = types.collect();
        known.sort_by_key(|named| (named.name, named.location.to_string()));
        let twice = known.windows(2).filter_map(|pair| match pair {
            [first, second] if first.name == second.name => Some(words.registered_twice(first, second)),
            _ => None,
        });
        Error::all(twice.collect()).map_or(Ok(Kind { words, known }), Err)
    }

    /// What has an alias in a section, not yet made: so all that can be known to be wrong is
    /// known, and nothing is opened.
    pub(crate) fn read(&self, entry: &Entry, faults: &mut Faults) -> Option<Make<T>> {
        let path = self.path(entry);
        if entry.key.is_empty() {
            let headline = format!("the alias of this {} is empty", self.words.thing);
            faults.push(Fault::in_key(entry, self.words.section, headline).help(ALIAS_HELP));
            return None;
        }
        let named = self.named(entry, &path).map_err(|fault| faults.push(fault)).ok()?;
        (named.read)(TypeOptions { node: &options(entry), path: &path, faults })
    }

    /// The same, made.
    pub(crate) fn make(&self, entry: &Entry, faults: &mut Faults) -> Option<Box<T>> {
        let make = self.read(entry, faults)?;
        let cannot = |error: BoxError| {
            let (told, headline) = (chain(&*error), format!("this {} cannot be made", self.words.thing));
            faults.push(if gives_away(&told, &entry.value) {
                let note = "the reason is not shown, since it may have a part of a value in it";
                Fault::in_key(entry, self.path(entry), headline).note(note)
            } else {
                Fault::in_key(entry, self.path(entry), format!("{headline}: {told}"))
            });
        };
        make().map_err(cannot).ok()
    }

    /// What its section is called.
    pub(crate) fn section(&self) -> &'static str {
        self.words.section
    }

    fn path(&self, entry: &Entry) -> String {
        format!("{}.{}", self.words.section, entry.key)
    }

    /// The type that is asked for.
    fn named(&self, entry: &Entry, path: &str) -> Result<&'static NamedType<T>, Fault> {
        let Value::Map(_) = entry.value.value else {
            let headline = "what is expected is a table with a `type` in it";
            return Err(Fault::in_key(entry, path, headline).help(self.example()).note(self.known_types()));
        };
        let Some(wanted) = entry.value.get(TYPE) else {
            return Err(self.without_type(entry, path));
        };
        let Value::Text(name) = &wanted.value.value else {
            let headline = "a string is expected";
            return Err(
                Fault::in_value(&wanted.value, format!("{path}.{TYPE}"), headline).note(self.known_types())
            );
        };
        let found = self.known.iter().find(|named| named.name == *name);
        found.copied().ok_or_else(|| self.unknown(name, wanted, path))
    }
}

const TYPE: &str = "type";
const CLASS: &str = "class";

/// What to say of a type that cannot be found.
impl<T: ?Sized> Kind<T> {
    fn unknown(&self, name: &str, wanted: &Entry, path: &str) -> Fault {
        let Words { thing, elsewhere, .. } = self.words;
        let headline = format!("this program has no {thing} type `{}`", wanted.value.shown());
        let fault =
            Fault::in_value(&wanted.value, format!("{path}.{TYPE}"), headline).note(self.known_types());
        if let Some((_, help)) = elsewhere.iter().find(|(other, _)| *other == name) {
            return fault.help(*help);
        }
        match nearest(name, self.names()) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault.help("link the crate that brings it, with `use that_crate as _;`"),
        }
    }

    fn without_type(&self, entry: &Entry, path: &str) -> Fault {
        let Words { thing, register, .. } = self.words;
        let Some(class) = entry.value.get(CLASS) else {
            let headline = format!("this {thing} does not say of which `type` it is");
            return Fault::in_key(entry, path, headline).help(self.example()).note(self.known_types());
        };
        let headline = "classes of Python are not known here";
        let known = match &class.value.value {
            Value::Text(name) => apscheduler::type_of_class(name),
            _ => None,
        };
        let help = match known {
            Some(known) => format!("write `type = \"{known}\"` instead"),
            None => format!(
                "give the {thing} type a name, with `aps_runtime::{register}!`, and write that as `type`"
            ),
        };
        Fault::in_key(class, format!("{path}.{CLASS}"), headline).help(help).note(self.known_types())
    }

    fn example(&self) -> String {
        format!("write `type = \"{}\"`", self.names().next().unwrap_or_default())
    }

    fn known_types(&self) -> String {
        let names: Vec<_> = self.names().map(|name| format!("`{name}`")).collect();
        format!("{} types are {}", self.words.thing, names.join(", "))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.known.iter().map(|named| named.name)
    }
}

impl Words {
    fn registered_twice<T: ?Sized>(&self, first: &NamedType<T>, second: &NamedType<T>) -> Error {
        let crate_and_place =
            |named: &NamedType<T>| format!("`{}`, {}", named.location.crate_name(), named.location);
        let message = format!(
            "two crates bring a {} type `{}`\n  {}\n  {}\n  = help: link one of them only",
            self.thing,
            first.name,
            crate_and_place(first),
            crate_and_place(second)
        );
        Error::new(ErrorKind::Registry, message)
    }
}

/// An error with its causes.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

/// What is left for the type itself to read.
fn options(entry: &Entry) -> Node {
    let mut options = entry.value.clone();
    if let Value::Map(entries) = &mut options.value {
        entries.retain(|entry| entry.key != TYPE);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::SourceLocation;

    const fn etcd(module: &'static str, file: &'static str) -> NamedType<dyn JobStore> {
        NamedType {
            name: "etcd",
            location: SourceLocation { module, file, line: 5, column: 1 },
            read: |_| None,
        }
    }

    /// Whatever features this crate has just now.
    #[test]
    fn stores_of_this_crate_say_which_feature_they_need() {
        let memory = stores::BUILT_IN.iter().filter(|named| named.name == "memory");
        let kind = Kind::new(&JOB_STORES, memory).unwrap();
        for (name, feature) in FEATURES {
            let node = Node { value: Value::Text(name.to_owned()), ..Node::empty() };
            let entry = Entry { key: TYPE.to_owned(), key_place: node.place.clone(), value: node };
            let told = kind.unknown(name, &entry, "jobstores.default").to_string();
            let help = format!("= help: turn on the feature `{feature}` of `aps-runtime`");
            assert!(told.contains(&format!("no job store type `{name}`")) && told.contains(&help), "{told}");
        }
        let mut others = stores::BUILT_IN.iter().map(|named| named.name).filter(|name| *name != "memory");
        assert!(others.all(|name| FEATURES.iter().any(|(known, _)| *known == name)));
    }

    const FEATURES: [(&str, &str); 7] = [
        ("mariadb", "mysql"),
        ("mongodb", "mongodb"),
        ("mysql", "mysql"),
        ("postgres", "postgres"),
        ("postgresql", "postgres"),
        ("redis", "redis"),
        ("sqlite", "sqlite"),
    ];

    #[test]
    fn two_crates_with_types_of_one_name_are_both_told() {
        static TYPES: [NamedType<dyn JobStore>; 2] =
            [etcd("second::store", "second/src/store.rs"), etcd("first", "first/src/lib.rs")];
        let told = Kind::new(&JOB_STORES, TYPES.iter().chain(stores::BUILT_IN)).err().unwrap();
        assert_eq!(told.kind(), ErrorKind::Registry);
        assert_eq!(
            told.to_string(),
            "two crates bring a job store type `etcd`\n  \
             `first`, first/src/lib.rs:5:1\n  \
             `second`, second/src/store.rs:5:1\n  \
             = help: link one of them only"
        );
    }
}
