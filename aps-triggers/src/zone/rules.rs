//! The rules of a zone, as a row of segments of constant offset.

/// When the clocks of a zone were set, are set and will be set.
///
/// Every transition up to the year 2500 is written out. From 2100 on only the
/// yearly rule of the zone applies, and the Gregorian calendar repeats every 400
/// years to the weekday: so what lies beyond 2500 is found 400 years earlier.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Sorted and without gaps, from `i64::MIN` to `i64::MAX`.
    segments: &'static [Segment],
    /// For each bucket of time from 1970 on, the segment in which it begins.
    index: &'static [u16],
    abbreviations: &'static [&'static str],
}

/// An instant at which the clocks are set, or what they are called changes.
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
    pub(crate) offset: i32,
    /// The offset of the segment before; the first one takes its own.
    pub(crate) offset_before: i32,
    /// The offset of the segment after; the last one takes its own.
    pub(crate) offset_after: i32,
    abbreviation: u16,
}

/// 2500-01-01T00:00:00Z.
pub(super) const HORIZON: i64 = 16_725_225_600;
/// Buckets last 194 days: clocks are set once in that time, or twice.
const BUCKET_BITS: u32 = 24;
/// As many as there are up to the horizon.
const BUCKETS: usize = (HORIZON >> BUCKET_BITS) as usize + 1;
/// Seconds of 400 years.
const CYCLE: i64 = 146_097 * 86_400;

impl Segment {
    const UTC: Self = Self {
        start: i64::MIN,
        end: i64::MAX,
        offset: 0,
        offset_before: 0,
        offset_after: 0,
        abbreviation: 0,
    };
}

impl Rules {
    pub(crate) const UTC: Self =
        Self { segments: &[Segment::UTC], index: &[0; BUCKETS], abbreviations: &["UTC"] };

    /// Of entries that are sorted; the first one starts at `i64::MIN`.
    pub(super) fn new(entries: &[Entry], abbreviations: &'static [&'static str]) -> Self {
        let neighbour = |index: usize, entry: &Entry| entries.get(index).unwrap_or(entry).offset;
        let segment = |(index, entry): (usize, &Entry)| Segment {
            start: entry.start,
            end: entries.get(index + 1).map_or(i64::MAX, |next| next.start),
            offset: entry.offset,
            offset_before: neighbour(index.wrapping_sub(1), entry),
            offset_after: neighbour(index + 1, entry),
            abbreviation: entry.abbreviation,
        };
        let segments: Vec<Segment> = entries.iter().enumerate().map(segment).collect();
        let holder = |instant: i64| segments.partition_point(|segment| segment.end <= instant);
        let bucket_starts = (0..).step_by(1 << BUCKET_BITS).take(BUCKETS);
        let index: Option<Vec<u16>> = bucket_starts.map(|start| u16::try_from(holder(start)).ok()).collect();
        Self { index: index.unwrap_or_default().leak(), segments: segments.leak(), abbreviations }
    }

    /// Made up: instants at which the clocks are set, and what they are set to.
    #[cfg(test)]
    pub(crate) fn of(changes: &[(i64, i32)]) -> Self {
        let entries: Vec<Entry> = std::iter::once(&(i64::MIN, 0))
            .chain(changes)
            .map(|&(start, offset)| Entry { start, offset, abbreviation: 0 })
            .collect();
        Self::new(&entries, &["UTC"])
    }

    /// The segment an instant lies in.
    #[inline]
    pub(crate) fn segment_at(&self, instant: i64) -> Segment {
        if instant < HORIZON { *self.listed(instant) } else { self.beyond_horizon(instant) }
    }

    #[cold]
    fn beyond_horizon(&self, instant: i64) -> Segment {
        let shift = ((instant - HORIZON) / CYCLE + 1) * CYCLE;
        let found = *self.listed(instant - shift);
        Segment { start: found.start.saturating_add(shift), end: found.end.saturating_add(shift), ..found }
    }

    #[inline]
    fn listed(&self, instant: i64) -> &Segment {
        let bucket = usize::try_from(instant >> BUCKET_BITS).ok();
        // A bucket spans few segments, so that this is faster than a binary search.
        let first = match bucket.and_then(|bucket| self.index.get(bucket)) {
            Some(&first) => usize::from(first),
            None => self.search(instant),
        };
        let mut rest = self.segments.iter().skip(first);
        rest.find(|segment| instant < segment.end).unwrap_or(&Segment::UTC)
    }

    /// By bisection, before 1970.
    #[cold]
    fn search(&self, instant: i64) -> usize {
        self.segments.partition_point(|segment| segment.end <= instant)
    }

    /// The abbreviation in use, such as `CET`.
    pub(super) fn abbreviation(&self, segment: &Segment) -> &'static str {
        self.abbreviations.get(usize::from(segment.abbreviation)).copied().unwrap_or("")
    }

    /// The instant of a local time: in a gap with the offset before it, in an
    /// overlap the first one.
    pub(crate) fn instant_of(&self, local: i64) -> i64 {
        let mut segment = self.segment_at(local.saturating_sub(WIDEST));
        while segment.end != i64::MAX && local >= segment.end.saturating_add(segment.offset.into()) {
            segment = self.segment_at(segment.end);
        }
        let in_gap = local < segment.start.saturating_add(segment.offset.into());
        local - i64::from(if in_gap { segment.offset_before } else { segment.offset })
    }
}

/// More than any offset from UTC.
pub(crate) const WIDEST: i64 = 26 * 3_600;
