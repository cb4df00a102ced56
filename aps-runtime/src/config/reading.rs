//! All that a configuration says, read at once, with all that is wrong in it.

use aps_triggers::suggest::nearest;

use super::document::{Entry, Fault, Faults, Node, Value, decode, decode_under, faults_of_message};
use super::foreign;
use super::model::{JobSection, Model};

/// A configuration that was read.
pub(crate) struct Reading {
    /// As it was written.
    root: Node,
    pub(crate) model: Model,
    pub(crate) jobs: Vec<JobReading>,
}

/// A job of it.
pub(crate) struct JobReading {
    node: Node,
    /// `jobs[2]`
    path: String,
    /// If it could be read.
    pub(crate) section: Option<JobSection>,
}

/// A text that something else is named by, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    pub(crate) node: &'a Node,
}

impl Reading {
    pub(super) fn new(mut root: Node, faults: &mut Faults) -> Self {
        foreign::take_out(&mut root, faults);
        let model = decode(&root, faults).unwrap_or_default();
        let jobs = members(&root, "jobs").iter().enumerate().map(|(index, node)| {
            let path = format!("jobs[{index}]");
            let section = decode_under(&path, node, faults);
            let job = JobReading { node: node.clone(), path, section };
            faults.extend(job.impossible_trigger());
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
        let is_same = |(ours, theirs): (&JobReading, &JobReading)| ours.section == theirs.section;
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

impl JobReading {
    pub(crate) fn name(&self, key: &str) -> Option<Name<'_>> {
        self.node.get(key).and_then(|entry| Name::of(&entry.value))
    }

    /// One that is written as it should be, and would never fire.
    fn impossible_trigger(&self) -> Vec<Fault> {
        let checked = self.section.as_ref().map_or(Ok(()), |section| section.trigger.check());
        checked.err().map(|errors| self.faults("trigger", errors)).unwrap_or_default()
    }

    /// The arguments, if they are a list.
    pub(crate) fn arguments(&self) -> Option<Vec<serde_json::Value>> {
        match self.node.get("args") {
            Some(entry) => decode(&entry.value, &mut Faults::new()),
            None => Some(Vec::new()),
        }
    }

    /// A mistake in what stands under a key.
    pub(crate) fn fault(&self, key: &str, headline: impl Into<String>) -> Fault {
        Fault::in_value(self.value(key), format!("{}.{key}", self.path), headline)
    }

    /// The same, of which somebody else has written the message, with help and notes.
    pub(crate) fn faults(&self, key: &str, message: impl ToString) -> Vec<Fault> {
        faults_of_message(&message.to_string(), self.value(key), &format!("{}.{key}", self.path))
    }

    fn value(&self, key: &str) -> &Node {
        self.node.get(key).map_or(&self.node, |entry| &entry.value)
    }
}

impl<'a> Name<'a> {
    fn of(node: &'a Node) -> Option<Self> {
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
