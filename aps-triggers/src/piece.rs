//! A piece of the text being parsed that knows where it stands.

use std::ops::Range;

/// Part of a source text, with the byte offset it starts at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Piece<'a> {
    pub(crate) const fn whole(text: &'a str) -> Self {
        Self { text, start: 0 }
    }

    pub(crate) const fn text(self) -> &'a str {
        self.text
    }

    /// Where this piece stands in the source, in bytes.
    pub(crate) const fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn trim(self) -> Self {
        let rest = self.text.trim_start();
        Self { text: rest.trim_end(), start: self.start + self.text.len() - rest.len() }
    }

    pub(crate) fn split(self, separator: char) -> impl Iterator<Item = Self> {
        self.text.split(separator).map(move |part| self.locate(part))
    }

    pub(crate) fn words(self) -> impl Iterator<Item = Self> {
        self.text.split_whitespace().map(move |word| self.locate(word))
    }

    pub(crate) fn split_once(self, separator: char) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(separator)?;
        Some((self.locate(before), self.locate(after)))
    }

    /// What follows `prefix`; letters match in any case.
    pub(crate) fn strip_prefix(self, prefix: &str) -> Option<Self> {
        let head = self.text.get(..prefix.len())?;
        let rest = self.text.get(prefix.len()..)?;
        head.eq_ignore_ascii_case(prefix).then(|| self.locate(rest))
    }

    /// What precedes `suffix`; letters match in any case.
    pub(crate) fn strip_suffix(self, suffix: &str) -> Option<Self> {
        let cut = self.text.len().checked_sub(suffix.len())?;
        let (head, tail) = (self.text.get(..cut)?, self.text.get(cut..)?);
        tail.eq_ignore_ascii_case(suffix).then(|| self.locate(head))
    }

    /// Splits after the leading characters that satisfy `wanted`.
    pub(crate) fn split_run(self, wanted: fn(char) -> bool) -> (Self, Self) {
        let end = self.text.find(|c| !wanted(c)).unwrap_or(self.text.len());
        let (head, tail) = self.text.split_at(end);
        (self.locate(head), self.locate(tail))
    }

    /// The piece from the start of this one to the end of `last`, both being
    /// parts of `source`.
    pub(crate) fn through(self, last: Self, source: &'a str) -> Self {
        let end = last.start + last.text.len();
        Self { text: source.get(self.start..end).unwrap_or(self.text), start: self.start }
    }

    /// A non-empty run of digits as a number. Numbers too large to hold are
    /// larger than anything allowed, so they saturate.
    pub(crate) fn number(self) -> Option<u32> {
        let digits = !self.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| self.text.parse().unwrap_or(u32::MAX))
    }

    /// Places `part`, which must be a part of this text.
    fn locate(self, part: &'a str) -> Self {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Self { text: part, start: self.start + offset }
    }
}
