//! Numbers, names, ranges and steps: what both forms have in common.

use super::bounds::{Form, named_thing, nearest_name};
use super::compile::extent;
use super::item::{Base, Item, Nth, Value};
use crate::error::{ParseError, ParseErrorKind as Kind};
use crate::field::Field;
use crate::piece::Piece;

/// Reads the items of one field and collects what is wrong with them.
pub(crate) struct FieldReader<'e> {
    pub(crate) form: Form,
    pub(crate) field: Field,
    pub(crate) errors: &'e mut Vec<ParseError>,
}

impl FieldReader<'_> {
    /// Reads a list; wrong items are reported and left out.
    pub(crate) fn list(
        &mut self,
        text: Piece<'_>,
        item: fn(&mut Self, Piece<'_>) -> Option<Item>,
    ) -> Vec<Item> {
        text.split(',').filter_map(|part| item(self, part.trim())).collect()
    }

    /// `*`, a value or a range, with or without a step.
    pub(crate) fn plain(&mut self, text: Piece<'_>) -> Option<Item> {
        if text.is_empty() {
            return self.refuse(text, Kind::EmptyItem);
        }
        if let Some(number) = text.strip_prefix("-") {
            let is_number = number.text().starts_with(|c: char| c.is_ascii_digit());
            let written = text.text().into();
            let kind =
                if is_number { Kind::Negative { text: written } } else { Kind::Incomplete { text: written } };
            return self.refuse(text, kind);
        }
        let (base, step) = match text.split_once('/') {
            Some((base, step)) => (base, Some(step)),
            None => (text, None),
        };
        if base.is_empty() || step.is_some_and(Piece::is_empty) {
            return self.refuse(text, Kind::Incomplete { text: text.text().into() });
        }
        // Both halves are read before either may fail, so that both are reported.
        let base = self.base(base);
        match step {
            None => Some(Item { base: base?, step: None }),
            Some(step) => {
                let size = self.step(step);
                let item = Item { base: base?, step: Some(size?) };
                self.check_step(item, step)
            }
        }
    }

    fn base(&mut self, text: Piece<'_>) -> Option<Base> {
        match text.text() {
            "*" => return Some(Base::Every),
            "?" => return self.question_mark(text),
            _ => {}
        }
        if let Some(belongs) = self.field_of(text.text()) {
            return self.refuse(text, Kind::WrongField { text: text.text().into(), belongs });
        }
        let Some((first, last)) = text.split_once('-') else {
            return self.value(text).map(Base::Value);
        };
        if last.is_empty() {
            return self.refuse(text, Kind::Incomplete { text: text.text().into() });
        }
        if last.text().starts_with('-') {
            return self.refuse(last, Kind::Negative { text: last.text().into() });
        }
        let (first, last) = (self.value(first), self.value(last));
        self.check_range(first?, last?, text)
    }

    fn question_mark(&mut self, text: Piece<'_>) -> Option<Base> {
        match (self.form, self.field) {
            (Form::Crontab, Field::Day | Field::DayOfWeek) => Some(Base::Unrestricted),
            (Form::Crontab, _) => self.refuse(text, Kind::MisplacedQuestionMark),
            (Form::Keyed, _) => {
                self.refuse(text, Kind::CrontabForm { text: "?".into(), instead: Some("*".into()) })
            }
        }
    }

    /// A number or a name within the bounds of the field.
    pub(crate) fn value(&mut self, text: Piece<'_>) -> Option<Value> {
        if let Some((number, name)) = self.form.named(self.field, text.text()) {
            return Some(Value { number, name: Some(name) });
        }
        if let Some(number) = text.number() {
            let (min, max) = self.form.bounds(self.field);
            if (min..=max).contains(&number) {
                return Some(Value { number, name: None });
            }
            return self.refuse(text, Kind::OutOfRange { text: text.text().into(), min, max });
        }
        let (after, rest) = self.complete_head(text);
        if after.is_empty() || rest.is_empty() {
            return self.refuse(text, self.unknown(text));
        }
        self.trailing(after, rest)
    }

    /// Splits off the number, `*` or known name a text begins with.
    fn complete_head<'a>(&self, text: Piece<'a>) -> (&'a str, Piece<'a>) {
        if let Some(rest) = text.strip_prefix("*") {
            return ("*", rest);
        }
        let (number, rest) = text.split_run(|c| c.is_ascii_digit());
        if !number.is_empty() {
            return (number.text(), rest);
        }
        let (word, rest) = text.split_run(char::is_alphabetic);
        match self.form.named(self.field, word.text()) {
            Some(_) => (word.text(), rest),
            None => ("", text),
        }
    }

    fn unknown(&self, text: Piece<'_>) -> Kind {
        let text = text.text();
        if let Some(kind) = jenkins_hash(text) {
            return kind;
        }
        match named_thing(self.field) {
            Some(expected) => {
                Kind::UnknownName { text: text.into(), expected, nearest: nearest_name(self.field, text) }
            }
            None => Kind::NotANumber { text: text.into() },
        }
    }

    /// The other field in which a text that is wrong here would be right.
    fn field_of(&self, text: &str) -> Option<Field> {
        let head = text.split(['-', '#', '/']).next()?;
        let last = head.strip_suffix(['l', 'L']).filter(|_| self.form == Form::Crontab).unwrap_or(head);
        if self.form.named(self.field, head).is_some() {
            return None;
        }
        let others = [Field::DayOfWeek, Field::Month].into_iter().filter(|field| *field != self.field);
        let named = |field: &Field| [head, last].iter().any(|name| self.form.named(*field, name).is_some());
        others
            .into_iter()
            .find(named)
            .or_else(|| (self.field != Field::Day && self.is_day(text)).then_some(Field::Day))
    }

    /// `15W` in a crontab, `3rd fri` and `last fri` in the keyed form.
    fn is_day(&self, text: &str) -> bool {
        match self.form {
            Form::Crontab => {
                let day = text.strip_suffix(['w', 'W']).unwrap_or("");
                !day.is_empty() && day.bytes().all(|byte| byte.is_ascii_digit())
            }
            Form::Keyed => text.split_whitespace().next().and_then(Nth::named).is_some(),
        }
    }

    fn check_range(&mut self, first: Value, last: Value, text: Piece<'_>) -> Option<Base> {
        if self.form == Form::Keyed && first.name.is_some() != last.name.is_some() {
            return self.refuse(text, Kind::MixedRange { text: text.text().into() });
        }
        if first.number > last.number && self.form == Form::Keyed {
            let instead = self.unwrapped(first, last);
            return self.refuse(text, Kind::ReversedRange { text: text.text().into(), instead });
        }
        Some(Base::Range(first, last))
    }

    /// A range across the end of the field, as two ranges. Years do not recur.
    fn unwrapped(&self, first: Value, last: Value) -> Option<String> {
        if self.field == Field::Year {
            return None;
        }
        let (min, max) = self.form.bounds(self.field);
        let name = |number: u32| match (first.name, self.field) {
            (Some(_), Field::Month) => if number == min { "jan" } else { "dec" }.to_owned(),
            (Some(_), _) => if number == min { "mon" } else { "sun" }.to_owned(),
            (None, _) => number.to_string(),
        };
        let head = if first.number == max { first.to_string() } else { format!("{first}-{}", name(max)) };
        let tail = if last.number == min { last.to_string() } else { format!("{}-{last}", name(min)) };
        Some(format!("{head},{tail}"))
    }

    fn step(&mut self, text: Piece<'_>) -> Option<u32> {
        match text.number() {
            Some(0) => self.refuse(text, Kind::ZeroStep),
            Some(step) => Some(step),
            None if text.text().starts_with('-') => {
                self.refuse(text, Kind::Negative { text: text.text().into() })
            }
            None => {
                let (number, rest) = text.split_run(|c| c.is_ascii_digit());
                if number.is_empty() {
                    return self.refuse(text, Kind::NotANumber { text: text.text().into() });
                }
                self.trailing(number.text(), rest)
            }
        }
    }

    /// A step must reach a second value: `*/60` minutes would mean minute 0 only.
    ///
    /// Linux takes a range with any step, and `14-23/24` is in use for "at 14".
    fn check_step(&mut self, item: Item, text: Piece<'_>) -> Option<Item> {
        if self.form == Form::Crontab && matches!(item.base, Base::Range(..)) {
            return Some(item);
        }
        let (first, last) = extent(self.form, self.field, item.base);
        let largest = last - first;
        if item.step.is_some_and(|step| step > largest) {
            return self.refuse(text, Kind::StepTooLarge { step: text.text().into(), largest });
        }
        Some(item)
    }

    /// Reports that `rest` follows something complete.
    pub(crate) fn trailing<T>(&mut self, after: &str, rest: Piece<'_>) -> Option<T> {
        self.refuse(rest, Kind::TrailingText { after: after.into(), text: rest.text().into() })
    }

    /// Reports a mistake; there is no value then.
    pub(crate) fn refuse<T>(&mut self, at: Piece<'_>, kind: Kind) -> Option<T> {
        self.errors.push(ParseError::new(self.form.subject(), kind, at.span()).in_field(self.field));
        None
    }
}

/// `H`, `H/5`, `H(0-7)`.
pub(crate) fn jenkins_hash(text: &str) -> Option<Kind> {
    let rest = text.strip_prefix(['h', 'H'])?;
    let step = text.split_once('/').map_or(String::new(), |(_, step)| format!("/{step}"));
    (rest.is_empty() || rest.starts_with(['(', '/'])).then_some(Kind::JenkinsHash { step })
}
