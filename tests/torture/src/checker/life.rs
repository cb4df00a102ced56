//! Of which fire times must there be a row, and of which must there be none?

use chrono::{DateTime, TimeDelta, Utc};

use crate::history::{Call, CallKind, Returned};

/// What was said of a job, from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is not there yet.
    Absent,
    /// It fires.
    Active,
    /// It is paused, and what is due is lost.
    Paused,
    /// It is paused, and what is due is made up for.
    Held,
    /// It is removed.
    Gone,
    /// A call is under way, or nobody knows what became of it.
    Unsure,
}

/// The modes of a job, one after the other.
#[derive(Debug)]
pub(crate) struct Life {
    segments: Vec<Segment>,
}

/// A stretch of time with one mode, until the next begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) mode: Mode,
}

impl Segment {
    pub(crate) fn contains(&self, time: DateTime<Utc>) -> bool {
        self.from <= time && time < self.until
    }
}

impl Life {
    /// From the calls about one job, in their order, none of which began before another
    /// had returned.
    pub(crate) fn of<'a>(calls: impl Iterator<Item = &'a Call>) -> Self {
        let mut life = Life { segments: Vec::new() };
        life.begin(DateTime::<Utc>::MIN_UTC, Mode::Absent);
        for call in calls {
            let before = life.mode();
            match call.returned {
                Returned::Failed => {}
                Returned::Unknown => life.begin(call.invoked, Mode::Unsure),
                Returned::Ok(at) => {
                    if call.kind == CallKind::CatchUp && before == Mode::Paused {
                        life.hold();
                    }
                    life.begin(call.invoked, Mode::Unsure);
                    life.begin(at, mode_after(call.kind));
                }
            }
        }
        life
    }

    /// The modes, the earliest first.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The mode at an instant.
    pub(crate) fn at(&self, time: DateTime<Utc>) -> Mode {
        self.segments
            .iter()
            .find(|segment| segment.contains(time))
            .map_or(Mode::Unsure, |segment| segment.mode)
    }

    /// Until when a fire time of an active job may still be overtaken by a pause or a removal: the end
    /// of that call, if it is made soon enough.
    pub(crate) fn overtaken(&self, time: DateTime<Utc>, within: TimeDelta) -> Option<DateTime<Utc>> {
        let index = self.segments.iter().position(|segment| segment.contains(time))?;
        let next = self.segments.get(index + 1).filter(|next| next.from - time <= within)?;
        let after = self.segments.get(index + 2).map(|after| after.mode);
        let is_lost = next.mode == Mode::Unsure && !matches!(after, Some(Mode::Active | Mode::Held));
        is_lost.then_some(next.until)
    }

    fn mode(&self) -> Mode {
        self.segments.last().map_or(Mode::Absent, |segment| segment.mode)
    }

    fn hold(&mut self) {
        if let Some(segment) = self.segments.last_mut() {
            segment.mode = Mode::Held;
        }
    }

    fn begin(&mut self, from: DateTime<Utc>, mode: Mode) {
        if let Some(last) = self.segments.last_mut() {
            last.until = from;
        }
        self.segments.push(Segment { from, until: DateTime::<Utc>::MAX_UTC, mode });
    }
}

fn mode_after(kind: CallKind) -> Mode {
    match kind {
        CallKind::Add | CallKind::Resume | CallKind::CatchUp => Mode::Active,
        CallKind::Pause => Mode::Paused,
        CallKind::Remove => Mode::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn call(kind: CallKind, invoked: i64, returned: Returned) -> Call {
        Call { job_id: "a".into(), kind, invoked: at(invoked), returned }
    }

    fn ok(kind: CallKind, invoked: i64) -> Call {
        call(kind, invoked, Returned::Ok(at(invoked + 2)))
    }

    /// The mode at each instant that is asked for.
    fn modes(calls: &[Call], seconds: &[i64]) -> Vec<Mode> {
        let life = Life::of(calls.iter());
        seconds.iter().map(|second| life.at(at(*second))).collect()
    }

    #[test]
    fn while_a_call_is_under_way_nothing_is_sure() {
        let calls = [ok(CallKind::Add, 10), ok(CallKind::Pause, 20), ok(CallKind::Resume, 30)];
        assert_eq!(
            modes(&calls, &[9, 11, 12, 20, 22, 31, 32]),
            [
                Mode::Absent,
                Mode::Unsure,
                Mode::Active,
                Mode::Unsure,
                Mode::Paused,
                Mode::Unsure,
                Mode::Active
            ]
        );
        let calls = [ok(CallKind::Add, 10), ok(CallKind::Remove, 20)];
        assert_eq!(modes(&calls, &[19, 21, 22]), [Mode::Active, Mode::Unsure, Mode::Gone]);
    }

    #[test]
    fn what_is_made_up_for_was_only_held() {
        let calls = [ok(CallKind::Add, 10), ok(CallKind::Pause, 20), ok(CallKind::CatchUp, 30)];
        assert_eq!(modes(&calls, &[25, 32]), [Mode::Held, Mode::Active]);
    }

    #[test]
    fn nothing_is_sure_after_an_unknown_call_until_another_is_done() {
        let unknown = call(CallKind::Pause, 20, Returned::Unknown);
        let calls = [ok(CallKind::Add, 10), unknown, ok(CallKind::Pause, 30)];
        assert_eq!(
            modes(&calls, &[19, 20, 31, 32]),
            [Mode::Active, Mode::Unsure, Mode::Unsure, Mode::Paused]
        );
        let refused = call(CallKind::Pause, 20, Returned::Failed);
        assert_eq!(modes(&[ok(CallKind::Add, 10), refused], &[25]), [Mode::Active]);
    }

    #[test]
    fn a_pause_overtakes_what_is_due_shortly_before_it() {
        let within = TimeDelta::seconds(5);
        let calls = [ok(CallKind::Add, 10), ok(CallKind::Pause, 20), ok(CallKind::Resume, 30)];
        let overtaken = |calls: &[Call], second| Life::of(calls.iter()).overtaken(at(second), within);
        assert_eq!(overtaken(&calls, 14), None);
        assert_eq!(overtaken(&calls, 16), Some(at(22)));
        let calls = [ok(CallKind::Add, 10), ok(CallKind::Pause, 20), ok(CallKind::CatchUp, 30)];
        assert_eq!(overtaken(&calls, 16), None);
    }
}
