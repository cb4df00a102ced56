//! Lists, numbers and names in English.

/// `a`, `a and b`, `a, b and c`; the last word may also be `or`.
pub(super) fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [others @ .., word] => format!("{} {last} {word}", others.join(", ")),
    }
}

/// `day 1`, `days 1 and 15`.
pub(super) fn counted(noun: &str, count: usize, which: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{noun}{s} {which}")
}

/// `1st`, `2nd`, `3rd`, `4th`, …
pub(super) fn ordinal(number: u32) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

/// `first` to `fifth`, and `last` for 5: as the bits of `CronFields::nth`.
pub(super) fn nth(index: u32) -> String {
    let words = ["first", "second", "third", "fourth", "fifth", "last"];
    words.get(index as usize).copied().unwrap_or_default().to_owned()
}

/// A month, 1 to 12.
pub(super) fn month(number: u32) -> String {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    names.get((number as usize).wrapping_sub(1)).copied().unwrap_or_default().to_owned()
}

/// A weekday, 0 is Monday.
pub(super) fn weekday(index: u32) -> String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    names.get(index as usize).copied().unwrap_or_default().to_owned()
}
