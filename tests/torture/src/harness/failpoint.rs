use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use super::NodeLog;

/// Where a process may be killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Jobs are about to move on in the store.
    BeforeClaim,
    /// They have, and their bodies have not been entered.
    AfterClaim,
    /// A body was entered.
    InBody,
    /// What bodies have done is about to be written to the store.
    BeforeEnd,
    /// It has been.
    AfterEnd,
    /// The lease is about to be renewed.
    BeforeRenew,
    /// Runs of dead nodes were taken, and their bodies have not been entered.
    AfterRerun,
}

impl Point {
    const ALL: [(&str, Point); 7] = [
        ("before-claim", Point::BeforeClaim),
        ("after-claim", Point::AfterClaim),
        ("in-body", Point::InBody),
        ("before-end", Point::BeforeEnd),
        ("after-end", Point::AfterEnd),
        ("before-renew", Point::BeforeRenew),
        ("after-rerun", Point::AfterRerun),
    ];

    /// The point with this number, of which the remainder counts.
    pub fn of_number(number: u64) -> Point {
        let index = number % u64::try_from(Self::ALL.len()).unwrap_or(1);
        usize::try_from(index)
            .ok()
            .and_then(|index| Self::ALL.get(index))
            .map_or(Point::InBody, |(_, point)| *point)
    }
}

/// Kills the process that comes by a point once too often. As text: `after-claim:3`.
#[derive(Debug)]
pub struct Failpoint {
    point: Point,
    passes: AtomicU64,
}

impl Failpoint {
    /// Kills at a point, once the process has come by so often without harm.
    pub fn new(point: Point, passes: u64) -> Self {
        Failpoint { point, passes: AtomicU64::new(passes) }
    }

    /// The process has come by.
    pub fn pass(&self, point: Point, log: &NodeLog) {
        let left = |passes: u64| passes.checked_sub(1);
        if point == self.point && self.passes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_err()
        {
            log.kill();
        }
    }
}

impl fmt::Display for Failpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Point::ALL.iter().find(|(_, point)| *point == self.point).map_or("", |(name, _)| name);
        write!(f, "{name}:{}", self.passes.load(Ordering::SeqCst))
    }
}

impl FromStr for Failpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once(':').and_then(|(name, passes)| {
            let (_, point) = Point::ALL.iter().find(|(known, _)| *known == name)?;
            Some(Failpoint::new(*point, passes.parse().ok()?))
        });
        parsed.ok_or_else(|| format!("`{text}` is no point of failure"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_failure_is_written_as_it_is_read() {
        for number in 0..7 {
            let failpoint = Failpoint::new(Point::of_number(number), number);
            let read: Failpoint = failpoint.to_string().parse().unwrap();
            assert_eq!((read.point, read.to_string()), (failpoint.point, failpoint.to_string()));
        }
        for text in ["after-claim", "after-claim:x", "nowhere:1"] {
            assert!(text.parse::<Failpoint>().is_err(), "{text}");
        }
    }
}
