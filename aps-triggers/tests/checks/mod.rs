//! What must hold for any text: the fuzz targets and `hostile.rs` share it.

use aps_triggers::cron::{KeyedFields, canonical_keyed, parse_crontab, parse_keyed};
use aps_triggers::date::Moment;
use aps_triggers::interval::parse_length;
use aps_triggers::{CronTrigger, DateTrigger, Field, IntervalTrigger, ParseErrors, TimeZone, Trigger};
use chrono::{DateTime, TimeDelta, Utc};

/// A crontab is refused with mistakes that can be drawn, or it is read the same again
/// and fires at ever later times.
pub fn crontab(text: &str) {
    let crontab = match parse_crontab(text) {
        Ok(crontab) => crontab,
        Err(errors) => return draws(&errors),
    };
    let again = parse_crontab(&crontab.text).unwrap();
    assert_eq!((&again.fields, &again.text), (&crontab.fields, &crontab.text), "{text:?}");
    let trigger = CronTrigger::parse(text).unwrap();
    let _ = trigger.to_string();
    increases(&trigger);
    for zone in ["Europe/Berlin", "Pacific/Apia"] {
        increases(&trigger.clone().timezone(TimeZone::get(zone).unwrap()));
    }
}

/// The fields of the keyed form, one a line; an empty line is one that is not given.
pub fn keyed(text: &str) {
    let texts: Vec<&str> = text.split('\n').collect();
    let given = texts.iter().take(Field::ALL.len()).any(|text| !text.is_empty());
    let fields = fields(|field| {
        let index = Field::ALL.iter().position(|known| *known == field)?;
        texts.get(index).copied().filter(|text| !text.is_empty())
    });
    let canonical = canonical_keyed(&fields);
    assert_eq!(canonical.is_empty(), !given, "{fields:?}");
    let model = match parse_keyed(&fields) {
        Ok(model) => model,
        Err(errors) => return draws(&errors),
    };
    let printed = |field: Field| {
        let (_, rest) = canonical.split_once(&format!("{field}='"))?;
        rest.split('\'').next()
    };
    // `week` is found in `day_of_week`, too, but that comes later.
    let again = self::fields(|field| fields.get(field).and_then(|_| printed(field)));
    assert_eq!(parse_keyed(&again).as_ref(), Ok(&model), "{fields:?} is shown as {canonical}");
    increases(&CronTrigger::keyed(&fields).unwrap());
}

fn fields<'a>(get: impl Fn(Field) -> Option<&'a str>) -> KeyedFields<'a> {
    KeyedFields {
        year: get(Field::Year),
        month: get(Field::Month),
        day: get(Field::Day),
        week: get(Field::Week),
        day_of_week: get(Field::DayOfWeek),
        hour: get(Field::Hour),
        minute: get(Field::Minute),
        second: get(Field::Second),
    }
}

/// A text that may be a date or a length.
pub fn moment(text: &str) {
    match Moment::parse(text) {
        Ok(moment) => {
            let trigger = DateTrigger::at(moment).timezone(TimeZone::get("America/Havana").unwrap());
            let _ = trigger.to_string();
            let fire = trigger.next_fire_time(None, DateTime::UNIX_EPOCH);
            assert_eq!(trigger.next_fire_time(fire, DateTime::UNIX_EPOCH), None);
        }
        Err(errors) => draws(&errors),
    }
    match parse_length(text) {
        Ok(length) => {
            assert!(!length.is_zero());
            let trigger = IntervalTrigger::every(length);
            let _ = trigger.to_string();
            increases(&trigger);
            increases(&trigger.start_date(DateTime::<Utc>::MAX_UTC));
        }
        Err(errors) => draws(&errors),
    }
}

/// The name of a zone, or one that is drawn with the nearest of them.
pub fn zone(text: &str) {
    match TimeZone::get(text) {
        Ok(zone) => assert!(zone.name().eq_ignore_ascii_case(text)),
        Err(errors) => draws(&errors),
    }
}

/// Each mistake lies within its text, and is drawn under it and under any other.
fn draws(errors: &ParseErrors) {
    assert!(errors.iter().count() > 0);
    for error in errors {
        let source = errors.source_of(error);
        assert!(source.get(error.span()).is_some(), "{error:?} in {source:?}");
        for source in [source, "", "0 ü\n*"] {
            assert!(error.render(source).starts_with(&error.headline()), "{error:?}");
        }
    }
    assert!(!errors.to_string().is_empty());
}

/// From anywhere, and also when the clock runs ahead or is set back.
fn increases(trigger: &impl Trigger) {
    let starts = [0, -1, -62_167_219_200, 951_700_000, 1_774_500_000, 4_102_440_000, 253_402_300_000];
    for start in starts.map(|start| DateTime::from_timestamp(start, 0).unwrap()) {
        let mut previous = None;
        for _ in 0..4 {
            let Some(fire) = trigger.next_fire_time(previous, start) else { break };
            assert!(previous.is_none_or(|previous| fire > previous), "{trigger} after {previous:?}");
            previous = Some(fire);
        }
        if let Some(first) = trigger.next_fire_time(None, start) {
            let until = first.checked_add_signed(TimeDelta::days(400)).unwrap_or(DateTime::<Utc>::MAX_UTC);
            let last = trigger.last_fire_time_until(first, until);
            assert!(
                last >= first && trigger.next_fire_time(Some(last), first).is_none_or(|next| next > last)
            );
        }
    }
}
