//! Which nodes of a database on this machine live, as the system knows: a process that has ended, however that came
//! about, holds no lock. So the runs of a program that was killed need not wait for the end of its lease.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::store::SqlStore;
use crate::clock::{Clock, SystemClock};
use crate::private_file;

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

/// Of the nodes of one file.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Of those that this store is and was, of which it may still have runs; and until when.
    shown: Vec<Shown>,
    /// Since when nobody is seen to hold those of others.
    unheld: HashMap<String, Duration>,
}

#[derive(Debug)]
struct Shown {
    sign: Sign,
    /// When its lease is over in any case.
    until: Option<Duration>,
}

/// Another node may be just about to remove the folder.
const TRIES: u32 = 5;

/// How long the processes that a killed one has started have to end as well: a process pool's do so at once.
const GRACE: Duration = Duration::from_secs(1);

impl Signs {
    pub(super) fn beside(database: &Path, prefix: &str) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(format!("-{prefix}nodes"));
        Signs { folder: folder.into() }
    }

    /// By another name until it is locked: one that nobody holds says that its node is dead.
    fn put_up(&self, node: &str) -> io::Result<Sign> {
        let (path, new) = (self.folder.join(node), self.folder.join(format!("{node}.new")));
        let mut created = self.create(&new);
        for _ in 1..TRIES {
            match created {
                Err(error) if error.kind() == io::ErrorKind::NotFound => created = self.create(&new),
                _ => break,
            }
        }
        let file = created?;
        let locked = file.try_lock().map_err(io::Error::from).and_then(|()| fs::rename(&new, &path));
        locked.inspect_err(|_| drop(fs::remove_file(&new)))?;
        Ok(Sign { path, _locked: file })
    }

    /// For its owner only, as the database.
    fn create(&self, path: &Path) -> io::Result<File> {
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.folder)?;
        private_file::options().read(true).write(true).create_new(true).open(path)
    }

    /// Those that no process holds. They are locked from now on, so that one looks after each.
    fn unheld(&self) -> Vec<Sign> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        paths.filter(|path| is_of_node(path)).filter_map(|path| unheld(path).ok()).collect()
    }
}

