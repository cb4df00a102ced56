use std::fs;
use std::path::{Path, PathBuf};
use std::{cmp, env};

use crate::install::install;

/// Where distributions put the programs of servers, beside the `PATH`.
const FOLDERS: [&str; 4] = ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/mysql/bin"];

/// A program of this package, which is installed if the program is missing and it may be.
pub(crate) fn program(name: &str, package: &str) -> PathBuf {
    find(name).unwrap_or_else(|| {
        let failure = install(package).err();
        find(name).unwrap_or_else(|| {
            let why = failure.unwrap_or_else(|| format!("the package `{package}` was installed, without it"));
            panic!(
                "the tests need the program `{name}`, which is not on this machine ({why})\n\
                 help: apt-get install -y --no-install-recommends {package}\n\
                 help: or install it as your system does, and put its folder on the PATH"
            )
        })
    })
}

/// A program of the same version as this one, of which it may be a link.
pub(crate) fn beside(program: &Path, name: &str) -> PathBuf {
    let program = fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    program.with_file_name(name)
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(postgres_versions())
        .chain(FOLDERS.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Debian keeps several versions of PostgreSQL: the newest first.
fn postgres_versions() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path()).collect();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions.sort_by_key(|path| cmp::Reverse(number(path)));
    versions.iter().map(|version| version.join("bin")).collect()
}
