use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU8;
use std::sync::Arc;

/// The text of an id. Where it is short, as most are, it stands in what has the id: to compare
/// and to clone it touches no other memory.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum IdText {
    Short(Short),
    Long(Arc<str>),
}

/// As three words, since an id goes from hand to hand: bytes at odd places are slow to move.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C, align(8))]
pub(super) struct Short {
    /// Filled up with zeros, which no id has.
    bytes: [u8; SHORT],
    /// Never 0, by which the compiler tells a long text.
    length: NonZeroU8,
}

/// So that one takes 24 bytes, and ids that the scheduler makes are short.
const SHORT: usize = 23;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl IdText {
    pub(super) fn new(text: &str) -> Self {
        IdText::of(&[text.as_bytes()], || text.into())
    }

    /// The text with a number after it, in hexadecimal. By hand, since one is made for each job.
    pub(super) fn numbered(text: &str, number: u64) -> Self {
        let mut digits = [0; 16];
        let mut first = digits.len();
        let mut rest = number;
        loop {
            first -= 1;
            digits[first] = DIGITS[(rest % 16) as usize];
            rest /= 16;
            if rest == 0 {
                break;
            }
        }
        IdText::of(&[text.as_bytes(), &digits[first..]], || format!("{text}{number:x}").into())
    }

    fn of(parts: &[&[u8]], long: impl FnOnce() -> Arc<str>) -> Self {
        Short::of(parts).map_or_else(|| IdText::Long(long()), IdText::Short)
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            IdText::Short(short) => short.as_str(),
            IdText::Long(text) => text,
        }
    }
}

impl Short {
    /// What these make together, if there is room for it.
    fn of(parts: &[&[u8]]) -> Option<Self> {
        let (mut bytes, mut length) = ([0; SHORT], 0);
        for part in parts {
            bytes.get_mut(length..)?.get_mut(..part.len())?.copy_from_slice(part);
            length += part.len();
        }
        Some(Short { bytes, length: NonZeroU8::new(u8::try_from(length).ok()?)? })
    }

    /// Never refused: the letters of an id are ASCII.
    fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.length.get())).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }
}

impl Ord for IdText {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (IdText::Short(short), IdText::Short(other)) => short.bytes.cmp(&other.bytes),
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
            IdText::Short(Short { bytes, .. }) => {
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
