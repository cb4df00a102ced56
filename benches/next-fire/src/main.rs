//! How long does it take to find the next fire time? aps beside its peers, in one run.
//!
//! Each figure: nanoseconds a call, from 1000 random instants between 2020 and 2035;
//! the median of five rounds. Ratios are to aps.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::str::FromStr;
use std::time::Instant;

use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// A name, the expression, and whether the `cron` crate and `saffron` take it too.
const EXPRESSIONS: [(&str, &str); 18] = [
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
    ("last_day", "0 0 L * *"),
    ("third_friday", "0 0 * * FRI#3"),
    ("last_friday", "0 0 * * FRIL"),
];

/// Those that all peers take: what the means are over.
const COMMON: usize = 15;

type NextFire = Box<dyn Fn(DateTime<Utc>) -> Option<DateTime<Utc>>>;

fn aps(expression: &str, zone: Tz) -> Option<NextFire> {
    let trigger = CronTrigger::parse(expression).ok()?.timezone(TimeZone::get(zone.name()).ok()?);
    Some(Box::new(move |after| trigger.next_fire_time(Some(after), after)))
}

fn cron(expression: &str, zone: Tz) -> Option<NextFire> {
    let schedule = cron::Schedule::from_str(&format!("0 {expression}")).ok()?;
    Some(Box::new(move |after| schedule.after(&after.with_timezone(&zone)).next().map(|t| t.to_utc())))
}

fn croner(expression: &str, zone: Tz) -> Option<NextFire> {
    let pattern = croner::Cron::from_str(expression).ok()?;
    Some(Box::new(move |after| {
        let next = pattern.find_next_occurrence(&after.with_timezone(&zone), false);
        next.ok().map(|time| time.to_utc())
    }))
}

fn saffron(expression: &str, zone: Tz) -> Option<NextFire> {
    let pattern: saffron::Cron = (zone == Tz::UTC).then(|| expression.parse().ok()).flatten()?;
    Some(Box::new(move |after| pattern.next_after(after)))
}

type Peer = (&'static str, fn(&str, Tz) -> Option<NextFire>);
const PEERS: [Peer; 4] = [("aps", aps), ("cron", cron), ("croner", croner), ("saffron", saffron)];

fn main() {
    let instants = random_instants();
    for zone in [Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York] {
        println!("\n{} (ns a call)\n{:15}{}", zone.name(), "", row(PEERS.map(|(name, _)| name.to_owned())));
        let mut logarithms: BTreeMap<&str, f64> = BTreeMap::new();
        for (index, (name, expression)) in EXPRESSIONS.into_iter().enumerate() {
            let times = PEERS.map(|(peer, make)| {
                let time = make(expression, zone).map(|next| measure(&next, &instants));
                if let Some(time) = time.filter(|_| index < COMMON) {
                    *logarithms.entry(peer).or_default() += time.ln();
                }
                time.map_or("–".to_owned(), |time| format!("{time:.0}"))
            });
            println!("{name:15}{}", row(times));
        }
        let mean = |peer| logarithms.get(peer).map(|sum| (sum / COMMON as f64).exp());
        let text = |figure: Option<f64>| figure.map_or("–".to_owned(), |figure| format!("{figure:.1}"));
        println!("{:15}{}", "geometric mean", row(PEERS.map(|(peer, _)| text(mean(peer)))));
        let ratio = |peer| Some(mean(peer)? / mean("aps")?);
        println!("{:15}{}", "ratio", row(PEERS.map(|(peer, _)| text(ratio(peer)))));
    }
}

fn row(cells: [String; 4]) -> String {
    cells.map(|cell| format!("{cell:>10}")).concat()
}

fn measure(next: &NextFire, instants: &[DateTime<Utc>]) -> f64 {
    let mut rounds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            for instant in instants {
                black_box(next(black_box(*instant)));
            }
            start.elapsed().as_nanos() as f64 / instants.len() as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

/// The same in each run (xorshift, Marsaglia 2003).
fn random_instants() -> Vec<DateTime<Utc>> {
    let (from, to) = (1_577_836_800_u64, 2_051_222_400_u64);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    (0..1000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            DateTime::from_timestamp((from + state % (to - from)) as i64, 0).expect("in range")
        })
        .collect()
}
