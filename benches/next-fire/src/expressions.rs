//! What is measured.

/// A name, and the expression as a crontab, with seconds or without.
///
/// The first [`COMMON`] are those that every peer takes.
pub const ALL: [(&str, &str); 22] = [
    ("every_minute", "* * * * *"),
    ("every_5min", "*/5 * * * *"),
    ("work_15min", "*/15 9-17 * * MON-FRI"),
    ("hourly", "0 * * * *"),
    ("three_minutes", "5,20,50 * * * *"),
    ("daily", "0 0 * * *"),
    ("daily_0230", "30 2 * * *"),
    ("weekdays_0900", "0 9 * * MON-FRI"),
    ("sunday_0300", "0 3 * * SUN"),
    ("monthly", "0 0 1 * *"),
    ("twice_a_month", "0 0 1,15 * *"),
    ("may_aug", "0 0 1-15 5-8 *"),
    ("quarterly", "0 0 1 1,4,7,10 *"),
    ("yearly", "0 0 1 1 *"),
    ("feb29", "0 0 29 2 *"),
    ("every_second", "* * * * * *"),
    ("every_5s", "*/5 * * * * *"),
    ("friday_13th", FRIDAY_13TH),
    ("last_day", "0 0 L * *"),
    ("third_friday", "0 0 * * FRI#3"),
    ("last_friday", "0 0 * * FRIL"),
    ("near_15th", "0 0 15W * *"),
];

/// What the means are over.
pub const COMMON: usize = 15;

/// The day AND the weekday, not OR as in a crontab: peers are asked for that in their
/// own way.
pub const FRIDAY_13TH: &str = "0 0 13 * FRI";

/// The same in each run (xorshift, Marsaglia 2003): seconds from 2020 to 2034.
pub fn random_instants() -> Vec<i64> {
    let (from, to) = (1_577_836_800_u64, 2_051_222_400_u64);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    (0..1000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (from + state % (to - from)) as i64
        })
        .collect()
}
