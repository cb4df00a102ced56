use std::fs::{self, DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, io};

use rustix::process::geteuid;

use crate::ports::Port;
use crate::watchdog::Watchdog;

/// Where a server lives: its folder, its port, and who it runs as. Dropping it kills what still runs
/// there and removes the folder.
#[derive(Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    port: Port,
    user: Option<User>,
    _watchdog: Watchdog,
}

#[derive(Debug, Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

impl Home {
    /// Root's servers run as the first of these users that exists, or as nobody.
    pub(crate) fn new(name: &str, users: &[&str]) -> Self {
        Home::of(name, geteuid().is_root().then(|| first_user(users)))
    }

    /// Of a server that runs as whoever tests it, and whose program may be where only they can see it.
    pub(crate) fn own(name: &str) -> Self {
        Home::of(name, None)
    }

    fn of(name: &str, user: Option<User>) -> Self {
        let folder = new_folder(name).expect("a folder for the server");
        let watchdog = Watchdog::over(&folder).expect("a watchdog over the server");
        let home = Home { folder, port: Port::free(), user, _watchdog: watchdog };
        home.give(&home.folder);
        home
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.number()
    }

    /// A command of the server's user, in its folder, with nothing of the test's environment.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).process_group(0).stdin(Stdio::null());
        command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C");
        if let Some(user) = self.user {
            command.uid(user.id).gid(user.group);
        }
        command
    }

    /// A file that only the server's user reads.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        let written =
            fs::write(&path, text).and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o600)));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.give(&path);
        path
    }

    /// What the server writes while it runs.
    pub(crate) fn log(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.folder.join("log"))
    }

    /// The end of it, for messages.
    pub(crate) fn log_tail(&self) -> String {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4_000)..]).into_owned()
    }

    fn give(&self, path: &Path) {
        if let Some(user) = self.user {
            chown(path, Some(user.id), Some(user.group)).expect("root gives files away");
        }
    }
}

/// Runs it to its end, and gives what it wrote.
pub(crate) fn output(mut command: Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{command:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text.into_owned()
}

fn new_folder(name: &str) -> io::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    // As `/proc` shows it, without symbolic links.
    let parent = fs::canonicalize(env::temp_dir())?;
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("aps-{name}-{}-{number}", process::id()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|()| folder),
        }
    }
}

fn first_user(names: &[&str]) -> User {
    let users = fs::read_to_string("/etc/passwd").expect("the list of users");
    let user = |name: &str| {
        let mut fields =
            users.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?.split(':');
        Some(User { id: fields.nth(1)?.parse().ok()?, group: fields.next()?.parse().ok()? })
    };
    let found = names.iter().chain(&["nobody"]).find_map(|name| user(name));
    found.expect("root cannot run a database server, and there is no user `nobody` who could")
}
