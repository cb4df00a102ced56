//! Weeks and years.

use std::collections::BTreeSet;

use super::set::Set;
use super::words::{joined, ordinal};
use crate::cron::CronFields;

/// `in ISO week 8`, or nothing if it is every week.
pub(super) fn in_weeks(fields: &CronFields) -> Option<String> {
    let weeks = Set::of(fields.weeks, 1, 53).without_wrapping();
    (!weeks.is_all()).then(|| format!("in {}", weeks.of_unit("ISO week")))
}

/// `in 2030 and 2032`, `from 2030 on`, or nothing if it is every year.
pub(super) fn in_years(fields: &CronFields) -> Option<String> {
    let of = |range: &crate::cron::YearRange| (range.first..=range.last).step_by(range.step.max(1).into());
    let years: BTreeSet<u16> = fields.years.iter().flat_map(of).collect();
    let (first, last) = (*years.first()?, *years.last()?);
    let runs = runs(&years);
    Some(match (runs.as_slice(), step(&years)) {
        ([(first, last)], _) if last - first >= 2 => span(*first, *last, 1),
        (_, Some(step)) if years.len() >= 5 => {
            format!("every {} year {}", ordinal(step.into()), span(first, last, step))
        }
        (runs, _) if runs.len() <= MOST_LISTED => {
            format!("in {}", joined(&runs.iter().flat_map(|run| listed(*run)).collect::<Vec<_>>(), "and"))
        }
        _ => format!("in {} years {}", years.len(), span(first, last, 1)),
    })
}

/// More are not read by anybody.
const MOST_LISTED: usize = 6;
const LAST_YEAR: u16 = 9_999;

fn span(first: u16, last: u16, step: u16) -> String {
    if last > LAST_YEAR.saturating_sub(step) {
        format!("from {first} on")
    } else {
        format!("from {first} to {last}")
    }
}

fn listed((first, last): (u16, u16)) -> Vec<String> {
    match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first}–{last}")],
    }
}

/// The step between all neighbours, if it is the same.
fn step(years: &BTreeSet<u16>) -> Option<u16> {
    let mut steps = years.iter().zip(years.iter().skip(1)).map(|(a, b)| b - a);
    let first = steps.next()?;
    steps.all(|step| step == first).then_some(first)
}

fn runs(years: &BTreeSet<u16>) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for &year in years {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    runs
}
