//! All that a configuration says, read at once, with all that is wrong in it.

use aps_triggers::suggest::nearest;

use super::document::{Entry, Fault, Faults, Node, Value, decode};
use super::foreign;
use super::model::Model;
use super::read_job::{ArgumentsLimit, ReadJob};
use crate::job::MAX_ARGUMENTS_SIZE;

/// A configuration that was read.
pub(crate) struct Reading {
    /// As it was written.
    root: Node,
    pub(crate) model: Model,
    pub(crate) jobs: Vec<ReadJob>,
}

/// A text that something else is named by, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    pub(crate) node: &'a Node,
}

const LIMIT: ArgumentsLimit = ArgumentsLimit {
    bytes: MAX_ARGUMENTS_SIZE,
    help: "keep what is this large elsewhere, and let the arguments say where",
};

impl Reading {
    pub(super) fn new(mut root: Node, faults: &mut Faults) -> Self {
        foreign::take_out(&mut root, faults);
        let model = decode(&root, faults).unwrap_or_default();
        let jobs = members(&root, "jobs").iter().enumerate().map(|(index, node)| {
            let job = ReadJob::read(index, node.clone(), faults);
            faults.extend(job.data.iter().flat_map(|data| job.impossible(&data.trigger)));
            faults.extend(job.excess(&LIMIT));
            job
        });
        let jobs = jobs.collect();
        Reading { root, model, jobs }
    }

    /// What stands under a key at the top.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.root.get(key).map(|entry| &entry.value)
    }

    /// Whether all is the same that is known here, so all but the options of stores and executors.
    pub(super) fn says_the_same(&self, other: &Reading) -> bool {
        let is_same = |(ours, theirs): (&ReadJob, &ReadJob)| ours.data == theirs.data;
        let same_number = self.jobs.len() == other.jobs.len();
        self.model == other.model && same_number && self.jobs.iter().zip(&other.jobs).all(is_same)
    }

    /// What has an alias in a section.
    pub(crate) fn described(&self, section: &str) -> &[Entry] {
        self.get(section).map_or(&[], Node::entries)
    }

    pub(crate) fn name(&self, key: &str) -> Option<Name<'_>> {
        self.get(key).and_then(Name::of)
    }

    /// The jobs that are to be declared somewhere.
    pub(crate) fn expected_jobs(&self) -> impl Iterator<Item = Name<'_>> {
        let node = self.get("expect_jobs");
        self.model.expect_jobs.iter().enumerate().filter_map(move |(index, id)| {
            let node = match &node?.value {
                Value::List(members) => members.get(index)?,
                // Of a text with commas.
                _ => node?,
            };
            Some(Name { text: id, node })
        })
    }
}

impl<'a> Name<'a> {
    /// As a message may show it.
    pub(crate) fn shown(&self) -> &'a str {
        if self.node.private { self.node.shown() } else { self.text }
    }

    pub(super) fn of(node: &'a Node) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Name { text, node }),
            _ => None,
        }
    }
}

fn members<'a>(root: &'a Node, key: &str) -> &'a [Node] {
    match root.get(key).map(|entry| &entry.value.value) {
        Some(Value::List(members)) => members,
        _ => &[],
    }
}

/// Says which names are known, and which of them was meant.
pub(crate) fn with_known<'a>(
    fault: Fault,
    wrong: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Fault {
    let near = nearest(wrong, known.clone()).map(|near| format!("did you mean `{near}`?"));
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    let fault = fault.note(format!("there is {}", known.join(", ")));
    match near {
        Some(near) => fault.help(near),
        None => fault,
    }
}
