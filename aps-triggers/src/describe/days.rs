//! Which days: of the month, of the week, of the year.

use super::set::Set;
use super::words::{counted, joined, month, nth, ordinal, weekday};
use crate::cron::{CronFields, DayRule};

/// The days that match, in words, and whether the months are said with them.
pub(super) struct Days {
    pub(super) text: String,
    pub(super) with_months: bool,
}

/// The days that match; nothing if all of them do, but for their month.
pub(super) fn days(fields: &CronFields) -> Option<Days> {
    let keyed = fields.day_rule == DayRule::Keyed;
    let of_month = OfMonth { fields, nth: if keyed { fields.nth } else { 0 } };
    let of_week = OfWeek { fields, nth: if keyed { 0 } else { fields.nth } };
    let either = fields.day_rule == DayRule::CrontabOr;
    let with = |text| Some(Days { text, with_months: true });
    match (of_month.is_restricted(), of_week.is_restricted()) {
        (true, true) if either => with(format!("{}, and {}", of_month.on(), of_week.on_every())),
        (true, true) => with(of_week.on_those(&of_month)),
        _ if either => None,
        (true, false) => with(of_month.on()),
        (false, true) => Some(of_week.on()),
        (false, false) => None,
    }
}

/// ` of the month`, ` of May to August`.
fn of_months(fields: &CronFields) -> String {
    let months = Set::of(fields.months.into(), 1, 12);
    if months.is_all() { " of the month".into() } else { format!(" of {}", months.named(month, "and")) }
}

/// ` in June`, or nothing if it is every month.
pub(super) fn in_months(fields: &CronFields) -> String {
    let months = Set::of(fields.months.into(), 1, 12);
    if months.is_all() { String::new() } else { format!(" in {}", months.named(month, "and")) }
}

/// The days of the month.
struct OfMonth<'a> {
    fields: &'a CronFields,
    nth: u64,
}

impl OfMonth<'_> {
    fn numbers(&self) -> Set {
        Set::of(self.fields.days.into(), 1, 31).without_wrapping()
    }

    fn is_restricted(&self) -> bool {
        !self.numbers().is_all()
    }

    /// `on days 1 and 15 of the month`, `on 25 December`.
    fn on(&self) -> String {
        let (numbers, others) = (self.numbers(), self.others());
        let months = Set::of(self.fields.months.into(), 1, 12);
        let of_months = of_months(self.fields);
        match (numbers.single(), months.single(), numbers.long_step()) {
            (Some(day), Some(number), _) if others.is_empty() => format!("on {day} {}", month(number)),
            (_, _, Some((step, first))) if first > 1 && others.is_empty() => {
                format!("on every {} day{of_months} from day {first}", ordinal(step))
            }
            _ => {
                let mut items = if numbers.is_empty() { Vec::new() } else { vec![numbers.of_unit("day")] };
                items.extend(others);
                format!("on {}{of_months}", joined(&items, "and"))
            }
        }
    }

    /// `day 1 or 15 or the last day of the month`.
    fn one_of(&self) -> String {
        let numbers = self.numbers();
        let list = numbers.list("or");
        let listed = counted("day", if list.contains('–') { 2 } else { 1 }, &list);
        let mut items = if numbers.is_empty() { Vec::new() } else { vec![listed] };
        items.extend(self.others());
        format!("{}{}", items.join(" or "), of_months(self.fields))
    }

    /// What is not said by a number.
    fn others(&self) -> Vec<String> {
        let mut items = Vec::new();
        let nearest = Set::of((self.fields.nearest & !1).into(), 1, 31).without_wrapping();
        if !nearest.is_empty() {
            let s = if nearest.count() == 1 { "" } else { "s" };
            items.push(format!("the working day{s} nearest to {}", nearest.of_unit("day")));
        }
        items.extend(nth_weekdays(self.nth));
        if self.fields.nearest & 1 != 0 {
            items.push("the last working day".into());
        }
        for before in Set::of(self.fields.from_end.into(), 0, 30).numbers.into_iter().rev() {
            items.push(match before {
                0 => "the last day".into(),
                before => format!("the {} day before the last day", ordinal(before)),
            });
        }
        items
    }
}

/// `the first and third Friday`, for each weekday that has some.
fn nth_weekdays(nth_bits: u64) -> Vec<String> {
    let of = |index: u32| {
        let which: Vec<String> =
            Set::of(nth_bits >> (6 * index) & 0x3f, 0, 5).numbers.into_iter().map(nth).collect();
        (!which.is_empty()).then(|| format!("the {} {}", joined(&which, "and"), weekday(index)))
    };
    (0..7).filter_map(of).collect()
}

/// The days of the week.
struct OfWeek<'a> {
    fields: &'a CronFields,
    nth: u64,
}

impl OfWeek<'_> {
    fn names(&self) -> Set {
        Set::of(self.fields.weekdays.into(), 0, 6)
    }

    fn is_restricted(&self) -> bool {
        !self.names().is_all()
    }

    /// `on Monday to Friday`; n-th weekdays are those of a month.
    fn on(&self) -> Days {
        let names = self.names();
        if self.nth == 0 {
            return Days { text: format!("on {}", names.named(weekday, "and")), with_months: false };
        }
        let mut items = nth_weekdays(self.nth);
        if !names.is_empty() {
            items.insert(0, names.named(weekday, "and"));
        }
        let text = format!("on {}{}", joined(&items, "and"), of_months(self.fields));
        Days { text, with_months: true }
    }

    /// `on every Friday in June`, beside days of the month.
    fn on_every(&self) -> String {
        let every = if self.names().long_run().is_some() { "" } else { "every " };
        match self.on() {
            Days { text, with_months: true } => text,
            Days { text, .. } => {
                format!("on {every}{}{}", &text.trim_start_matches("on "), in_months(self.fields))
            }
        }
    }

    /// `on every Friday that falls on day 13 of the month`.
    fn on_those(&self, days: &OfMonth<'_>) -> String {
        let mut items = nth_weekdays(self.nth);
        let names = self.names();
        if !names.is_empty() {
            let every = if names.long_run().is_some() { "any day from" } else { "every" };
            items.insert(0, format!("{every} {}", names.named(weekday, "or")));
        }
        format!("on {} that falls on {}", joined(&items, "or"), days.one_of())
    }
}
