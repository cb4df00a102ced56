//! The shape of a set of numbers, read off its bits.

use super::words::{joined, ordinal};

/// The numbers of a field that match.
pub(super) struct Set {
    pub(super) numbers: Vec<u32>,
    min: u32,
    max: u32,
    /// Whether the minimum follows the maximum, as Monday does Sunday.
    wraps: bool,
}

impl Set {
    pub(super) fn of(bits: u64, min: u32, max: u32) -> Self {
        let numbers = (min..=max).filter(|number| bits & (1 << number) != 0).collect();
        Self { numbers, min, max, wraps: true }
    }

    /// The days of a month: the next one begins anew, but not always at the same number.
    pub(super) fn without_wrapping(self) -> Self {
        Self { wraps: false, ..self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    pub(super) fn is_all(&self) -> bool {
        self.count() == self.size()
    }

    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    const fn size(&self) -> usize {
        (self.max - self.min + 1) as usize
    }

    /// The number, if it is the only one.
    pub(super) fn single(&self) -> Option<u32> {
        match self.numbers.as_slice() {
            [number] => Some(*number),
            _ => None,
        }
    }

    /// Step and first number, if the steps are equal all the way round, as in `*/5`.
    pub(super) fn even_step(&self) -> Option<(u32, u32)> {
        let (step, first) = self.step()?;
        ((self.max - self.min + 1).is_multiple_of(step) && first - self.min < step).then_some((step, first))
    }

    /// Step and first number, if the steps are equal up to the maximum.
    pub(super) fn step(&self) -> Option<(u32, u32)> {
        let (first, second, last) = (*self.numbers.first()?, *self.numbers.get(1)?, *self.numbers.last()?);
        let step = second - first;
        let equal = self.numbers.windows(2).all(|pair| matches!(pair, [a, b] if b - a == step));
        (equal && step > 1 && last + step > self.max).then_some((step, first))
    }

    /// As [`step`](Self::step), of so many numbers that nobody would list them.
    pub(super) fn long_step(&self) -> Option<(u32, u32)> {
        self.step().filter(|_| self.count() >= 5)
    }

    /// The first and the last number of each row without a gap.
    pub(super) fn runs(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for &number in &self.numbers {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let around = match runs.as_slice() {
            [(first, _), .., (_, last)] => self.wraps && *first == self.min && *last == self.max,
            _ => false,
        };
        if around {
            let (_, end) = runs.remove(0);
            if let Some((_, last)) = runs.last_mut() {
                *last = end;
            }
        }
        runs
    }

    fn length(&self, (first, last): (u32, u32)) -> u32 {
        if first <= last { last - first + 1 } else { last + 1 - self.min + self.max + 1 - first }
    }

    /// The only row without a gap, if it has three numbers or more.
    pub(super) fn long_run(&self) -> Option<(u32, u32)> {
        match self.runs().as_slice() {
            [run] if self.length(*run) >= 3 => Some(*run),
            _ => None,
        }
    }

    /// `0–3, 8 and 12`.
    pub(super) fn list(&self, last: &str) -> String {
        let items = |run: (u32, u32)| match self.length(run) {
            1 => vec![run.0.to_string()],
            2 => vec![run.0.to_string(), run.1.to_string()],
            _ => vec![format!("{}–{}", run.0, run.1)],
        };
        joined(&self.runs().into_iter().flat_map(items).collect::<Vec<_>>(), last)
    }

    /// `hour 9`, `hours 0–3`, `every 2nd hour`, `every 2nd hour from hour 1`.
    pub(super) fn of_unit(&self, unit: &str) -> String {
        match self.long_step() {
            Some((step, first)) if first == self.min => format!("every {} {unit}", ordinal(step)),
            Some((step, first)) => format!("every {} {unit} from {unit} {first}", ordinal(step)),
            None => super::words::counted(unit, self.count(), &self.list("and")),
        }
    }

    /// Names instead of numbers: `May to August`, `June, July and November`.
    pub(super) fn named(&self, name: fn(u32) -> String, last: &str) -> String {
        match self.long_run() {
            Some((from, to)) => format!("{} to {}", name(from), name(to)),
            None => joined(&self.numbers.iter().map(|number| name(*number)).collect::<Vec<_>>(), last),
        }
    }
}
