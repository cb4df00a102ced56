use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

/// A file of JSON lines that outlives a process that is killed: each line is one write, and so is
/// there as a whole or not at all. (That the machine dies is not among the faults.)
#[derive(Debug)]
pub(crate) struct Lines(File);

impl Lines {
    pub(crate) fn append_to(path: &Path) -> io::Result<Self> {
        OpenOptions::new().create(true).append(true).open(path).map(Lines)
    }

    pub(crate) fn write(&self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        (&self.0).write_all(&text)
    }
}
