//! Which nodes of a database on this machine live, as the system knows: a process that has ended, however that came
//! about, holds no lock. So the runs of a program that was killed need not wait for the end of its lease.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::store::SqlStore;
use crate::clock::{Clock, SystemClock};

/// A folder beside the database, with a file for each node, which its process has locked.
#[derive(Debug)]
pub(super) struct Signs {
    folder: PathBuf,
}

/// The file of one node, locked as long as this is kept.
#[derive(Debug)]
pub(super) struct Sign {
    path: PathBuf,
    _locked: File,
}

/// A sign of a node that the process is, or was and of which it may still have runs.
#[derive(Debug)]
pub(super) struct Shown {
    sign: Sign,
    /// When its lease is over in any case.
    until: Option<Duration>,
}

/// Another node may be just about to remove the folder.
const TRIES: u32 = 5;

impl Signs {
    pub(super) fn beside(database: &Path, prefix: &str) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(format!("-{prefix}nodes"));
        Signs { folder: folder.into() }
    }

    fn put_up(&self, node: &str) -> io::Result<Sign> {
        let path = self.folder.join(node);
        let mut created = self.create(&path);
        for _ in 1..TRIES {
            match created {
                Err(error) if error.kind() == io::ErrorKind::NotFound => created = self.create(&path),
                _ => break,
            }
        }
        let file = created?;
        file.try_lock()?;
        Ok(Sign { path, _locked: file })
    }

    /// For its owner only, as the database.
    fn create(&self, path: &Path) -> io::Result<File> {
        let (mut folder, mut file) = (DirBuilder::new(), OpenOptions::new());
        file.read(true).write(true).create_new(true);
        #[cfg(unix)]
        {
            std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
            std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
        }
        folder.recursive(true).create(&self.folder)?;
        file.open(path)
    }

    /// Those that no process has locked. They are locked from now on, so that one looks after each.
    fn left_behind(&self) -> Vec<Sign> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        paths.filter_map(|path| left_behind(path).ok()).collect()
    }
}

/// What cannot be looked at counts as alive.
fn left_behind(path: PathBuf) -> Result<Sign, TryLockError> {
    let file = OpenOptions::new().read(true).open(&path).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(Sign { path, _locked: file })
}

impl Sign {
    pub(super) fn node(&self) -> Option<&str> {
        self.path.file_name()?.to_str()
    }

    /// If it cannot be removed, somebody will try again.
    pub(super) fn take_down(self) {
        let _removed = fs::remove_file(&self.path);
        // Only if it is empty.
        let _removed = self.path.parent().map(fs::remove_dir);
    }
}

impl SqlStore {
    fn signs(&self) -> Option<Signs> {
        self.database.file().map(|file| Signs::beside(file, &self.settings.place.prefix))
    }

    /// Before the node is one: others know from the first moment on that it lives.
    pub(super) fn show(&self, node: &str) {
        let Some(signs) = self.signs() else { return };
        let sign = match signs.put_up(node) {
            Ok(sign) => Some(Shown { sign, until: None }),
            Err(error) => {
                tracing::debug!(%error, "no sign of life can be put beside the database: others go by the lease alone");
                None
            }
        };
        let now = SystemClock.elapsed();
        let over = now.saturating_add(self.settings.lease.saturating_mul(2));
        let mut shown = self.shown();
        shown.iter_mut().for_each(|shown| {
            shown.until.get_or_insert(over);
        });
        shown.retain(|shown| shown.until.is_none_or(|until| until > now));
        shown.extend(sign);
    }

    /// The node has no more runs.
    pub(super) fn hide(&self, node: &str) {
        let mut shown = self.shown();
        let hidden: Vec<_> = shown.extract_if(.., |shown| shown.sign.node() == Some(node)).collect();
        drop(shown);
        for Shown { sign, .. } in hidden {
            sign.take_down();
        }
    }

    /// Of nodes whose processes have ended and that have not left.
    pub(super) fn left_behind(&self) -> Vec<Sign> {
        self.signs().map(|signs| signs.left_behind()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_nobody_holds_is_found_once() {
        let folder = std::env::temp_dir().join(format!("aps-signs-{}", std::process::id()));
        let signs = Signs::beside(&folder.join("jobs.db"), "aps_");
        let nodes =
            |left: &[Sign]| left.iter().map(|sign| sign.node().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(signs.left_behind().len(), 0);
        let [one, other] = ["one", "other"].map(|node| signs.put_up(node).unwrap());
        assert_eq!(signs.left_behind().len(), 0);
        drop(one);
        let left = signs.left_behind();
        assert_eq!(nodes(&left), ["one"]);
        assert_eq!(signs.left_behind().len(), 0, "somebody looks after it");
        drop(left);
        assert_eq!(nodes(&signs.left_behind()), ["one"], "or has not come to it");
        signs.left_behind().into_iter().for_each(Sign::take_down);
        other.take_down();
        assert!(!signs.folder.exists());
        fs::remove_dir(folder).unwrap();
    }
}
