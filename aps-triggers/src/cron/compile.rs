//! Items into sets of bits.

use std::borrow::Cow;

use super::bounds::Form;
use super::fields::{CronFields, YearRange};
use super::item::{Base, Item};
use crate::field::Field;

impl CronFields {
    /// Adds the items of one field.
    pub(crate) fn add(&mut self, form: Form, field: Field, items: &[Item]) {
        if field == Field::Year {
            self.years = years(form, items);
            return;
        }
        for item in items {
            self.add_item(form, field, *item);
        }
    }

    /// Adds one item of a field other than the year.
    #[inline]
    pub(crate) fn add_item(&mut self, form: Form, field: Field, item: Item) {
        match item.base {
            Base::FromEnd(before) => self.from_end |= 1 << before,
            Base::Nearest(day) => self.nearest |= 1 << day,
            Base::Nth { weekday, nth } => self.nth |= nth.bit(weekday),
            _ => self.add_bits(field, bits(form, field, item)),
        }
        let clock = matches!(field, Field::Hour | Field::Minute | Field::Second);
        if clock && matches!(item.base, Base::Every) {
            self.fixed_time = false;
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "the bits of a field lie below its maximum")]
    fn add_bits(&mut self, field: Field, bits: u64) {
        match field {
            Field::Year => {} // not a set of bits
            Field::Month => self.months |= bits as u16,
            Field::Day => self.days |= bits as u32,
            Field::Week => self.weeks |= bits,
            Field::DayOfWeek => self.weekdays |= bits as u8,
            Field::Hour => self.hours |= bits as u32,
            Field::Minute => self.minutes |= bits,
            Field::Second => self.seconds |= bits,
        }
    }
}

const EVERY: Item = Item { base: Base::Every, step: None };

/// `*` is every year, which is the same as none listed.
fn years(form: Form, items: &[Item]) -> Cow<'static, [YearRange]> {
    if items.iter().any(|item| item.base == Base::Every && item.step.unwrap_or(1) == 1) {
        return Cow::Borrowed(&[]);
    }
    let year = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    let range = |item: &Item| {
        let (first, last) = numbers(form, Field::Year, *item);
        YearRange { first: year(first), last: year(last), step: year(item.step.unwrap_or(1)) }
    };
    items.iter().map(range).collect()
}

/// The first and last number of an item; a value without a step is alone.
fn numbers(form: Form, field: Field, item: Item) -> (u32, u32) {
    match item.base {
        Base::Value(value) if item.step.is_none() => (value.number, value.number),
        base => extent(form, field, base),
    }
}

/// The numbers an item spans: the first, and the last, which is beyond the
/// maximum where the range wraps around.
pub(crate) fn extent(form: Form, field: Field, base: Base) -> (u32, u32) {
    let (min, max) = form.bounds(field);
    // Sunday is both 0 and 7 in a crontab; it is counted once.
    let max = if field == Field::DayOfWeek { 6 } else { max };
    match base {
        Base::Value(value) => (value.number, max.max(value.number)),
        Base::Range(first, last) if first.number > last.number => (first.number, last.number + max - min + 1),
        Base::Range(first, last) => (first.number, last.number),
        _ => (min, max),
    }
}

fn bits(form: Form, field: Field, item: Item) -> u64 {
    if field == Field::DayOfWeek && item == EVERY {
        return u64::from(CronFields::EVERY_WEEKDAY);
    }
    let (min, max) = form.bounds(field);
    let (first, last) = numbers(form, field, item);
    let bit = |number: u32| match field {
        Field::DayOfWeek => form.weekday_index(number),
        _ if number > max => number - (max - min + 1),
        _ => number,
    };
    let step = item.step.unwrap_or(1).max(1) as usize;
    if step == 1 && last <= max && field != Field::DayOfWeek {
        return (u64::MAX >> (63 - last)) & (u64::MAX << first);
    }
    (first..=last).step_by(step).fold(0, |bits, number| bits | 1 << bit(number))
}
