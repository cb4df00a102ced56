//! A job as it stands in a configuration or in an export, with the place of all that is said of it.

use aps_triggers::AnyTrigger;

use super::document::{Fault, Faults, Node, Place, decode, decode_under, faults_of_message};
use super::reading::Name;
use crate::job::vocabulary::JobData;
use crate::job::{Arguments, MAX_ARGUMENTS_DEPTH};

/// A job that was read.
#[derive(Debug)]
pub(crate) struct ReadJob {
    node: Node,
    /// `jobs[2]`
    path: String,
    /// If it could be read. What was wrong in it is left out.
    pub(crate) data: Option<JobData>,
}

/// How large the arguments of a job may be.
pub(crate) struct ArgumentsLimit {
    /// In bytes of JSON.
    pub(crate) bytes: usize,
    /// What to do if they are larger.
    pub(crate) help: &'static str,
}

impl ReadJob {
    /// What is wrong with it by itself is noted.
    pub(crate) fn read(index: usize, node: Node, faults: &mut Faults) -> Self {
        let path = format!("jobs[{index}]");
        let data = decode_under(&path, &node, faults);
        ReadJob { node, path, data }
    }

    /// The text that stands under a key, also in a job that could not be read.
    pub(crate) fn name(&self, key: &str) -> Option<Name<'_>> {
        self.node.get(key).and_then(|entry| Name::of(&entry.value))
    }

    /// The arguments, if nothing is wrong with them.
    pub(crate) fn arguments(&self) -> Option<Arguments> {
        let mut faults = Faults::new();
        let values = self.node.get("args").map_or_else(
            || Some(Vec::new()),
            |entry| decode(&entry.value, &mut faults).filter(|_| faults.is_empty()),
        );
        values.map(Arguments::from_json)
    }

    /// Arguments that are too large, or too deep.
    pub(crate) fn excess(&self, limit: &ArgumentsLimit) -> Option<Fault> {
        let arguments = self.arguments()?;
        if arguments.depth() > MAX_ARGUMENTS_DEPTH {
            let headline = format!("arguments are nested more than {MAX_ARGUMENTS_DEPTH} deep");
            return Some(self.fault("args", headline));
        }
        let headline = format!("arguments are larger than {} bytes", limit.bytes);
        (arguments.size() > limit.bytes).then(|| self.fault("args", headline).help(limit.help))
    }

    /// A trigger that is written as it should be, and would never fire.
    pub(crate) fn impossible(&self, trigger: &AnyTrigger) -> Vec<Fault> {
        trigger.check().err().map(|errors| self.faults("trigger", errors)).unwrap_or_default()
    }

    /// That another job, which stands elsewhere, has its id.
    pub(crate) fn repeated_id(&self, other: &str) -> Fault {
        let fault = self.fault("id", format!("job id `{}` is given twice", self.value("id").shown()));
        fault.help("give one of the two another id").note(format!("the other one is at {other}"))
    }

    /// A mistake in what stands under a key.
    pub(crate) fn fault(&self, key: &str, headline: impl Into<String>) -> Fault {
        Fault::in_value(self.value(key), format!("{}.{key}", self.path), headline)
    }

    /// The same, of which somebody else has written the message, with help and notes.
    pub(crate) fn faults(&self, key: &str, message: impl ToString) -> Vec<Fault> {
        faults_of_message(&message.to_string(), self.value(key), &format!("{}.{key}", self.path))
    }

    /// Where stands what is said under a key.
    pub(crate) fn place(&self, key: &str) -> &Place {
        &self.value(key).place
    }

    fn value(&self, key: &str) -> &Node {
        self.node.get(key).map_or(&self.node, |entry| &entry.value)
    }
}
