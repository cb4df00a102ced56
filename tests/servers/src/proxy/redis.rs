//! What a client of Redis sends ("Redis serialization protocol specification" in its documentation).

/// Scripts that write and leave word of it are what stands for COMMIT: their argument names a `lane`.
#[derive(Default)]
pub(super) struct Client {
    /// What has not made up a whole command yet.
    bytes: Vec<u8>,
}

impl Client {
    pub(super) fn commits(&mut self, bytes: &[u8]) -> bool {
        self.bytes.extend_from_slice(bytes);
        let mut commits = false;
        while let Some((length, words)) = command(&self.bytes) {
            let is_script = words.first().is_some_and(|word| word.eq_ignore_ascii_case(b"EVALSHA"));
            let writes = |word: &Vec<u8>| word.windows(7).any(|part| part == b"\"lane\":");
            commits |= is_script && words.iter().any(writes);
            self.bytes.drain(..length);
        }
        commits
    }
}

/// The first command, with its length: an array of texts.
fn command(bytes: &[u8]) -> Option<(usize, Vec<Vec<u8>>)> {
    let (mut at, count) = number(bytes, 0, b'*')?;
    let mut words = Vec::new();
    for _ in 0..count {
        let (start, length) = number(bytes, at, b'$')?;
        words.push(bytes.get(start..start + length)?.to_vec());
        at = start + length + 2;
        bytes.get(at - 1)?;
    }
    Some((at, words))
}

/// The number behind this letter, and where its line has ended.
fn number(bytes: &[u8], at: usize, letter: u8) -> Option<(usize, usize)> {
    let line = bytes.get(at..)?.strip_prefix(&[letter])?;
    let length = line.windows(2).position(|end| end == b"\r\n")?;
    let number = str::from_utf8(&line[..length]).ok()?.parse().ok()?;
    Some((at + 1 + length + 2, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(words: &[&str]) -> Vec<u8> {
        let words = words.iter().map(|word| format!("${}\r\n{word}\r\n", word.len()));
        format!("*{}\r\n{}", words.len(), words.collect::<String>()).into_bytes()
    }

    #[test]
    fn a_script_that_leaves_word_is_seen_with_its_last_byte() {
        let mut client = Client::default();
        let bytes =
            [sent(&["PING"]), sent(&["EVALSHA", "abc", "1", "{aps:a}", r#"{"lane":"a","number":1}"#])]
                .concat();
        let seen: Vec<bool> = bytes.iter().map(|byte| client.commits(&[*byte])).collect();
        assert_eq!(seen.iter().position(|seen| *seen), Some(bytes.len() - 1));
    }

    #[test]
    fn others_do_not_commit() {
        for words in [["EVALSHA", "{}"], ["SET", r#"{"lane":1}"#]] {
            assert!(!Client::default().commits(&sent(&words)), "{words:?}");
        }
    }
}
