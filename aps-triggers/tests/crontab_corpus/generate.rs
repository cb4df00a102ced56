//! Crontabs drawn at random, of everything crontab(5) of Linux has, ranges across the
//! end, and the day forms of Quartz.

use std::fmt;

use crate::support::Random;

/// The five fields as text, the weekday last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Crontab(pub(crate) [String; 5]);

pub(crate) const MINUTE: usize = 0;
pub(crate) const HOUR: usize = 1;
pub(crate) const DAY: usize = 2;
pub(crate) const WEEKDAY: usize = 4;

impl fmt::Display for Crontab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// A field: its bounds, and the names of its values.
struct Field {
    min: u32,
    max: u32,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["jan", "Feb", "mar", "apr", "MAY", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "WED", "thu", "Fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { min: 0, max: 59, names: &[] },
    Field { min: 0, max: 23, names: &[] },
    Field { min: 1, max: 31, names: &[] },
    Field { min: 1, max: 12, names: &MONTHS },
    Field { min: 0, max: 7, names: &WEEKDAYS },
];

impl Crontab {
    pub(crate) fn draw(random: &mut Random) -> Self {
        let mut fields = [MINUTE, HOUR, DAY, 3, WEEKDAY].map(|field| FIELDS[field].draw(random));
        if random.below(12) == 0 {
            fields[DAY] = of_month(random);
        }
        if random.below(12) == 0 {
            fields[WEEKDAY] = of_week(random);
        }
        // Most crontabs leave one of the day fields open, and so do half of these.
        if random.below(2) == 0 {
            fields[*random.pick(&[DAY, WEEKDAY])] = (*random.pick(&["*", "*", "*", "*", "?"])).into();
        }
        Self(fields)
    }
}

impl Field {
    fn draw(&self, random: &mut Random) -> String {
        if random.below(4) == 0 {
            return "*".into();
        }
        let count = *random.pick(&[1, 1, 1, 1, 2, 3]);
        (0..count).map(|_| self.item(random)).collect::<Vec<_>>().join(",")
    }

    fn item(&self, random: &mut Random) -> String {
        match random.below(20) {
            0..=3 => format!("*/{}", self.step(random)),
            4..=6 => self.range(random),
            7 => format!("{}/{}", self.range(random), self.step(random)),
            8 => format!("{}/{}", random.within(self.min..=self.max), self.step(random)),
            _ => self.value(random),
        }
    }

    /// Mostly one that reaches a second value.
    fn step(&self, random: &mut Random) -> u32 {
        let half = (self.max - self.min) / 2;
        if random.below(12) == 0 { random.within(1..=self.max + 2) } else { random.within(1..=half) }
    }

    fn range(&self, random: &mut Random) -> String {
        let (a, b) = (random.within(self.min..=self.max), random.within(self.min..=self.max));
        let wraps = random.below(8) == 0;
        let (first, last) = if wraps { (a, b) } else { (a.min(b), a.max(b)) };
        if self.names.is_empty() || random.below(2) == 0 {
            return format!("{first}-{last}");
        }
        format!("{}-{}", self.name(first), self.name(last))
    }

    fn value(&self, random: &mut Random) -> String {
        let value = random.within(self.min..=self.max);
        match random.below(8) {
            0..=3 if !self.names.is_empty() => self.name(value).into(),
            7 => format!("{value:02}"),
            _ => value.to_string(),
        }
    }

    fn name(&self, value: u32) -> &'static str {
        // Sunday is 0 and 7.
        self.names[(value - self.min) as usize % self.names.len()]
    }
}

fn of_month(random: &mut Random) -> String {
    match random.below(4) {
        0 => "L".into(),
        1 => "LW".into(),
        2 => format!("L-{}", random.within(1..=9)),
        _ => format!("{}W", random.within(1..=31)),
    }
}

fn of_week(random: &mut Random) -> String {
    let day = match random.below(2) {
        0 => random.within(0..=6).to_string(),
        _ => (*random.pick(&WEEKDAYS)).to_owned(),
    };
    match random.below(2) {
        0 => format!("{day}#{}", random.within(1..=5)),
        _ => format!("{day}L"),
    }
}
