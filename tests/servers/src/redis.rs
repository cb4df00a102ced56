use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use std::{env, fmt::Write as _, fs, io};

use rustix::process::Signal;

use crate::home::{Home, output};
use crate::patience::wait_until;
use crate::programs::program;
use crate::server::{Kind, Server};
use crate::tls::Tls;
use crate::{PASSWORD, PASSWORD_IN_URL, USER};

/// Of the user `default`, who may do everything.
const ADMINISTRATOR: &str = "administrator";

/// What the user of the URLs may do, and no more.
const RIGHTS: &str = "~{aps:*}* resetchannels &{aps:*}:* +@read +@write +@scripting +@connection +@pubsub -@dangerous +info +select +time";

/// How a Redis server is to be.
#[derive(Debug, Default)]
#[must_use = "it is started by `start`"]
pub struct Redis {
    settings: Vec<(String, String)>,
    has_tls: bool,
}

impl Redis {
    /// A server that writes each change to its file before it answers, whatever happens to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The server writes to its file once a second: a crash loses the last moments.
    pub fn every_second(self) -> Self {
        self.setting("appendfsync", "everysec")
    }

    /// The server speaks TLS and nothing else, with a certificate for `localhost` and 127.0.0.1. It listens on
    /// 127.0.0.2 too, which is not in the certificate.
    pub fn with_tls(mut self) -> Self {
        self.has_tls = true;
        self
    }

    /// A setting, as in `redis.conf`. The last word on it counts.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it answers. It is the system's `redis-server`, or the program that the variable
    /// `APS_REDIS_SERVER` names: another version, or `valkey-server`.
    pub fn start(self) -> Server {
        let another = env::var_os("APS_REDIS_SERVER").map(PathBuf::from);
        let daemon = another.unwrap_or_else(|| program("redis-server", "redis-server"));
        let client = program("redis-cli", "redis-tools");
        let home = Home::new("redis", &["redis"]);
        let mut make_folder = home.command(Path::new("/bin/mkdir"));
        make_folder.arg(home.data());
        output(make_folder);
        let tls = self.has_tls.then(|| Tls::new(&home));
        let kind = Running { daemon, client, settings: self.settings, tls };
        home.write("redis.conf", &kind.configuration(&home));
        Server::start(Box::new(kind), home)
    }

    /// The file to which this server appends, and its length with all in it that the server has answered by now. To
    /// cut it there, when the server is killed, is a loss of power.
    pub fn written(server: &Server) -> (PathBuf, u64) {
        // While it waits for the disk, it may have answered what is not in the file yet.
        let is_written = || server.administer("INFO persistence").contains("aof_buffer_length:0\r");
        assert!(wait_until(Duration::from_mins(1), is_written), "Redis does not write");
        let file = appended(server);
        let length = file.metadata().expect("the file of Redis").len();
        (file, length)
    }

    /// Takes from the file of a server that was killed what was not written to its end, a script that writes more than
    /// once included. The server leaves that out itself when it starts; but up to Redis 7.0 at least it may leave a part
    /// of such a script in the file, and runs that part when it starts for the second time.
    pub fn mend(server: &Server) {
        let check = program("redis-check-aof", "redis-tools");
        let mut check = Command::new(check)
            .arg("--fix")
            .arg(appended(server))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        let check = check.as_mut().expect("redis-check-aof");
        if let Some(answers) = &mut check.stdin {
            // It asks only if it is to shorten the file.
            let _not_asked = answers.write_all(b"y\n");
        }
        assert!(check.wait().is_ok_and(|status| status.success()), "the file of Redis cannot be mended");
    }

    /// The program's one server for tests that only want a fresh database: started by the
    /// first, and stopped when the program ends. It makes no haste to write to the disk.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Redis::new().every_second().start())
    }
}

fn appended(server: &Server) -> PathBuf {
    let data = server.folder().join("data");
    let folders = [data.join("appendonlydir"), data];
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).filter(|file| is_appended(file)).collect();
    files.sort();
    files.pop().expect("a file that Redis appends to")
}

/// Since Redis 7 there is a base beside it, which does not grow.
fn is_appended(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".incr.aof") || name == "appendonly.aof"
}

/// What is running, or was.
#[derive(Debug)]
struct Running {
    daemon: PathBuf,
    client: PathBuf,
    settings: Vec<(String, String)>,
    tls: Option<Tls>,
}

impl Running {
    fn configuration(&self, home: &Home) -> String {
        let mut text = String::new();
        let mut set = |name: &str, value: &str| {
            let _written_to_memory = writeln!(text, "{name} {value}");
        };
        set("dir", &home.data().display().to_string());
        set("unixsocket", &self.socket(home).display().to_string());
        set("unixsocketperm", "700");
        set("databases", "4096");
        set("save", "\"\"");
        set("appendonly", "yes");
        set("appendfsync", "always");
        set("user", &format!("default on >{ADMINISTRATOR} ~* &* +@all"));
        set("user", &format!("{USER} on >{PASSWORD} {RIGHTS}"));
        if let Some(tls) = &self.tls {
            set("bind", "127.0.0.1 127.0.0.2");
            set("port", "0");
            set("tls-port", &home.port().to_string());
            set("tls-cert-file", &tls.certificate().display().to_string());
            set("tls-key-file", &tls.key().display().to_string());
            set("tls-ca-cert-file", &tls.ca().display().to_string());
            set("tls-auth-clients", "no");
        } else {
            set("bind", "127.0.0.1");
            set("port", &home.port().to_string());
        }
        self.settings.iter().for_each(|(name, value)| set(name, value));
        text
    }
}

impl Kind for Running {
    fn serve(&self, home: &Home) -> Command {
        let mut command = home.command(&self.daemon);
        command.arg(home.folder().join("redis.conf"));
        command
    }

    /// A server that still reads its file says so instead.
    fn answers(&self, home: &Home) -> bool {
        let answer = || -> io::Result<String> {
            let mut connection = UnixStream::connect(self.socket(home))?;
            connection.set_read_timeout(Some(Duration::from_secs(1)))?;
            write!(connection, "AUTH {ADMINISTRATOR}\r\nPING\r\nQUIT\r\n")?;
            let mut answer = String::new();
            connection.read_to_string(&mut answer)?;
            Ok(answer)
        };
        answer().is_ok_and(|answer| answer.contains("PONG"))
    }

    /// A command, of words without blanks.
    fn administer(&self, home: &Home, command: &str) -> String {
        let mut client = home.command(&self.client);
        client.arg("-s").arg(self.socket(home)).args(["--no-auth-warning", "-a", ADMINISTRATOR]);
        client.args(command.split_whitespace());
        output(client)
    }

    /// They are there, and have numbers.
    fn create_database(&self, _: &Home, _: &str) {}

    fn url(&self, port: u16, database: &str) -> String {
        let scheme = if self.tls.is_some() { "rediss" } else { "redis" };
        let number = database.trim_start_matches("test_");
        format!("{scheme}://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/{number}")
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
