//! What a client of MongoDB sends ("MongoDB Wire Protocol" in its documentation).

/// Length, number, number of what is answered, and kind of a message.
const HEADER: usize = 16;
const OP_MSG: [u8; 4] = 2013_u32.to_le_bytes();

/// The flags, the kind of the first section, and the length of its document.
const BEFORE_COMMAND: usize = HEADER + 4 + 1 + 4;

/// A command is the first member of its document, here a number.
const COMMIT: &[u8] = b"\x10commitTransaction\0";

#[derive(Default)]
pub(super) struct Client {
    /// What has not made up a whole message yet.
    bytes: Vec<u8>,
}

impl Client {
    pub(super) fn commits(&mut self, bytes: &[u8]) -> bool {
        self.bytes.extend_from_slice(bytes);
        let mut commits = false;
        while let Some(length) = self.length_of_next() {
            let message: Vec<u8> = self.bytes.drain(..length).collect();
            let is_message = message.get(HEADER - 4..HEADER) == Some(&OP_MSG[..]);
            commits |=
                is_message && message.get(BEFORE_COMMAND..).is_some_and(|rest| rest.starts_with(COMMIT));
        }
        commits
    }

    fn length_of_next(&self) -> Option<usize> {
        let length = u32::from_le_bytes(*self.bytes.first_chunk()?);
        let length = usize::try_from(length).ok()?.max(HEADER);
        (self.bytes.len() >= length).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(command: &[u8]) -> Vec<u8> {
        let length = u32::try_from(BEFORE_COMMAND + command.len()).unwrap().to_le_bytes();
        [&length[..], &[0; 8], &OP_MSG, &[0; 9], command].concat()
    }

    #[test]
    fn a_commit_is_seen_with_its_last_byte() {
        let mut client = Client::default();
        let bytes = [message(b"\x02find\0"), message(b"\x10commitTransaction\0\x01\0\0\0")].concat();
        let seen: Vec<bool> = bytes.iter().map(|byte| client.commits(&[*byte])).collect();
        assert_eq!(seen.iter().position(|seen| *seen), Some(bytes.len() - 1));
    }

    #[test]
    fn what_only_speaks_of_it_does_not_commit() {
        assert!(!Client::default().commits(&message(b"\x02insert\0\x10commitTransaction\0\x01\0\0\0")));
        assert!(!Client::default().commits(&[0; 40]));
    }
}
