use std::fmt::Display;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{FORMAT, VERSION};
use crate::config::ReadJob;
use crate::config::document::{Faults, Node, Value, decode, faults_of_message, read_data};
use crate::error::{Error, ErrorKind};
use crate::job::MAX_ARGUMENTS_SIZE;

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of the whole, in bytes.
    pub(crate) size: u64,
    /// Of the arguments of one job, in bytes.
    pub(crate) arguments: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { size: 8 << 20, arguments: MAX_ARGUMENTS_SIZE }
    }
}

/// What is wrong with a file of jobs, all of it.
#[derive(Debug)]
pub(crate) struct Mistakes {
    /// What the file is called.
    name: String,
    pub(crate) faults: Faults,
}

impl Mistakes {
    pub(crate) fn new(name: String) -> Self {
        Mistakes { name, faults: Faults::new() }
    }

    pub(crate) fn into_result(self) -> Result<(), Error> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut message = format!("nothing was imported\n\n{}", self.faults);
        if let Some((end, _)) = message.char_indices().nth(LONGEST) {
            message.truncate(end);
            message.push('…');
        }
        Err(Error::new(ErrorKind::Import, message))
    }

    fn push_whole(&mut self, node: &Node, key: &str, what: &str) {
        self.faults.extend(faults_of_message(what, node, key));
    }
}

/// What was written instead of a word may be as long as the whole file. In characters.
const LONGEST: usize = 64 << 10;

/// What a file says of itself. Its jobs are read one by one.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u64,
    #[serde(rename = "exported_by")]
    _exported_by: Option<IgnoredAny>,
    #[serde(rename = "jobs")]
    _jobs: Vec<IgnoredAny>,
}

/// Reads a file of jobs. What is wrong with it is noted.
pub(crate) fn read(text: &str, mistakes: &mut Mistakes) -> Vec<ReadJob> {
    let Some(root) = read_data(&mistakes.name, text, &mut mistakes.faults) else {
        return Vec::new();
    };
    if !is_ours(&root, mistakes) {
        return Vec::new();
    }
    let faults = &mut mistakes.faults;
    decode::<Head>(&root, faults);
    let mut read = Vec::new();
    for (index, job) in into_jobs(root).into_iter().enumerate() {
        if faults.are_many() {
            break;
        }
        read.push(ReadJob::read(index, job, faults));
    }
    read
}

fn into_jobs(root: Node) -> Vec<Node> {
    let Value::Map(entries) = root.value else { return Vec::new() };
    match entries.into_iter().find(|entry| entry.key == "jobs").map(|entry| entry.value.value) {
        Some(Value::List(jobs)) => jobs,
        _ => Vec::new(),
    }
}

/// Whether it is worth looking further: another format has other keys.
fn is_ours(root: &Node, mistakes: &mut Mistakes) -> bool {
    let get = |key: &str| root.get(key).map(|entry| &entry.value);
    let mut foreign = |key, what: &dyn Display| {
        mistakes.push_whole(get(key).unwrap_or(root), key, &what.to_string());
        false
    };
    if get("format").is_none() && get("scheduler_version").is_some() {
        return foreign("scheduler_version", &FROM_APSCHEDULER);
    }
    if let Some(Value::Text(format)) = get("format").map(|node| &node.value)
        && format != FORMAT
    {
        return foreign("format", &format_args!("this is no file of jobs, whose format is `{FORMAT}`"));
    }
    match get("version").map(|node| &node.value) {
        Some(Value::Integer(version)) if *version > VERSION.into() => foreign(
            "version",
            &format_args!(
                "this program reads version {VERSION}, and not what comes later\n  \
                 = help: update `aps-runtime` here, or export the jobs with the version that is used here"
            ),
        ),
        Some(Value::Integer(version)) if *version < VERSION.into() => {
            foreign("version", &format_args!("there is no version {version}\n  = help: write `{VERSION}`"))
        }
        _ => true,
    }
}

const FROM_APSCHEDULER: &str =
    "this was exported by APScheduler, whose files have parts of Python's memory in them
  = help: export the jobs with the script in `tools/` of the repository of aps";