/// What else is there is nobody's sign.
fn is_of_node(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What cannot be looked at counts as held.
fn unheld(path: PathBuf) -> Result<Sign, TryLockError> {
    let file = File::open(&path).map_err(TryLockError::Error)?;
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

impl Known {
    /// One more; those before it are kept for as long as the store may have runs of these nodes.
    fn show(&mut self, sign: Sign, now: Duration, over: Duration) {
        self.shown.iter_mut().for_each(|shown| {
            shown.until.get_or_insert(over);
        });
        self.shown.retain(|shown| shown.until.is_none_or(|until| until > now));
        self.shown.push(Shown { sign, until: None });
    }

    fn is_shown(&self, node: &str) -> bool {
        self.shown.iter().any(|shown| shown.sign.node() == Some(node))
    }

    fn hide(&mut self, node: &str) -> Option<Sign> {
        let index = self.shown.iter().position(|shown| shown.sign.node() == Some(node))?;
        Some(self.shown.swap_remove(index).sign)
    }

    /// Those that nobody has held for long enough; and when to look again for the others.
    fn left_behind(&mut self, unheld: Vec<Sign>, now: Duration) -> (Vec<Sign>, Option<Duration>) {
        let before = std::mem::take(&mut self.unheld);
        let mut again = None;
        let left_behind = unheld.into_iter().filter(|sign| {
            let Some(node) = sign.node() else { return false };
            let since = before.get(node).copied().unwrap_or(now);
            self.unheld.insert(node.to_owned(), since);
            let rest = GRACE.saturating_sub(now.saturating_sub(since));
            again = again.into_iter().chain((!rest.is_zero()).then_some(rest)).min();
            rest.is_zero()
        });
        (left_behind.collect(), again)
    }
}

impl SqlStore {
    fn signs(&self) -> Option<Signs> {
        self.database.file().map(|file| Signs::beside(file, &self.settings.place.prefix))
    }

    /// Before the node is one: others know from the first moment on that it lives.
    pub(super) fn show(&self, node: &str) {
        let Some(signs) = self.signs().filter(|_| !self.known().is_shown(node)) else { return };
        match signs.put_up(node) {
            Ok(sign) => {
                let now = SystemClock.elapsed();
                self.known().show(sign, now, now.saturating_add(self.settings.lease.saturating_mul(2)));
            }
            Err(error) => {
                tracing::debug!(%error, "no sign of life can be put beside the database: others go by the lease alone");
            }
        }
    }

    /// The node has no more runs.
    pub(super) fn hide(&self, node: &str) {
        let hidden = self.known().hide(node);
        hidden.into_iter().for_each(Sign::take_down);
    }

    /// Of nodes whose processes have ended and that have not left; and when to look again for others.
    pub(super) fn left_behind(&self) -> (Vec<Sign>, Option<Duration>) {
        let Some(signs) = self.signs() else { return (Vec::new(), None) };
        let unheld = signs.unheld();
        self.known().left_behind(unheld, SystemClock.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef0123456789abcde1";
    const OTHER: &str = "0123456789abcdef0123456789abcde2";

    /// Which has nothing in it when the test is over.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> (Self, Signs) {
            let folder = std::env::temp_dir().join(format!("aps-signs-{name}-{}", std::process::id()));
            let signs = Signs::beside(&folder.join("jobs.db"), "aps_");
            (Place(folder), signs)
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn nodes(signs: &[Sign]) -> Vec<&str> {
        signs.iter().filter_map(Sign::node).collect()
    }

    #[test]
    fn a_sign_that_nobody_holds_is_looked_after_by_one() {
        let (_place, signs) = Place::new("held");
        assert_eq!(signs.unheld().len(), 0);
        let [one, other] = [ONE, OTHER].map(|node| signs.put_up(node).unwrap());
        assert_eq!(signs.unheld().len(), 0);
        drop(one);
        let unheld = signs.unheld();
        assert_eq!(nodes(&unheld), [ONE]);
        assert_eq!(signs.unheld().len(), 0, "somebody looks after it");
        drop(unheld);
        assert_eq!(nodes(&signs.unheld()), [ONE], "or has not come to it");
        fs::write(signs.folder.join("somebody's"), "").unwrap();
        signs.unheld().into_iter().for_each(Sign::take_down);
        other.take_down();
        assert_eq!(fs::read_dir(&signs.folder).unwrap().count(), 1, "what is no sign stays");
    }

    #[test]
    fn a_sign_that_cannot_be_put_up_says_nothing() {
        let (_place, signs) = Place::new("refused");
        let held = signs.put_up(ONE).unwrap();
        fs::write(signs.folder.join(format!("{OTHER}.new")), "").unwrap();
        assert!(signs.put_up(OTHER).is_err());
        assert_eq!(signs.unheld().len(), 0);
        drop(held);
    }

    #[test]
    fn what_a_killed_process_has_started_has_a_moment_to_end() {
        let (_place, signs) = Place::new("grace");
        drop(signs.put_up(ONE).unwrap());
        let (mut known, begun) = (Known::default(), Duration::from_secs(50));
        let mut look = |after| {
            let (left, again) = known.left_behind(signs.unheld(), begun + after);
            (left.len(), again)
        };
        assert_eq!(look(Duration::ZERO), (0, Some(GRACE)));
        assert_eq!(look(GRACE / 4), (0, Some(GRACE / 4 * 3)));
        assert_eq!(look(GRACE), (1, None));
    }

    #[test]
    fn a_node_that_becomes_another_keeps_its_sign_until_its_lease_is_over() {
        let (_place, signs) = Place::new("again");
        let (mut known, lease) = (Known::default(), Duration::from_secs(30));
        known.show(signs.put_up(ONE).unwrap(), Duration::ZERO, lease);
        known.show(signs.put_up(OTHER).unwrap(), lease * 10, lease * 11);
        assert!(known.is_shown(ONE) && known.is_shown(OTHER));
        known.show(signs.put_up(&"f".repeat(32)).unwrap(), lease * 12, lease * 13);
        assert!(!known.is_shown(ONE) && known.is_shown(OTHER));
        assert_eq!(nodes(&signs.unheld()), [ONE]);
        assert_eq!(known.hide(OTHER).unwrap().node(), Some(OTHER));
    }
}
