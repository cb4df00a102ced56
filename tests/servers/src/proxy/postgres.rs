//! What a client of PostgreSQL sends ("Message Formats" in the manual of PostgreSQL).

use std::collections::HashSet;

use super::commit::is_commit;

/// A first message longer than this is none: TLS has begun.
const LONGEST_STARTUP: usize = 10_000;

/// The codes that stand where a startup has its version, when something else comes before it.
const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();
const GSS_REQUEST: [u8; 4] = 80_877_104_u32.to_be_bytes();

#[derive(Default)]
pub(super) struct Client {
    phase: Phase,
    /// What has not made up a whole message yet.
    bytes: Vec<u8>,
    /// Names of prepared statements that commit, and of portals of theirs.
    statements: HashSet<Vec<u8>>,
    portals: HashSet<Vec<u8>>,
}

#[derive(Default)]
enum Phase {
    /// The first messages have no type.
    #[default]
    Startup,
    Messages,
    Encrypted,
}

impl Client {
    pub(super) fn commits(&mut self, bytes: &[u8]) -> bool {
        self.bytes.extend_from_slice(bytes);
        let mut commits = false;
        while let Some((kind, body)) = self.next_message() {
            commits |= self.message(kind, &body);
        }
        commits
    }

    /// A whole message: its type, and what comes after its length.
    fn next_message(&mut self) -> Option<(u8, Vec<u8>)> {
        let type_length = match self.phase {
            Phase::Startup => 0,
            Phase::Messages => 1,
            Phase::Encrypted => {
                self.bytes.clear();
                return None;
            }
        };
        let length = self.bytes.get(type_length..)?.first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?.max(4);
        if type_length == 0 && length > LONGEST_STARTUP {
            self.phase = Phase::Encrypted;
            return self.next_message();
        }
        if self.bytes.len() < type_length + length {
            return None;
        }
        let message: Vec<u8> = self.bytes.drain(..type_length + length).collect();
        let kind = if type_length == 0 { 0 } else { message[0] };
        Some((kind, message[type_length + 4..].to_vec()))
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> bool {
        let (first, rest) = text(body);
        match kind {
            0 if !body.starts_with(&SSL_REQUEST) && !body.starts_with(&GSS_REQUEST) => {
                self.phase = Phase::Messages;
            }
            b'Q' => return is_commit(first),
            // Parse: the statement's name, its text.
            b'P' => note(&mut self.statements, first, is_commit(text(rest).0)),
            // Bind: the portal's name, that of its statement.
            b'B' => note(&mut self.portals, first, self.statements.contains(text(rest).0)),
            b'E' => return self.portals.contains(first),
            _ => {}
        }
        false
    }
}

/// A name may be used again, for something else.
fn note(names: &mut HashSet<Vec<u8>>, name: &[u8], commits: bool) {
    if commits {
        names.insert(name.to_vec());
    } else {
        names.remove(name);
    }
}

/// Up to the zero byte, and what comes after it.
fn text(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH_OF_LENGTH: usize = 4;

    fn message(kind: &str, body: &str) -> Vec<u8> {
        let length = u32::try_from(body.len() + LENGTH_OF_LENGTH).unwrap();
        [kind.as_bytes(), &length.to_be_bytes(), body.as_bytes()].concat()
    }

    fn started() -> Client {
        let mut client = Client::default();
        assert!(!client.commits(&[&8_u32.to_be_bytes(), &SSL_REQUEST[..]].concat()));
        assert!(!client.commits(&message("", "\0\x03\0\0user\0Q\0\0")));
        client
    }

    #[test]
    fn a_simple_query() {
        for (sql, commits) in [
            ("COMMIT\0", true),
            (" commit ; \0", true),
            ("insert into t values (1); COMMIT\0", true),
            ("ROLLBACK\0", false),
            ("select 'COMMIT'\0", false),
            ("COMMIT PREPARED 'a'\0", false),
        ] {
            assert_eq!(started().commits(&message("Q", sql)), commits, "{sql}");
        }
    }

    #[test]
    fn byte_by_byte_it_is_seen_with_the_last() {
        let mut client = started();
        let bytes = [message("Q", "select 1\0"), message("Q", "COMMIT\0")].concat();
        let seen: Vec<bool> = bytes.iter().map(|byte| client.commits(&[*byte])).collect();
        assert_eq!(seen.iter().position(|seen| *seen), Some(bytes.len() - 1));
    }

    #[test]
    fn a_prepared_statement_commits_whenever_it_is_executed() {
        let mut client = started();
        assert!(!client.commits(&message("P", "s1\0COMMIT\0\0\0")));
        for _ in 0..2 {
            assert!(!client.commits(&message("B", "\0s1\0\0\0\0\0\0\0")));
            assert!(client.commits(&message("E", "\0\0\0\0\0")));
        }
        assert!(!client.commits(&message("B", "\0other\0\0\0\0\0\0\0")));
        assert!(!client.commits(&message("E", "\0\0\0\0\0")));
        assert!(!client.commits(&message("P", "s1\0select 1\0\0\0")));
        assert!(!client.commits(&message("B", "\0s1\0\0\0\0\0\0\0")));
        assert!(!client.commits(&message("E", "\0\0\0\0\0")));
    }

    #[test]
    fn nothing_is_seen_within_tls() {
        let mut client = Client::default();
        assert!(!client.commits(&[&8_u32.to_be_bytes(), &SSL_REQUEST[..]].concat()));
        assert!(!client.commits(b"\x16\x03\x01\x02\0"));
        assert!(!client.commits(&message("Q", "COMMIT\0")));
    }
}
