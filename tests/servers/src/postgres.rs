use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rustix::process::Signal;

use crate::home::{Home, output};
use crate::programs::{beside, program};
use crate::server::{Kind, Server};
use crate::tls::Tls;
use crate::{PASSWORD, PASSWORD_IN_URL, USER};

/// Of creating a database: without fsync the other one is four times as fast. The choice came with version 15.
const FASTER_STRATEGY: &str = "select case
    when current_setting('fsync') = 'off' and current_setting('server_version_num')::int >= 150000
    then 'strategy file_copy' else '' end";

/// How a PostgreSQL server is to be.
#[derive(Debug, Default)]
#[must_use = "it is started by `start`"]
pub struct Postgres {
    settings: Vec<(String, String)>,
    has_tls: bool,
}

impl Postgres {
    /// A server that keeps what it has committed, whatever happens to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Faster, and broken by a loss of power. A killed server still keeps what it has committed.
    pub fn without_fsync(self) -> Self {
        // `synchronous_commit` and `full_page_writes` stay on: without them a kill is enough.
        self.setting("fsync", "off")
    }

    /// The server also speaks TLS, with a certificate for `localhost` and 127.0.0.1. It listens on
    /// 127.0.0.2 too, which is not in the certificate.
    pub fn with_tls(mut self) -> Self {
        self.has_tls = true;
        self
    }

    /// A setting, as in `postgresql.conf`. The last word on it counts.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it answers.
    pub fn start(self) -> Server {
        let initdb = program("initdb", "postgresql");
        let home = Home::new("postgres", &["postgres"]);
        create_data(&initdb, &home);
        let tls = self.has_tls.then(|| Tls::new(&home));
        let kind = Running { initdb, settings: self.settings, tls };
        let server = Server::start(Box::new(kind), home);
        server.administer(&format!("create role {USER} login password '{PASSWORD}'"));
        server
    }

    /// The program's one server for tests that only want a fresh database: started by the
    /// first, and stopped when the program ends. It makes no haste to write to the disk.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Postgres::new().without_fsync().start())
    }
}

/// What comes through the socket is trusted: only the server's user and root can open its folder.
fn create_data(initdb: &Path, home: &Home) {
    let mut command = home.command(initdb);
    command.args(["--no-sync", "--no-locale", "--encoding=UTF8", "--username=postgres"]);
    command.args(["--auth-local=trust", "--auth-host=scram-sha-256", "--pgdata"]).arg(home.data());
    output(command);
    let hosts = home.data().join("pg_hba.conf");
    let rules = "local all all trust\nhost all all samenet scram-sha-256\n";
    std::fs::write(hosts, rules).expect("the rules of who may connect");
}

/// What is running, or was.
#[derive(Debug)]
struct Running {
    initdb: PathBuf,
    settings: Vec<(String, String)>,
    tls: Option<Tls>,
}

impl Running {
    /// A program of the client's side, which comes through the socket.
    fn client(&self, home: &Home, name: &str) -> Command {
        let mut command = home.command(&beside(&self.initdb, name));
        command.arg("--host").arg(home.folder()).args(["--port", &home.port().to_string()]);
        command
    }
}

impl Kind for Running {
    fn serve(&self, home: &Home) -> Command {
        let mut command = home.command(&beside(&self.initdb, "postgres"));
        command.arg("-D").arg(home.data()).args(["-p", &home.port().to_string()]);
        let folder = home.folder().display();
        let mut set = |name: &str, value: &str| {
            command.args(["-c", &format!("{name}={value}")]);
        };
        set("unix_socket_directories", &folder.to_string());
        set("shared_buffers", "32MB");
        set("max_connections", "200");
        // Else there are files in /dev/shm, which a killed server leaves there.
        set("dynamic_shared_memory_type", "mmap");
        set("listen_addresses", if self.tls.is_some() { "127.0.0.1,127.0.0.2" } else { "127.0.0.1" });
        if let Some(tls) = &self.tls {
            set("ssl", "on");
            set("ssl_cert_file", &tls.certificate().display().to_string());
            set("ssl_key_file", &tls.key().display().to_string());
        }
        self.settings.iter().for_each(|(name, value)| set(name, value));
        command
    }

    fn answers(&self, home: &Home) -> bool {
        let mut command = self.client(home, "pg_isready");
        command.arg("--quiet").status().is_ok_and(|status| status.success())
    }

    fn administer(&self, home: &Home, sql: &str) -> String {
        let mut command = self.client(home, "psql");
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=\t"]);
        command.args(["--set=ON_ERROR_STOP=1", "--username=postgres", "--dbname=postgres", "--command", sql]);
        output(command)
    }

    fn create_database(&self, home: &Home, name: &str) {
        let strategy = self.administer(home, FASTER_STRATEGY);
        self.administer(home, &format!("create database {name} owner {USER} {strategy}"));
    }

    fn url(&self, port: u16, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/{database}")
    }

    fn socket(&self, home: &Home) -> PathBuf {
        home.folder().to_owned()
    }

    fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    fn stop(&self) -> Signal {
        Signal::INT
    }

    fn stop_immediately(&self) -> Signal {
        Signal::QUIT
    }
}
