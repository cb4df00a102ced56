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
