//! As much of MongoDB's protocol as it takes to make a server ready: a command and its reply.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// A document in BSON.
#[derive(Debug, Default)]
pub(super) struct Document(Vec<u8>);

impl Document {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        self.key(0x02, key);
        self.0.extend(length(value.len() + 1));
        self.0.extend(value.as_bytes());
        self.0.push(0);
        self
    }

    pub(super) fn number(mut self, key: &str, value: i32) -> Self {
        self.key(0x10, key);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(super) fn document(mut self, key: &str, value: Document) -> Self {
        self.key(0x03, key);
        self.0.extend(value.bytes());
        self
    }

    /// Its keys are `0`, `1`, `2` and so on.
    pub(super) fn array(mut self, key: &str, value: Document) -> Self {
        self.key(0x04, key);
        self.0.extend(value.bytes());
        self
    }

    fn key(&mut self, kind: u8, key: &str) {
        self.0.push(kind);
        self.0.extend(key.as_bytes());
        self.0.push(0);
    }

    fn bytes(&self) -> Vec<u8> {
        [&length(self.0.len() + 5)[..], &self.0, &[0]].concat()
    }
}

/// A document that the server has sent.
#[derive(Debug)]
pub(super) struct Reply(Vec<u8>);

impl Reply {
    pub(super) fn has(&self, key: &str) -> bool {
        let key = [key.as_bytes(), &[0]].concat();
        self.0.windows(key.len()).any(|window| window == key)
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        let member = [&[0x08], key.as_bytes(), &[0, 1]].concat();
        self.0.windows(member.len()).any(|window| window == member)
    }

    fn is_ok(&self) -> bool {
        let member = [&b"\x01ok\0"[..], &1_f64.to_le_bytes()].concat();
        self.0.windows(member.len()).any(|window| window == member)
    }
}

const OP_MSG: i32 = 2013;

/// Runs a command without a login.
pub(super) fn run(port: u16, database: &str, command: Document) -> io::Result<Reply> {
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    server.set_read_timeout(Some(Duration::from_secs(30)))?;
    let command = command.text("$db", database).bytes();
    // Number, number of what is answered, kind; no flags, one section.
    let rest = [&1_i32.to_le_bytes()[..], &[0; 4], &OP_MSG.to_le_bytes(), &[0; 5], &command].concat();
    server.write_all(&[&length(rest.len() + 4)[..], &rest].concat())?;
    let mut size = [0; 4];
    server.read_exact(&mut size)?;
    let mut reply = vec![0; usize::try_from(u32::from_le_bytes(size)).unwrap_or_default().saturating_sub(4)];
    server.read_exact(&mut reply)?;
    let reply = Reply(reply);
    let told = || io::Error::other(String::from_utf8_lossy(&reply.0).into_owned());
    if reply.is_ok() { Ok(reply) } else { Err(told()) }
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("a small document").to_le_bytes()
}
