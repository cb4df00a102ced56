use std::fmt::Display;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{FORMAT, VERSION};
use crate::config::document::{Faults, Node, Value, decode, decode_under, faults_of_message, read_data};
use crate::error::{Error, ErrorKind};
use crate::job::vocabulary::JobData;

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
        Limits { size: 8 << 20, arguments: 64 << 10 }
    }
}

/// A job that was read, and where.
#[derive(Debug)]
pub(crate) struct ReadJob {
    pub(crate) data: JobData,
    /// Nothing was left out because it was wrong.
    pub(crate) sound: bool,
    pub(crate) origin: Origin,
}

/// Where a job was read.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    root: Arc<Node>,
    index: usize,
}

impl Origin {
    /// What stands under a key of the job; the job itself, if there is nothing.
    fn node(&self, key: &str) -> &Node {
        let job = jobs(&self.root).get(self.index).unwrap_or(&self.root);
        job.get(key).map_or(job, |entry| &entry.value)
    }
}

/// What is wrong with a file of jobs, all of it.
#[derive(Debug)]
pub(crate) struct Mistakes {
    /// What the file is called.
    name: String,
    faults: Faults,
}

impl Mistakes {
    pub(crate) fn new(name: String) -> Self {
        Mistakes { name, faults: Faults::new() }
    }

    /// Something is wrong with what stands under a key of a job.
    pub(crate) fn push(&mut self, job: &Origin, key: &str, what: impl Display) {
        let path = format!("jobs[{}].{key}", job.index);
        self.faults.extend(faults_of_message(&what.to_string(), job.node(key), &path));
    }

    /// Under a key of a job stands what an earlier one has there.
    pub(crate) fn push_repeated(&mut self, job: &Origin, key: &str, earlier: &Origin, what: impl Display) {
        self.push(
            job,
            key,
            format_args!("{what}\n  = note: the first one is at {}", earlier.node(key).place),
        );
    }

    /// Whether there are so many that more help nobody.
    pub(crate) fn are_many(&self) -> bool {
        self.faults.are_many()
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
    let Some(root) = read_data(&mistakes.name, text, &mut mistakes.faults).map(Arc::new) else {
        return Vec::new();
    };
    if !is_ours(&root, mistakes) {
        return Vec::new();
    }
    decode::<Head>(&root, &mut mistakes.faults);
    let mut read = Vec::new();
    for (index, job) in jobs(&root).iter().enumerate() {
        if mistakes.are_many() {
            break;
        }
        let before = mistakes.faults.len();
        let data = decode_under(&format!("jobs[{index}]"), job, &mut mistakes.faults);
        let origin = Origin { root: root.clone(), index };
        let sound = mistakes.faults.len() == before;
        read.extend(data.map(|data| ReadJob { data, sound, origin }));
    }
    read
}

fn jobs(root: &Node) -> &[Node] {
    match root.get("jobs").map(|entry| &entry.value.value) {
        Some(Value::List(jobs)) => jobs,
        _ => &[],
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
