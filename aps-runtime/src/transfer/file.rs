//! Files that hold jobs: as private as arguments may be, and whole or not there at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::job::JobId;
use crate::private_file;

/// Writes a file, in place of one that is there. It is written beside it first, so that
/// whatever comes in between leaves the old one. On Unix only its owner may read it.
pub(crate) fn save(path: &Path, text: &str) -> io::Result<()> {
    let beside = beside(path)?;
    let saved = write_new(&beside, text).and_then(|()| fs::rename(&beside, path));
    if saved.is_err() {
        // It may not even be there.
        let _ = fs::remove_file(&beside);
        return saved;
    }
    sync_directory(path)
}

/// A name in the same directory that nothing has: a file can be moved within one only.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is not the name of a file"));
    };
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.tmp", JobId::unique()));
    Ok(path.with_file_name(hidden))
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = private_file::options().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// So that the new name outlives a loss of power; elsewhere it does without this.
fn sync_directory(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Reads what is not larger than so many bytes; `None` if it is.
pub(crate) fn read_at_most(reader: impl Read, max_size: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(max_size.saturating_add(1)).read_to_end(&mut bytes)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok((size <= max_size).then_some(bytes))
}
