//! From matching local times to instants, across the transitions of a zone.

use super::CronFields;
use crate::calendar::next_local;
use crate::zone::{Rules, Segment};

/// The first instant that fires and is `earliest` or later, in seconds.
///
/// Time in a zone is a row of segments of constant offset. In each of them the
/// calendar is searched on the local clock; a match beyond the end of the segment
/// is tried again in the next. A sparse schedule skips the segments in between.
pub(super) fn next_fire(fields: &CronFields, rules: &Rules, earliest: i64) -> Option<i64> {
    let mut segment = rules.segment_at(earliest);
    let mut from = earliest;
    let mut searched = Searched::nothing();
    loop {
        let lower = local_bound(fields, &segment, from);
        let local = searched.next_local(fields, lower)?;
        let fire = instant(fields, &segment, local);
        if fire < segment.end {
            return (fire <= LAST_INSTANT).then_some(fire);
        }
        // Local clocks differ from UTC by less than `WIDEST`: from `end` on, no
        // local time comes before `end - WIDEST`, and none reaches the match found
        // before `local - WIDEST`.
        let skippable = segment.end - WIDEST >= lower;
        let next = if skippable { segment.end.max(local - WIDEST) } else { segment.end };
        segment = rules.segment_at(next);
        from = segment.start;
    }
}

/// 9999-12-31T23:59:59Z. Later years cannot be written in RFC 3339.
const LAST_INSTANT: i64 = 253_402_300_799;
/// More than any offset from UTC.
const WIDEST: i64 = 26 * 3_600;
/// A jump of the clocks that is treated as a change of the time of day. Longer
/// ones, such as Samoa's skipped day, are treated as elapsed time.
const LONGEST_JUMP: i64 = 3 * 3_600;

/// Whether fires skipped or repeated at the start of the segment are made good.
fn makes_good(fields: &CronFields, segment: &Segment) -> bool {
    fields.fixed_time && (segment.offset - segment.offset_before).abs() < LONGEST_JUMP
}

/// The earliest local time of the segment that may fire, from the instant `from`.
fn local_bound(fields: &CronFields, segment: &Segment, from: i64) -> i64 {
    let local = from.saturating_add(segment.offset);
    if !makes_good(fields, segment) {
        return local;
    }
    // What the local clock showed when the segment began. Up to there, everything
    // has fired: times skipped come from here on, times repeated before.
    let shown = segment.start.saturating_add(segment.offset_before);
    if from == segment.start { shown } else { local.max(shown) }
}

/// The instant of a local time; those skipped become the start of the segment.
fn instant(fields: &CronFields, segment: &Segment, local: i64) -> i64 {
    let instant = local.saturating_sub(segment.offset);
    if makes_good(fields, segment) { instant.max(segment.start) } else { instant }
}

/// The last search of the calendar, which often answers the next one.
struct Searched {
    from: i64,
    found: i64,
}

impl Searched {
    const fn nothing() -> Self {
        Self { from: i64::MAX, found: i64::MIN }
    }

    fn next_local(&mut self, fields: &CronFields, from: i64) -> Option<i64> {
        if !(self.from..=self.found).contains(&from) {
            *self = Self { from, found: next_local(fields, from)? };
        }
        Some(self.found)
    }
}
