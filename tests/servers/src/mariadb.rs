use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::Signal;

use crate::home::{Home, output};
use crate::programs::program;
use crate::server::{Kind, Server};
use crate::tls::Tls;
use crate::{PASSWORD, PASSWORD_IN_URL, USER};

const PACKAGE: &str = "mariadb-server";

/// Smaller than usual: it is written when the data are made.
const LOG_SIZE: (&str, &str) = ("innodb-log-file-size", "16M");
const NOT_SYNCED: [(&str, &str); 2] = [("debug-no-sync", "1"), ("innodb-flush-method", "nosync")];

/// How a MariaDB server is to be.
#[derive(Debug, Default)]
#[must_use = "it is started by `start`"]
pub struct MariaDb {
    settings: Vec<(String, String)>,
    has_tls: bool,
}

impl MariaDb {
    /// A server that keeps what it has committed, whatever happens to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Faster, and broken by a loss of power. A killed server still keeps what it has committed.
    pub fn without_fsync(self) -> Self {
        NOT_SYNCED.into_iter().fold(self, |server, (name, value)| server.setting(name, value))
    }

    /// The server also speaks TLS, with a certificate for `localhost` and 127.0.0.1. It listens on
    /// 127.0.0.2 too, which is not in the certificate.
    pub fn with_tls(mut self) -> Self {
        self.has_tls = true;
        self
    }

    /// A setting, as in `my.cnf`. The last word on it counts.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it answers.
    pub fn start(self) -> Server {
        let daemon = program("mariadbd", PACKAGE);
        let home = Home::new("mariadb", &["mysql"]);
        create_data(&home);
        let tls = self.has_tls.then(|| Tls::new(&home));
        let client = program("mariadb", PACKAGE);
        let kind = Running { daemon, client, settings: self.settings, tls };
        let server = Server::start(Box::new(kind), home);
        server.administer(&format!(
            "create user {USER}@'%' identified by '{PASSWORD}'; grant all on *.* to {USER}@'%'"
        ));
        server
    }

    /// The program's one server for tests that only want a fresh database: started by the
    /// first, and stopped when the program ends. It makes no haste to write to the disk.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| MariaDb::new().without_fsync().start())
    }
}

/// The administrator needs no password: only the server's user and root can open the folder with
/// its socket. There are no users without a name, who would be taken for everybody.
fn create_data(home: &Home) {
    let mut command = home.command(&program("mariadb-install-db", PACKAGE));
    command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    command.arg(format!("--datadir={}", home.data().display()));
    // Five times as fast: a server that has not been there needs not be safe.
    for (name, value) in NOT_SYNCED.iter().chain([&LOG_SIZE]) {
        command.arg(format!("--{name}={value}"));
    }
    output(command);
}

/// What is running, or was.
#[derive(Debug)]
struct Running {
    daemon: PathBuf,
    client: PathBuf,
    settings: Vec<(String, String)>,
    tls: Option<Tls>,
}

impl Kind for Running {
    fn serve(&self, home: &Home) -> Command {
        let mut command = home.command(&self.daemon);
        command.arg("--no-defaults");
        let mut set = |name: &str, value: &str| {
            command.arg(format!("--{name}={value}"));
        };
        set("datadir", &home.data().display().to_string());
        set("tmpdir", &home.folder().display().to_string());
        set("pid-file", &home.folder().join("pid").display().to_string());
        set("socket", &self.socket(home).display().to_string());
        set("port", &home.port().to_string());
        set("bind-address", if self.tls.is_some() { "127.0.0.1,127.0.0.2" } else { "127.0.0.1" });
        set("skip-name-resolve", "1");
        set("innodb-flush-log-at-trx-commit", "1");
        set(LOG_SIZE.0, LOG_SIZE.1);
        set("innodb-buffer-pool-size", "32M");
        set("character-set-server", "utf8mb4");
        set("max-connections", "200");
        set("ssl", if self.tls.is_some() { "1" } else { "0" });
        if let Some(tls) = &self.tls {
            set("ssl-cert", &tls.certificate().display().to_string());
            set("ssl-key", &tls.key().display().to_string());
        }
        self.settings.iter().for_each(|(name, value)| set(name, value));
        command
    }

    /// A server that is ready speaks first; the fifth byte is then the version of its protocol.
    fn answers(&self, home: &Home) -> bool {
        let greeting = UnixStream::connect(self.socket(home)).and_then(|mut connection| {
            connection.set_read_timeout(Some(Duration::from_secs(1)))?;
            let mut greeting = [0; 5];
            connection.read_exact(&mut greeting).map(|()| greeting)
        });
        greeting.is_ok_and(|greeting| greeting[4] == 10)
    }

    fn administer(&self, home: &Home, sql: &str) -> String {
        let mut command = home.command(&self.client);
        command.args(["--no-defaults", "--batch", "--skip-column-names", "--user=root"]);
        command.arg("--socket").arg(self.socket(home)).args(["--execute", sql]);
        output(command)
    }

    fn create_database(&self, home: &Home, name: &str) {
        self.administer(home, &format!("create database {name}"));
    }

    fn url(&self, port: u16, database: &str) -> String {
        format!("mysql://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/{database}")
    }

    fn socket(&self, home: &Home) -> PathBuf {
        home.folder().join("socket")
    }

    fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    fn stop(&self) -> Signal {
        Signal::TERM
    }

    fn stop_immediately(&self) -> Signal {
        Signal::KILL
    }
}
