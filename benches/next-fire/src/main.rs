//! How long does it take to find the next fire time, and to parse? aps beside a
//! baseline written by hand and beside its peers, in one run.
//!
//! Each figure: nanoseconds a call, from 1000 random instants between 2020 and 2035;
//! the median of rounds in which all take turns. Ratios are to aps.
//!
//! `next-fire count next|parse PEER ZONE ROUNDS` does nothing but call one of them, for
//! `valgrind --tool=callgrind`: the instructions of two runs that differ in rounds only
//! give those of a call.

mod baseline;
mod expressions;
mod peers;

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use expressions::{ALL, COMMON};
use peers::{NextFire, PEERS};

const ZONES: [Tz; 3] = [Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York];
const ROUNDS: usize = 9;

type Row = [Option<f64>; PEERS.len()];

fn main() {
    let instants: Vec<DateTime<Utc>> =
        expressions::random_instants().into_iter().filter_map(|t| DateTime::from_timestamp(t, 0)).collect();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [count, what, peer, zone, rounds] = arguments.as_slice()
        && count == "count"
    {
        return count_one(what, peer, zone.parse().unwrap(), rounds.parse().unwrap(), &instants);
    }
    for zone in ZONES {
        agree(zone, &instants);
        table(zone.name(), |expression| {
            let calls = PEERS.map(|peer| (peer.next_fire)(expression, zone));
            rounds(&calls, instants.len(), |next| {
                for instant in &instants {
                    black_box(next(black_box(*instant)));
                }
            })
        });
    }
    table("parse", |expression| {
        let calls = PEERS.map(|peer| (peer.parse)(expression));
        rounds(&calls, 1000, |parse| (0..1000).for_each(|_| parse()))
    });
}

/// aps and the baseline answer alike, or figures would mean nothing.
fn agree(zone: Tz, instants: &[DateTime<Utc>]) {
    let [aps, baseline, ..] = PEERS;
    for (name, expression) in ALL {
        let of = |make: fn(&str, Tz) -> Option<NextFire>| make(expression, zone).expect("it takes them all");
        let (aps, baseline) = (of(aps.next_fire), of(baseline.next_fire));
        for instant in instants {
            assert_eq!(aps(*instant), baseline(*instant), "{name} in {zone} after {instant}");
        }
    }
}

/// Nanoseconds a call of each.
fn rounds<T>(calls: &[Option<T>; PEERS.len()], size: usize, run: impl Fn(&T)) -> Row {
    let mut times: [Vec<f64>; PEERS.len()] = Default::default();
    for _ in 0..ROUNDS {
        for (call, times) in calls.iter().zip(&mut times) {
            if let Some(call) = call {
                let start = Instant::now();
                run(call);
                times.push(start.elapsed().as_nanos() as f64 / size as f64);
            }
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    })
}

fn table(title: &str, measure: impl Fn(&str) -> Row) {
    let names = PEERS.map(|peer| peer.name.to_owned());
    println!("\n{title} (ns a call)\n{:17}{}", "", cells(names));
    let rows: Vec<Row> = ALL
        .into_iter()
        .map(|(name, expression)| {
            let row = measure(expression);
            println!("{name:17}{}", cells(row.map(|time| text(time, 0))));
            row
        })
        .collect();
    for (title, rows) in [("mean of 15", &rows[..COMMON]), ("mean of 22", &rows)] {
        let means: [Option<f64>; PEERS.len()] = std::array::from_fn(|peer| mean(rows, peer));
        println!("{title:17}{}", cells(means.map(|mean| text(mean, 1))));
        let ratios = means.map(|mean| Some(mean? / means[0]?));
        println!("{:17}{}", "  ratio", cells(ratios.map(|ratio| text(ratio, 2))));
    }
}

/// The geometric mean, if there is a figure for each expression.
fn mean(rows: &[Row], peer: usize) -> Option<f64> {
    let logarithms: Option<Vec<f64>> = rows.iter().map(|row| row[peer].map(f64::ln)).collect();
    logarithms.map(|all| (all.iter().sum::<f64>() / all.len() as f64).exp())
}

fn text(figure: Option<f64>, digits: usize) -> String {
    figure.map_or("–".to_owned(), |figure| format!("{figure:.digits$}"))
}

fn cells(cells: [String; PEERS.len()]) -> String {
    cells.map(|cell| format!("{cell:>10}")).concat()
}

fn count_one(what: &str, peer: &str, zone: Tz, rounds: usize, instants: &[DateTime<Utc>]) {
    let peer = PEERS.iter().find(|known| known.name == peer).expect("a peer's name");
    for (_, expression) in &ALL[..COMMON] {
        let next = (peer.next_fire)(expression, zone).expect("common to all");
        let parse = (peer.parse)(expression).expect("common to all");
        for _ in 0..rounds {
            match what {
                "parse" => (0..100).for_each(|_| parse()),
                _ => instants.iter().for_each(|instant| {
                    black_box(next(black_box(*instant)));
                }),
            }
        }
    }
}
