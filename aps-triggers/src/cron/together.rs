//! Do several cron schedules ever match at once?

use super::CronFields;
use crate::calendar::next_day;
use crate::error::{ParseErrorKind as Kind, ParseErrors, Subject};

/// Whether there is a local time that all of them match.
///
/// # Errors
///
/// If there is none. Where the days of the schedules are too seldom the same ones to be
/// found soon, that is left open.
pub fn check_together(schedules: &[&CronFields]) -> Result<(), ParseErrors> {
    let common =
        |bits: fn(&CronFields) -> u64| schedules.iter().fold(u64::MAX, |all, one| all & bits(one)) != 0;
    let reason = if !common(|fields| fields.hours.into()) {
        "hour"
    } else if !common(|fields| fields.minutes) {
        "minute"
    } else if !common(|fields| fields.seconds) {
        "second"
    } else if !share_a_day(schedules) {
        "day"
    } else {
        return Ok(());
    };
    let reason = format!("they have no {reason} in common");
    Err(ParseErrors::without_text(Subject::Combined, Kind::NeverFires { reason }))
}

/// As many days are looked at; then they are taken to share one.
const MOST_STEPS: u32 = 10_000;
/// The calendar repeats after 400 years.
const CYCLE: i64 = 146_097;

/// Each is asked in turn for its first day that is not before the latest one named.
fn share_a_day(schedules: &[&CronFields]) -> bool {
    let last = if schedules.iter().all(|fields| fields.years.is_empty()) { CYCLE } else { i64::MAX };
    let (mut latest, mut agreed) = (0, 0);
    for (fields, _) in schedules.iter().cycle().zip(0..MOST_STEPS) {
        let Some(day) = next_day(fields, latest).filter(|day| *day <= last) else { return false };
        agreed = if agreed > 0 && day == latest { agreed + 1 } else { 1 };
        latest = day;
        if agreed == schedules.len() {
            return true;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::parse_crontab;
    use super::check_together;

    fn headline(crontabs: &[&str]) -> Option<String> {
        let fields: Vec<_> = crontabs.iter().map(|text| parse_crontab(text).unwrap().fields).collect();
        let errors = check_together(&fields.iter().collect::<Vec<_>>()).err()?;
        errors.iter().next().map(crate::ParseError::headline)
    }

    #[test]
    fn what_meets_is_let_through() {
        assert_eq!(headline(&["0 12 13 * *", "0 12 * * fri"]), None);
        assert_eq!(headline(&["0 12 29 feb *", "*/5 * * * fri", "* * L * *"]), None);
        assert_eq!(headline(&["* * * * *"]), None);
    }

    #[test]
    fn what_never_meets_is_refused() {
        for (crontabs, unit) in [
            (["0 12 * * *", "0 0 * * *"], "hour"),
            (["0 12 * * *", "5/10 * * * *"], "minute"),
            (["0 0 * * *", "30 * * * * *"], "second"),
            (["0 0 * jan *", "0 0 * feb *"], "day"),
            (["0 0 15 * *", "0 0 * * fri#1"], "day"),
        ] {
            let expected = format!("invalid combination: this never fires: they have no {unit} in common");
            assert_eq!(headline(&crontabs), Some(expected), "{crontabs:?}");
        }
    }
}
