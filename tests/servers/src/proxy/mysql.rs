//! What a client of MySQL or MariaDB sends ("Client/Server Protocol" in their documentation).

use super::commit::is_commit;

const HEADER: usize = 4;
const COM_QUERY: u8 = 3;

/// Prepared statements are not followed: their numbers are given by the server.
#[derive(Default)]
pub(super) struct Client {
    /// What has not made up a whole packet yet.
    bytes: Vec<u8>,
}

impl Client {
    pub(super) fn commits(&mut self, bytes: &[u8]) -> bool {
        self.bytes.extend_from_slice(bytes);
        let mut commits = false;
        while let Some(length) = self.length_of_next() {
            let packet: Vec<u8> = self.bytes.drain(..length).collect();
            // A command is the first packet of its sequence; those of the handshake are not.
            if let [_, _, _, 0, COM_QUERY, sql @ ..] = packet.as_slice() {
                commits |= is_commit(sql);
            }
        }
        commits
    }

    fn length_of_next(&self) -> Option<usize> {
        let [low, middle, high, ..] = *self.bytes.as_slice() else { return None };
        let length = HEADER + usize::try_from(u32::from_le_bytes([low, middle, high, 0])).ok()?;
        (self.bytes.len() >= length).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(sequence: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [&length[..3], &[sequence], body].concat()
    }

    #[test]
    fn a_query_is_seen_with_its_last_byte() {
        let mut client = Client::default();
        let bytes = [packet(0, b"\x03select 1"), packet(0, b"\x03COMMIT")].concat();
        let seen: Vec<bool> = bytes.iter().map(|byte| client.commits(&[*byte])).collect();
        assert_eq!(seen.iter().position(|seen| *seen), Some(bytes.len() - 1));
    }

    #[test]
    fn what_is_no_query_does_not_commit() {
        for packet in
            [packet(1, b"\x03COMMIT"), packet(0, b"\x16COMMIT"), packet(0, b"\x03ROLLBACK"), packet(0, b"")]
        {
            assert!(!Client::default().commits(&packet), "{packet:?}");
        }
    }
}
