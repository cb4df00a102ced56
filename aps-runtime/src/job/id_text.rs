use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The text of an id. Where it is short, as most are, it stands in what has the id: to compare
/// and to clone it touches no other memory.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum IdText {
    /// Filled up with zeros, which no id has.
    Short([u8; SHORT]),
    Long(Arc<str>),
}

/// So that one takes 24 bytes, and ids that the scheduler makes are short.
const SHORT: usize = 23;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl IdText {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        let Some(place) = bytes.get_mut(..text.len()) else { return IdText::Long(text.into()) };
        place.copy_from_slice(text.as_bytes());
        IdText::Short(bytes)
    }

    /// The text with a number after it, in hexadecimal. By hand, since one is made for each job.
    pub(super) fn numbered(text: &str, number: u64) -> Self {
        let digits = (number.checked_ilog2().unwrap_or_default() / 4) as usize + 1;
        let mut bytes = [0; SHORT];
        let Some((start, end)) =
            bytes.get_mut(..text.len() + digits).and_then(|all| all.split_at_mut_checked(text.len()))
        else {
            return IdText::Long(format!("{text}{number:x}").into());
        };
        start.copy_from_slice(text.as_bytes());
        let mut rest = number;
        for digit in end.iter_mut().rev() {
            *digit = DIGITS[(rest % 16) as usize];
            rest /= 16;
        }
        IdText::Short(bytes)
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // Never refused: the letters of an id are ASCII, and so are the zeros, with which it
            // is looked through in fewer steps.
            IdText::Short(bytes) => str::from_utf8(bytes).unwrap_or_default().trim_end_matches('\0'),
            IdText::Long(text) => text,
        }
    }
}

impl Ord for IdText {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (IdText::Short(bytes), IdText::Short(other)) => bytes.cmp(other),
            _ => self.as_str().cmp(other.as_str()),
        }
    }
}

impl PartialOrd for IdText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for IdText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            // Its two ends, which overlap: a fast hasher takes whole words the fastest.
            IdText::Short(bytes) => {
                for end in [bytes.first_chunk(), bytes.last_chunk()].into_iter().flatten() {
                    state.write_u128(u128::from_ne_bytes(*end));
                }
            }
            IdText::Long(text) => text.hash(state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Around the length at which it changes from one form to the other.
    fn texts() -> Vec<String> {
        let lengths = [1, 2, SHORT - 1, SHORT, SHORT + 1, 191];
        lengths.iter().flat_map(|length| ["a".repeat(*length), "b".repeat(*length)]).collect()
    }

    #[test]
    fn it_reads_compares_and_is_written_as_the_text() {
        for text in texts() {
            assert_eq!(IdText::new(&text).as_str(), text);
            for number in [0, 1, 15, 16, 0x1234_5678_9abc, u64::MAX] {
                assert_eq!(IdText::numbered(&text, number).as_str(), format!("{text}{number:x}"));
            }
            for other in texts() {
                let order = IdText::new(&text).cmp(&IdText::new(&other));
                assert_eq!(order, text.cmp(&other), "{text} and {other}");
                assert_eq!(IdText::new(&text) == IdText::new(&other), text == other);
            }
        }
    }

    /// There may be a million, each in its record.
    #[test]
    fn it_is_small() {
        assert_eq!(size_of::<IdText>(), 24);
    }
}
