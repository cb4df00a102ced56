use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::Signal;

use crate::home::Home;
use crate::patience::wait_until;
use crate::processes::{kill_all, processes_in, signal, signal_all};
use crate::tls::Tls;

/// For a server on a busy machine that has a log to read first.
const LONGEST_START: Duration = Duration::from_mins(2);
const LONGEST_STOP: Duration = Duration::from_mins(1);

/// A database server that is this test's own. Dropping it stops it and removes its folder.
#[derive(Debug)]
pub struct Server {
    process: Mutex<Option<Child>>,
    databases: AtomicU32,
    kind: Box<dyn Kind>,
    home: Home,
}

/// What each does in its own way.
pub(crate) trait Kind: fmt::Debug + Send + Sync {
    /// The program that serves until it is stopped.
    fn serve(&self, home: &Home) -> Command;
    fn answers(&self, home: &Home) -> bool;
    /// Runs statements as the administrator.
    fn administer(&self, home: &Home, sql: &str) -> String;
    fn url(&self, port: u16, database: &str) -> String;
    fn socket(&self, home: &Home) -> PathBuf;
    fn tls(&self) -> Option<&Tls>;
    fn create_database(&self, home: &Home, name: &str);
    /// The signal to end in order, with clients disconnected.
    fn stop(&self) -> Signal;
    /// The signal to end at once.
    fn stop_immediately(&self) -> Signal;
}

impl Server {
    /// Starts for the first time what has its data already.
    pub(crate) fn start(kind: Box<dyn Kind>, home: Home) -> Self {
        let server = Server { process: Mutex::new(None), databases: AtomicU32::new(0), kind, home };
        server.restart();
        server
    }

    /// The URL of a new database, with nothing in it, on this server.
    pub fn fresh_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed) + 1;
        let name = format!("test_{number}");
        self.kind.create_database(&self.home, &name);
        self.url(&name)
    }

    /// The URL of a database by its name: `postgres://user:password@127.0.0.1:port/name`, or `mysql://…`.
    pub fn url(&self, database: &str) -> String {
        self.kind.url(self.home.port(), database)
    }

    /// Runs SQL statements as the server's administrator, who is another user than that of the URLs,
    /// and gives their rows, a line each with tabs between values.
    pub fn administer(&self, sql: &str) -> String {
        self.kind.administer(&self.home, sql)
    }

    /// Kills all processes of the server, as a loss of power would.
    pub fn kill(&self) {
        self.end(&mut self.process());
    }

    /// Stops at once and in disorder: PostgreSQL as by `pg_ctl stop -m immediate`, with a last word to
    /// its clients, and to be recovered when it starts again. MariaDB knows no such stop and is killed.
    pub fn stop_immediately(&self) {
        self.stop_by(self.kind.stop_immediately());
    }

    /// Stops in order: clients are disconnected, and everything is written.
    pub fn stop(&self) {
        self.stop_by(self.kind.stop());
    }

    /// Starts the server again with the same data on the same port, and waits until it answers. One that
    /// runs is stopped in order before.
    pub fn restart(&self) {
        self.stop();
        let mut process = self.process();
        let mut command = self.kind.serve(&self.home);
        let log = self.home.log().and_then(|log| Ok((log.try_clone()?, log)));
        let (output, errors) = log.expect("a log of the server");
        let child = command.stdout(output).stderr(errors).spawn();
        let child = process.insert(child.unwrap_or_else(|error| panic!("{command:?}: {error}")));
        let mut ended = None;
        let answers = wait_until(LONGEST_START, || {
            ended = child.try_wait().ok().flatten();
            ended.is_some() || self.kind.answers(&self.home)
        });
        assert!(
            answers && ended.is_none(),
            "the server does not answer ({ended:?}): {command:?}\n{}",
            self.home.log_tail()
        );
    }

    /// Stops the time of all the server's processes: it goes on listening, and answers nothing.
    pub fn pause(&self) {
        let process = self.process();
        if let Some(child) = process.as_ref() {
            // The first that starts others is the first that stops.
            signal(child.id(), Signal::STOP);
        }
        signal_all(self.home.folder(), Signal::STOP);
    }

    /// After [`pause`](Self::pause).
    pub fn resume(&self) {
        signal_all(self.home.folder(), Signal::CONT);
    }

    /// The server's processes.
    pub fn processes(&self) -> Vec<u32> {
        processes_in(self.home.folder())
    }

    /// The folder with all that is the server's: its data, its log, its socket.
    pub fn folder(&self) -> &Path {
        self.home.folder()
    }

    /// Where it listens beside its port: the folder of the socket for PostgreSQL, the socket for MariaDB.
    pub fn socket(&self) -> PathBuf {
        self.kind.socket(&self.home)
    }

    /// The certificates, of a server that has some.
    pub fn tls(&self) -> Option<&Tls> {
        self.kind.tls()
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop_by(&self, how: Signal) {
        let mut process = self.process();
        let Some(child) = process.as_mut() else { return };
        self.resume();
        signal(child.id(), how);
        let ended = wait_until(LONGEST_STOP, || !matches!(child.try_wait(), Ok(None)));
        self.end(&mut process);
        assert!(ended, "the server did not stop by {how:?}\n{}", self.home.log_tail());
    }

    /// Kills what is left, the first process first: it must not see the others die.
    fn end(&self, process: &mut Option<Child>) {
        if let Some(mut child) = process.take() {
            let _ended_already = child.kill();
            let _status = child.wait();
        }
        assert!(kill_all(self.home.folder()), "processes cannot be killed: {:?}", self.processes());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What else there is, is ended by the home's watchdog.
        if let Some(child) = self.process().as_mut() {
            let _ended_already = child.kill();
            let _status = child.wait();
        }
    }
}
