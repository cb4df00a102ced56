//! The short way through a crontab string, for the many that are plain and right.
//!
//! One pass over the bytes, without allocation. Whatever it does not know (white space
//! other than blanks, zones, macros) and whatever may be wrong goes the long way, by
//! [`layout`](super::layout), which knows more and can explain. Both ways make the same
//! [`Item`]s, and tests hold them to the same answers.

use super::bounds::Form;
use super::compile::extent;
use super::fields::CronFields;
use super::item::{Base, Item, Nth, Value};
use super::layout::{ORDER, day_rule};
use crate::calendar::next_day;
use crate::field::Field;

/// The fields and the text, if the text is plain and right.
pub(super) fn read(text: &str) -> Option<(CronFields, String)> {
    let mut words: [&[u8]; 6] = [&[]; 6];
    let mut count = 0;
    for word in text.as_bytes().split(|byte| *byte == b' ') {
        *words.get_mut(count)? = word;
        count += 1;
    }
    let fields = read_words(words.get(..count)?)?;
    next_day(&fields, 0)?;
    Some((fields, text.to_owned()))
}

fn read_words(words: &[&[u8]]) -> Option<CronFields> {
    let [.., day, _, weekday] = words else { return None };
    let mut fields = CronFields { weeks: CronFields::EVERY_WEEK, ..CronFields::none(day_rule(day, weekday)) };
    if words.len() == 5 {
        fields.seconds = 1;
    }
    let order = ORDER.get(ORDER.len() - words.len()..).filter(|order| order.len() >= 5)?;
    for (&field, &bytes) in order.iter().zip(words) {
        let mut rest = Cursor { field, bytes };
        loop {
            fields.add_item(Form::Crontab, field, rest.item()?);
            match rest.take() {
                None => break,
                Some(b',') => {}
                Some(_) => return None,
            }
        }
    }
    Some(fields)
}

/// What is left of a field.
struct Cursor<'a> {
    field: Field,
    bytes: &'a [u8],
}

impl Cursor<'_> {
    fn take(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn take_if(&mut self, wanted: u8) -> bool {
        let found = self.bytes.first().is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted));
        if found {
            self.take();
        }
        found
    }

    fn item(&mut self) -> Option<Item> {
        let base = self.base()?;
        if !self.take_if(b'/') {
            return Some(Item { base, step: None });
        }
        let step = self.number()?;
        let (first, last) = extent(Form::Crontab, self.field, base);
        let goes_on = match base {
            Base::Range(..) => step > 0,
            Base::Every | Base::Value(_) => (1..=last - first).contains(&step),
            _ => false,
        };
        goes_on.then_some(Item { base, step: Some(step) })
    }

    fn base(&mut self) -> Option<Base> {
        if self.take_if(b'*') {
            return Some(Base::Every);
        }
        if self.field == Field::Day && self.take_if(b'L') {
            return Some(Base::FromEnd(0));
        }
        let first = self.value()?;
        if self.take_if(b'-') {
            return Some(Base::Range(first, self.value()?));
        }
        match self.field {
            Field::Day => {
                Some(if self.take_if(b'W') { Base::Nearest(first.number) } else { Base::Value(first) })
            }
            Field::DayOfWeek => self.weekday(first),
            _ => Some(Base::Value(first)),
        }
    }

    /// `fri`, `fri#2` or `friL`.
    fn weekday(&mut self, value: Value) -> Option<Base> {
        let nth = if self.take_if(b'#') {
            Nth::new(self.number()?)?
        } else if self.take_if(b'L') {
            Nth::LAST
        } else {
            return Some(Base::Value(value));
        };
        Some(Base::Nth { weekday: Form::Crontab.weekday_index(value.number), nth })
    }

    /// A number or a name within the bounds of the field.
    fn value(&mut self) -> Option<Value> {
        if self.bytes.first()?.is_ascii_digit() {
            let number = self.number()?;
            let (min, max) = Form::Crontab.bounds(self.field);
            return (min..=max).contains(&number).then_some(Value { number, name: None });
        }
        let (name, rest) = self.bytes.split_at_checked(3)?;
        let (number, name) = Form::Crontab.named(self.field, std::str::from_utf8(name).ok()?)?;
        self.bytes = rest;
        Some(Value { number, name: Some(name) })
    }

    /// Up to three digits: enough for every value.
    fn number(&mut self) -> Option<u32> {
        let digits = self.bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.bytes.split_at_checked(digits)?;
        self.bytes = rest;
        let value = |value, &digit: &u8| 10 * value + u32::from(digit - b'0');
        (1..=3).contains(&digits).then(|| number.iter().fold(0, value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::crontab::read_carefully;
    use super::*;

    fn agrees(text: &str) -> bool {
        let Some((fields, quick)) = read(text) else { return false };
        let careful = read_carefully(text).unwrap();
        assert_eq!((&fields, &quick), (&careful.fields, &careful.text), "{text}");
        true
    }

    #[test]
    fn plain_crontabs_take_the_short_way() {
        for text in [
            "* * * * *",
            "*/15 9-17 1,15 jan-MAR/2 mon-fri",
            "0 0 0 13 2 fri",
            "59 22-2 L 12 7",
            "0 0 15W * fri#2",
            "05 000 31 * sunL",
        ] {
            assert!(agrees(text), "{text}");
        }
        for text in
            ["", "@daily", "0 0 30 2 *", "0  0 * * *", "0 0 ? * mon", "TZ=UTC 0 0 * * *", "0 0 * * * * *"]
        {
            assert!(!agrees(text), "{text}");
        }
    }

    #[test]
    fn both_ways_agree_on_crontabs_in_use() {
        let lines = include_str!("../../tests/data/real_crons.txt").lines();
        assert!(lines.filter(|line| line.split('\t').any(agrees)).count() > 100);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

        #[test]
        fn both_ways_agree_on_almost_crontabs(
            words in proptest::collection::vec(
                "([0-9*]|[1-6][0-9]|jan|fri|SUN|L)([-/,#WL]([0-5]|1[0-9]|tue|dec|))?(/[0-9]{1,2})?(,[0-9]{1,2}|)",
                5..=6,
            )
        ) {
            agrees(&words.join(" "));
        }

        #[test]
        fn both_ways_agree_on_any_text(text in "[-0-9*/,# LWfrijan@?]{0,24}|.{0,12}") {
            agrees(&text);
        }
    }
}
