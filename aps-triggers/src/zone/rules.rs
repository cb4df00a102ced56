//! The rules of a zone, as a row of segments of constant offset.

/// When the clocks of a zone were set, are set and will be set.
///
/// Every transition up to the year 2500 is written out. From 2100 on only the
/// yearly rule of the zone applies, and the Gregorian calendar repeats every 400
/// years to the weekday: so what lies beyond 2500 is found 400 years earlier.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Sorted; the first one starts at `i64::MIN`.
    entries: &'static [Entry],
    /// For each bucket of time from 1970 on, how many entries start before it.
    index: &'static [u16],
    abbreviations: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) start: i64,
    pub(super) offset: i32,
    pub(super) abbreviation: u16,
}

/// A stretch of time over which the local clock keeps its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The first instant, in seconds.
    pub(crate) start: i64,
    /// The first instant after it.
    pub(crate) end: i64,
    /// Local time minus UTC.
    pub(crate) offset: i64,
    /// The offset of the segment before; the first one takes its own.
    pub(crate) offset_before: i64,
    abbreviation: u16,
}

/// 2500-01-01T00:00:00Z.
pub(super) const HORIZON: i64 = 16_725_225_600;
/// Buckets last 194 days: clocks are set once in that time, or twice.
const BUCKET_BITS: u32 = 24;
/// Seconds of 400 years.
const CYCLE: i64 = 146_097 * 86_400;

impl Rules {
    pub(crate) const UTC: Self = Self {
        entries: &[Entry { start: i64::MIN, offset: 0, abbreviation: 0 }],
        index: &[],
        abbreviations: &["UTC"],
    };

    pub(super) fn new(entries: &'static [Entry], abbreviations: &'static [&'static str]) -> Self {
        let begun = |bucket: i64| entries.partition_point(|entry| entry.start < bucket << BUCKET_BITS);
        let index: Option<Vec<u16>> =
            (0..=HORIZON >> BUCKET_BITS).map(|bucket| u16::try_from(begun(bucket)).ok()).collect();
        Self { entries, index: index.unwrap_or_default().leak(), abbreviations }
    }

    /// The segment an instant lies in.
    #[inline]
    pub(crate) fn segment_at(&self, instant: i64) -> Segment {
        if instant < HORIZON {
            return self.listed(instant);
        }
        let shift = ((instant - HORIZON) / CYCLE + 1) * CYCLE;
        let found = self.listed(instant - shift);
        Segment { start: found.start.saturating_add(shift), end: found.end.saturating_add(shift), ..found }
    }

    #[inline]
    fn listed(&self, instant: i64) -> Segment {
        let after = self.begun_by(instant);
        let entry = |index: usize| self.entries.get(index);
        let none = Entry { start: i64::MIN, offset: 0, abbreviation: 0 };
        let current = entry(after.wrapping_sub(1)).copied().unwrap_or(none);
        Segment {
            start: current.start,
            end: entry(after).map_or(i64::MAX, |next| next.start),
            offset: current.offset.into(),
            offset_before: entry(after.wrapping_sub(2)).unwrap_or(&current).offset.into(),
            abbreviation: current.abbreviation,
        }
    }

    /// How many entries have started at an instant.
    #[inline]
    fn begun_by(&self, instant: i64) -> usize {
        let has_begun = |entry: &Entry| entry.start <= instant;
        let bucket = usize::try_from(instant >> BUCKET_BITS).ok();
        match bucket.and_then(|bucket| self.index.get(bucket)) {
            // A bucket holds few entries, so that this is faster than a binary search.
            Some(&before) => {
                let before = usize::from(before);
                before + self.entries.iter().skip(before).take_while(|entry| has_begun(entry)).count()
            }
            None => self.entries.partition_point(has_begun),
        }
    }

    /// The abbreviation in use, such as `CET`.
    pub(super) fn abbreviation(&self, segment: &Segment) -> &'static str {
        self.abbreviations.get(usize::from(segment.abbreviation)).copied().unwrap_or("")
    }

    /// The instant of a local time: in a gap with the offset before it, in an
    /// overlap the first one.
    pub(crate) fn instant_of(&self, local: i64) -> i64 {
        let mut segment = self.segment_at(local.saturating_sub(WIDEST));
        while segment.end != i64::MAX && local >= segment.end.saturating_add(segment.offset) {
            segment = self.segment_at(segment.end);
        }
        let in_gap = local < segment.start.saturating_add(segment.offset);
        local - if in_gap { segment.offset_before } else { segment.offset }
    }
}

/// More than any offset from UTC.
const WIDEST: i64 = 26 * 3_600;
