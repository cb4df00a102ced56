mod program;
mod wire;

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::Signal;

use crate::home::Home;
use crate::patience::wait_until;
use crate::server::{Kind, Server};
use crate::tls::Tls;
use crate::{PASSWORD, PASSWORD_IN_URL, USER};

/// How a MongoDB server is to be. It is the one member of a replica set, unless it is
/// [on its own](Self::standalone).
#[derive(Debug, Default)]
#[must_use = "it is started by `start`"]
pub struct MongoDb {
    settings: Vec<(String, String)>,
    has_tls: bool,
    is_alone: bool,
}

impl MongoDb {
    /// A server that keeps what it has committed, whatever happens to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The server also speaks TLS, with a certificate for `localhost` and 127.0.0.1.
    pub fn with_tls(mut self) -> Self {
        self.has_tls = true;
        self
    }

    /// Not a member of a replica set, and without users: anybody may do anything.
    pub fn standalone(mut self) -> Self {
        self.is_alone = true;
        self
    }

    /// A parameter, as in `--setParameter`.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it takes writes.
    pub fn start(self) -> Server {
        let program = program::mongod();
        let home = Home::own("mongodb");
        std::fs::create_dir(home.data()).expect("a folder for the data");
        // The members of a replica set know each other by it.
        home.write("key", "a2V5b2Z0ZXN0cw==");
        let tls = self.has_tls.then(|| Tls::new(&home));
        if let Some(tls) = &tls {
            let parts = [tls.certificate(), tls.key()]
                .map(|part| std::fs::read_to_string(part).expect("a certificate"));
            home.write("certificate-and-key", &parts.concat());
        }
        let running = Running { program, settings: self.settings, tls, is_alone: self.is_alone };
        let port = home.port();
        let server = Server::start(Box::new(running), home);
        if !self.is_alone {
            initiate(port);
        }
        server
    }

    /// The program's one server for tests that only want a fresh database: started by the
    /// first, and stopped when the program ends.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| MongoDb::new().start())
    }
}

/// Until there is a user, whoever comes from this machine may make one.
fn initiate(port: u16) {
    let member = wire::Document::new().number("_id", 0).text("host", &format!("127.0.0.1:{port}"));
    let members = wire::Document::new().document("0", member);
    let set = wire::Document::new().text("_id", SET).array("members", members);
    let initiate = wire::Document::new().document("replSetInitiate", set);
    wire::run(port, "admin", initiate).expect("a replica set");
    assert!(wait_until(Duration::from_mins(1), || takes_writes(port)), "the replica set has no primary");
    let role = wire::Document::new().text("role", "readWriteAnyDatabase").text("db", "admin");
    let roles = wire::Document::new().document("0", role);
    let user = wire::Document::new().text("createUser", USER).text("pwd", PASSWORD).array("roles", roles);
    wire::run(port, "admin", user).expect("a user");
}

const SET: &str = "rs0";

fn takes_writes(port: u16) -> bool {
    hello(port).is_some_and(|hello| hello.is_true("isWritablePrimary"))
}

fn hello(port: u16) -> Option<wire::Reply> {
    wire::run(port, "admin", wire::Document::new().number("hello", 1)).ok()
}

/// What is running, or was.
#[derive(Debug)]
struct Running {
    program: PathBuf,
    settings: Vec<(String, String)>,
    tls: Option<Tls>,
    is_alone: bool,
}

impl Kind for Running {
    fn serve(&self, home: &Home) -> Command {
        let mut command = home.command(&self.program);
        command.arg("--dbpath").arg(home.data()).args(["--bind_ip", "127.0.0.1", "--nounixsocket"]);
        command.arg("--port").arg(home.port().to_string());
        command.args(["--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25"]);
        command.args(["--setParameter", "diagnosticDataCollectionEnabled=false"]);
        if !self.is_alone {
            command.args(["--replSet", SET, "--auth", "--keyFile"]).arg(home.folder().join("key"));
        }
        if let Some(tls) = &self.tls {
            command.args(["--tlsMode", "allowTLS", "--tlsAllowConnectionsWithoutCertificates"]);
            command.arg("--tlsCertificateKeyFile").arg(home.folder().join("certificate-and-key"));
            command.arg("--tlsCAFile").arg(tls.ca());
        }
        for (name, value) in &self.settings {
            command.args(["--setParameter", &format!("{name}={value}")]);
        }
        command
    }

    /// A member that has been in a set before is the primary again after a moment.
    fn answers(&self, home: &Home) -> bool {
        hello(home.port()).is_some_and(|hello| {
            let is_new = !hello.has("setName");
            is_new || hello.is_true("isWritablePrimary")
        })
    }

    fn administer(&self, _: &Home, _: &str) -> String {
        panic!("MongoDB has no SQL")
    }

    /// The first who writes to it creates it.
    fn create_database(&self, _: &Home, _: &str) {}

    fn url(&self, port: u16, database: &str) -> String {
        if self.is_alone {
            return format!("mongodb://127.0.0.1:{port}/{database}");
        }
        // Directly: the set knows its member by an address that leads past a proxy.
        let parameters = "authSource=admin&directConnection=true";
        format!("mongodb://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/{database}?{parameters}")
    }

    fn socket(&self, _: &Home) -> PathBuf {
        panic!("MongoDB's tests use no socket")
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
