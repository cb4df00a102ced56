//! From matching local times to instants, across the transitions of a zone.

use super::{CronFields, CronOptions, DstGap, DstOverlap, LONGEST_JUMP};
use crate::calendar::next_local;
use crate::trigger::LAST_INSTANT;
use crate::zone::{Rules, Segment, WIDEST};

/// The first instant that fires and is `earliest` or later, in seconds.
///
/// Time in a zone is a row of segments of constant offset. In each of them the
/// calendar is searched on the local clock; a match beyond the end of the segment
/// is tried again in the next. A sparse schedule skips the segments in between.
///
/// So whatever happens at the changes of the clocks: a fire lies within its segment,
/// and local times that ascend give instants that do. Fire times strictly increase.
#[inline]
pub(super) fn next_fire(
    fields: &CronFields,
    options: &CronOptions,
    rules: &Rules,
    earliest: i64,
) -> Option<i64> {
    let search = Search { fields, options };
    let segment = rules.segment_at(earliest);
    let lower = search.local_bound(&segment, earliest);
    let local = next_local(fields, lower).unwrap_or(NEVER);
    if local < search.local_end(&segment) {
        return instant(&segment, local);
    }
    search.in_later_segments(rules, segment, Searched { from: lower, found: local })
}

/// Later than any local time: nothing matches any more.
const NEVER: i64 = i64::MAX;

struct Search<'a> {
    fields: &'a CronFields,
    options: &'a CronOptions,
}

impl Search<'_> {
    /// Goes on where `segment` has nothing more: what was searched last ends beyond it.
    #[cold]
    fn in_later_segments(&self, rules: &Rules, mut segment: Segment, mut last: Searched) -> Option<i64> {
        loop {
            // Local clocks differ from UTC by less than `WIDEST`: from `end` on, no
            // local time comes before `end - WIDEST`, and none reaches the match found
            // before `found - WIDEST`.
            let skippable = segment.end - WIDEST >= last.from;
            // Nothing matches from `from` on; only a clock that goes back shows more.
            if skippable && last.found == NEVER {
                return None;
            }
            let next = if skippable { segment.end.max(last.found - WIDEST) } else { segment.end };
            segment = rules.segment_at(next);
            let lower = self.local_bound(&segment, segment.start);
            last = last.or_next_local(self.fields, lower);
            if last.found < self.local_end(&segment) {
                return instant(&segment, last.found);
            }
        }
    }

    /// Whether a jump of the clocks by so many seconds moves, drops or doubles fires.
    /// All other schedules and jumps follow elapsed time.
    fn is_change(&self, jump: i32) -> bool {
        self.fields.fixed_time && jump.abs() < LONGEST_JUMP
    }

    /// The earliest local time of the segment that may fire, from the instant `from`.
    #[inline]
    fn local_bound(&self, segment: &Segment, from: i64) -> i64 {
        let local = from + i64::from(segment.offset);
        let jump = segment.offset - segment.offset_before;
        if jump == 0 || !self.is_change(jump) {
            return local;
        }
        // What the local clock showed when the segment began. The times skipped lie
        // between it and the start of the segment, the times repeated between that
        // start and it.
        let shown = segment.start + i64::from(segment.offset_before);
        match (self.options.dst_gap, self.options.dst_overlap) {
            (DstGap::Next, _) if jump > 0 && from == segment.start => shown,
            (_, DstOverlap::First) if jump < 0 => local.max(shown),
            _ => local,
        }
    }

    /// The first local time that no longer fires in the segment: what its clock would
    /// show at its end, or what it is set back to there if only the last pass counts.
    #[inline]
    fn local_end(&self, segment: &Segment) -> i64 {
        let jump = segment.offset_after - segment.offset;
        let waits = self.options.dst_overlap == DstOverlap::Last && jump < 0 && self.is_change(jump);
        segment.end.saturating_add(i64::from(if waits { segment.offset_after } else { segment.offset }))
    }
}

/// The instant of a local time; those skipped become the start of the segment.
#[inline]
fn instant(segment: &Segment, local: i64) -> Option<i64> {
    let instant = (local - i64::from(segment.offset)).max(segment.start);
    (instant <= LAST_INSTANT).then_some(instant)
}

/// The last search of the calendar, which often answers the next one.
struct Searched {
    from: i64,
    found: i64,
}

impl Searched {
    fn or_next_local(self, fields: &CronFields, from: i64) -> Self {
        if (self.from..=self.found).contains(&from) {
            return self;
        }
        Self { from, found: next_local(fields, from).unwrap_or(NEVER) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cron::parse_crontab;

    const GAPS: [DstGap; 2] = [DstGap::Next, DstGap::Skip];
    const OVERLAPS: [DstOverlap; 3] = [DstOverlap::First, DstOverlap::Last, DstOverlap::Both];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Even where clocks are set wildly, within minutes, forward, backward and far.
        #[test]
        fn fires_increase_and_leave_nothing_out(
            jumps in proptest::collection::vec((1_i64..30_000, -20_000_i32..20_000), 1..12),
            minutes in proptest::collection::vec(0..60_u32, 1..5),
            fixed in any::<bool>(),
        ) {
            let mut start = 86_400_i64;
            let segments: Vec<(i64, i32)> = jumps.iter().map(|(length, offset)| { start += length; (start, *offset) }).collect();
            let rules = Rules::of(&segments);
            let list = minutes.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            let hours = if fixed { "0-23" } else { "*" };
            let fields = parse_crontab(&format!("{list} {hours} * * *")).unwrap().fields;
            for (gap, overlap) in GAPS.into_iter().flat_map(|gap| OVERLAPS.map(|overlap| (gap, overlap))) {
                let options = CronOptions { dst_gap: gap, dst_overlap: overlap, ..CronOptions::DEFAULT };
                let next = |from| next_fire(&fields, &options, &rules, from).unwrap();
                // From wherever one asks, the next fire is the same until it has come.
                let mut fire = next(0);
                for from in (0..start + 100_000).step_by(97) {
                    while fire < from {
                        let later = next(fire + 1);
                        prop_assert!(later > fire);
                        fire = later;
                    }
                    prop_assert_eq!(next(from), fire);
                }
            }
        }
    }
}
