//! Why a peer disagrees. A class is found by what it explains: the crontab is asked
//! as the peer understands it, and then both must agree.

use aps_triggers::ParseErrorKind;
use aps_triggers::cron::parse_crontab;
use chrono::Datelike;
use chrono_tz::Tz;

use crate::Case;
use crate::generate::{Crontab, DAY, WEEKDAY};
use crate::peers::{Fires, of_cron, ours, ours_by_elapsed_time, ours_on_both_days};

pub(crate) fn croner(case: &Case, here: Option<&Fires>, there: Option<&Fires>) -> Option<String> {
    match (here, there) {
        (None, _) => refused_here(&case.crontab),
        (_, None) => refused_there(&case.crontab),
        (Some(here), Some(there)) if same(here, there) => Some("after-2099".into()),
        (Some(_), Some(there)) => explained(case, there),
    }
}

/// The fewest of croner's own rules that make both agree, joined by ` + `.
fn explained(case: &Case, there: &Fires) -> Option<String> {
    let mut sets: Vec<u32> = (1..1 << (OF_CRONER.len() + 1)).collect();
    sets.sort_by_key(|set| set.count_ones());
    let set = sets.into_iter().find(|set| {
        let chosen = OF_CRONER.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
        let crontab = chosen.fold(case.crontab.clone(), |crontab, (_, (_, rewrite))| rewrite(&crontab));
        let asked = if set >> OF_CRONER.len() & 1 == 1 { ours_by_elapsed_time } else { ours };
        asked(&crontab.to_string(), case.zone, case.start).is_some_and(|fires| same(&fires, there))
    })?;
    let names = OF_CRONER.iter().map(|(name, _)| *name).chain(["several-fixed-times"]).enumerate();
    Some(
        names
            .filter(|(index, _)| set >> index & 1 == 1)
            .map(|(_, name)| name)
            .collect::<Vec<_>>()
            .join(" + "),
    )
}

type Rewrite = fn(&Crontab) -> Crontab;

/// What croner reads in another way, as this crate would write it.
const OF_CRONER: [(&str, Rewrite); 3] = [
    ("star-with-step", without_stars_in_days),
    ("weekdays-from-a-value", |crontab| in_weekdays(crontab, up_to_seven)),
    ("sun-sun", |crontab| in_weekdays(crontab, |item| item.to_ascii_lowercase().replace("sun-sun", "0-7"))),
];

fn in_weekdays(crontab: &Crontab, rewrite: fn(&str) -> String) -> Crontab {
    let mut crontab = crontab.clone();
    crontab.0[WEEKDAY] = crontab.0[WEEKDAY].split(',').map(rewrite).collect::<Vec<_>>().join(",");
    crontab
}

/// `3/2` is `3-7/2`.
fn up_to_seven(item: &str) -> String {
    match item.split_once('/') {
        Some((first, step)) if first.parse::<u32>().is_ok() => format!("{first}-7/{step}"),
        _ => item.to_owned(),
    }
}

/// Both day fields must match, and nothing is made good when the clocks are set: in
/// UTC, it agrees.
pub(crate) fn cron(case: &Case, here: Option<&Fires>, there: Option<&Fires>) -> Option<String> {
    let Case { crontab, zone, start } = case;
    match (here, there) {
        (None, _) => refused_here(crontab),
        (_, None) => refused_there(crontab),
        (Some(here), Some(there)) if same(here, there) => Some("after-2099".into()),
        (Some(_), Some(there)) => {
            let agrees_in = |zone: Tz, there: &Fires| {
                ours_on_both_days(crontab, zone, *start).is_some_and(|fires| same(&fires, there))
            };
            if agrees_in(*zone, there) {
                return Some("both-days".into());
            }
            let in_utc = of_cron(crontab, Tz::UTC, *start).is_some_and(|there| agrees_in(Tz::UTC, &there));
            (*zone != Tz::UTC && in_utc).then(|| "clock-change".into())
        }
    }
}

/// The tables of `chrono-tz` end in 2099, and the years of `cron` in 2100.
fn same(here: &Fires, there: &Fires) -> bool {
    let known =
        |fires: &Fires| fires.iter().copied().take_while(|fire| fire.year() < 2099).collect::<Fires>();
    known(here) == known(there)
}

/// What this crate has against it.
fn refused_here(crontab: &Crontab) -> Option<String> {
    let errors = parse_crontab(&crontab.to_string()).err()?;
    let classes = errors.iter().map(|error| match error.kind() {
        ParseErrorKind::StepTooLarge { .. } => Some("step-over-the-end"),
        ParseErrorKind::NeverFires { .. } => Some("never-fires"),
        _ => None,
    });
    classes.min().flatten().map(str::to_owned)
}

/// What the peer does not know.
fn refused_there(crontab: &Crontab) -> Option<String> {
    let days = [&crontab.0[DAY], &crontab.0[WEEKDAY]].map(|field| field.to_ascii_lowercase());
    let quartz = days[0].contains(['l', 'w']) || days[1].contains('#') || days[1].ends_with('l');
    if quartz {
        return Some("day-forms-of-quartz".into());
    }
    let items = || crontab.0.iter().flat_map(|field| field.split(','));
    if items().any(wraps) {
        return Some("range-across-the-end".into());
    }
    // Sunday is 1 there, and nothing is 8.
    let seven =
        |item: &str| item.split(['-', '/']).take(2).any(|number| number.trim_start_matches('0') == "7");
    if crontab.0[WEEKDAY].split(',').any(seven) {
        return Some("seven-is-sunday".into());
    }
    items().any(|item| item.contains('-') && item.contains('/')).then(|| "step-beyond-a-range".into())
}

/// `22-2`, `fri-mon`.
fn wraps(item: &str) -> bool {
    let range = item.split('/').next().unwrap_or(item);
    let Some((first, last)) = range.split_once('-') else { return false };
    number(first) > number(last)
}

fn number(text: &str) -> u32 {
    const NAMES: [&str; 19] = [
        "sun", "mon", "tue", "wed", "thu", "fri", "sat", "jan", "feb", "mar", "apr", "may", "jun", "jul",
        "aug", "sep", "oct", "nov", "dec",
    ];
    let named = (0..).zip(NAMES).find(|(_, name)| name.eq_ignore_ascii_case(text));
    text.parse().ok().or(named.map(|(index, _)| index)).unwrap_or(0)
}

/// The day fields with ranges instead of stars, which makes them restricted.
fn without_stars_in_days(crontab: &Crontab) -> Crontab {
    let mut crontab = crontab.clone();
    for (field, range) in [(DAY, "1-31"), (WEEKDAY, "0-6")] {
        if crontab.0[field].len() > 1 {
            crontab.0[field] = crontab.0[field].replace('*', range);
        }
    }
    crontab
}
