//! Which file a URL means, and whether SQLite can work with it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Synchronous;
use crate::error::Error;
use crate::private_file;
use crate::store::StoreUrl;
use crate::store::sql::driver::sqlite::File;
use crate::store::sql::fault::Fault;
use crate::store::sql::settings::invalid;

pub(super) fn of_url(url: &StoreUrl) -> Result<File, Error> {
    url.expect_scheme(&["sqlite"])?;
    let help = "\n  = help: name a file, as in `sqlite://jobs.db`, or with four slashes for `sqlite:////var/lib/jobs.db`";
    let file = url.file().ok_or_else(|| invalid(&format!("the URL `{url}` is not that of a file{help}")))?;
    if file.contains(":memory:") {
        let help = "\n  = help: leave the store out: jobs are in memory then";
        return Err(invalid(&format!("an SQLite database in memory outlives nothing{help}")));
    }
    let mut may_be_created = true;
    for (key, value) in url.parameters() {
        match (key, value) {
            ("mode", "rwc") => may_be_created = true,
            ("mode", "rw") => may_be_created = false,
            ("mode", _) => {
                return Err(invalid(
                    "`mode` in the URL of a store is `rwc` or `rw`\n  = note: a store that cannot be written is none",
                ));
            }
            _ => {
                return Err(invalid(
                    "the URL of an SQLite store has a parameter that is not known\n  = note: there is `mode` only",
                ));
            }
        }
    }
    Ok(File { path: file.into(), synchronous: Synchronous::Full, may_be_created, has_hints: true })
}

/// Creates the file, for its owner only, and looks whether it is on a disk of this machine.
pub(in crate::store::sql) fn prepare(file: &File) -> Result<(), Fault> {
    let path = &file.path;
    let fault = |what: &str, error: &io::Error| {
        Fault::new(format!("cannot {what} `{}`: {}", path.display(), text(error)))
    };
    match create(path, file.may_be_created) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) if error.kind() == ErrorKind::NotFound && file.may_be_created => {
            let fault = fault("create", &error).help("create the folder first");
            return Err(if path.is_relative() { fault.note(relative(path)) } else { fault });
        }
        Err(error) => return Err(fault("open", &error)),
    }
    match fs::canonicalize(path).ok().and_then(|path| network(&path)) {
        Some(kind) => Err(Fault::new(format!("`{}` is on a network file system (`{kind}`)", path.display()))
            .help("name a file on a disk of this machine, or use a database server")
            .note("the locks by which SQLite keeps processes apart do not work there")),
        None => Ok(()),
    }
}

/// Where other libraries have three slashes, four are meant.
fn relative(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path).display();
    format!(
        "it is looked for from the current folder on; from the root on it is written with four slashes: \
         `sqlite:////{path}`"
    )
}

fn create(path: &Path, may_be_created: bool) -> io::Result<()> {
    private_file::options().read(true).write(true).create_new(may_be_created).open(path).map(drop)
}

fn text(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "this program may not do that",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::IsADirectory => "it is a folder",
        _ => "the system refuses it",
    }
}

/// File systems that are elsewhere.
const NETWORK: [&str; 14] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb2",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "fuse.ceph",
    "fuse.sshfs",
    "fuse.glusterfs",
    "lustre",
    "gpfs",
    "davfs",
];

/// The kind of file system that the file is on, if it is one of those. Where it cannot be
/// told, it is none.
fn network(path: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    kind_of(path, &mounts).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// Of the mount point that is nearest above the file; of several there, the last one mounted.
fn kind_of(path: &Path, mounts: &str) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let (mount, file_system) = line.split_once(" - ")?;
        let point = PathBuf::from(unescaped(mount.split(' ').nth(4)?));
        path.starts_with(&point).then(|| (point.components().count(), file_system.split(' ').next()))
    });
    mounts.max_by_key(|(depth, _)| *depth)?.1.map(str::to_owned)
}

/// A blank is `\040` there.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/shared\\040disk rw - nfs4 server:/export rw
31 30 0:41 / /mnt/shared\\040disk/local rw - xfs /dev/sdb1 rw";

    #[test]
    fn the_nearest_mount_counts() {
        let kind = |path| kind_of(Path::new(path), MOUNTS).unwrap();
        assert_eq!(kind("/var/jobs.db"), "ext4");
        assert_eq!(kind("/mnt/shared disk/jobs.db"), "nfs4");
        assert_eq!(kind("/mnt/shared disk/local/jobs.db"), "xfs");
        assert_eq!(kind("/mnt/shared diskette/jobs.db"), "ext4");
    }
}
