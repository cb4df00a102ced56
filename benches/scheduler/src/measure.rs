//! The measurements. Each prints what it found as `key=value` pairs.

use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokio::time::sleep;

use crate::peers::{Peer, When};
use crate::process::{processor_time, resident, waits};
use crate::runs;

/// How long `idle`, `late`, `spread` and `churn` look.
const SECONDS: usize = 20;
const SPAN: TimeDelta = TimeDelta::seconds(SECONDS as i64);

/// Nothing if the peer cannot do it.
pub async fn measure<P: Peer>(what: &str, count: usize) -> Option<String> {
    match what {
        "capacity" => Some(capacity::<P>(count).await),
        "bulk" if P::ADDS_MANY => Some(bulk::<P>(count).await),
        "burst" => Some(burst::<P>(count).await),
        "idle" => Some(idle::<P>(count).await),
        "late" => Some(late::<P>(count, When::EverySecond).await),
        "spread" if P::KEEPS_PHASES => Some(spread::<P>(count).await),
        "churn" if P::CHANGES => Some(churn::<P>(count).await),
        "bulk" | "spread" | "churn" => None,
        _ => panic!("no measurement `{what}`"),
    }
}

/// Adds jobs that are due in hours or days, and removes them again: microseconds and resident
/// bytes a job. What a peer does in the background is waited for.
async fn capacity<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    let mut ids = Vec::with_capacity(count);
    ids.push(peer.add(When::Far(0)).await);
    let before = resident();
    let (start, used) = (Instant::now(), processor_time());
    for index in 1..count {
        ids.push(peer.add(When::Far(index)).await);
    }
    let (added, add_cpu) = (settle(start).await, processor_time() - used);
    let bytes = (resident() - before) as f64 / count as f64;
    let (added, add_cpu) = (microseconds(added, count), microseconds(add_cpu, count));
    let mut figures = format!("add_us={added:.3} add_cpu_us={add_cpu:.3} bytes={bytes:.0}");
    if P::REMOVES {
        let (start, used) = (Instant::now(), processor_time());
        for id in ids {
            peer.remove(id).await;
        }
        let (removed, cpu) = (settle(start).await, processor_time() - used);
        let (removed, cpu) = (microseconds(removed, count), microseconds(cpu, count));
        figures += &format!(" remove_us={removed:.3} remove_cpu_us={cpu:.3}");
    }
    figures
}

/// The same jobs, added a thousand at once.
async fn bulk<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    peer.add(When::Far(0)).await;
    let before = resident();
    let (start, used) = (Instant::now(), processor_time());
    for first in (1..count).step_by(1000) {
        peer.add_many((first..count.min(first + 1000)).map(When::Far)).await;
    }
    let (added, cpu) = (settle(start).await, processor_time() - used);
    let bytes = (resident() - before) as f64 / count as f64;
    let (added, cpu) = (microseconds(added, count), microseconds(cpu, count));
    format!("add_us={added:.3} add_cpu_us={cpu:.3} bytes={bytes:.0}")
}

fn microseconds(elapsed: Duration, count: usize) -> f64 {
    elapsed.as_secs_f64() * 1e6 / count as f64
}

/// From `start` until the process falls silent: the end of the last window of 10 ms in which
/// it used more than a twentieth of it.
async fn settle(start: Instant) -> Duration {
    const WINDOW: Duration = Duration::from_millis(10);
    let mut busy_until = start.elapsed();
    let mut silent = 0;
    let mut used = processor_time();
    while silent < 3 {
        sleep(WINDOW).await;
        let now = processor_time();
        if now.saturating_sub(used) > WINDOW / 20 {
            busy_until = start.elapsed();
            silent = 0;
        } else {
            silent += 1;
        }
        used = now;
    }
    busy_until
}

/// Jobs that do nothing, all due at one instant: milliseconds from then until the first, the
/// middle and the last began; how many a second began in between; how many did at all.
async fn burst<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    // Twice as much room, for jobs that run twice.
    runs::expect(2 * count);
    let seconds_to_add = 3 + i64::try_from(count / 30_000).expect("few");
    let due = Utc::now().trunc_subsecs(0) + TimeDelta::seconds(seconds_to_add);
    for _ in 0..count {
        peer.add(When::At(due)).await;
    }
    assert!(Utc::now() < due, "not all were added in time");
    peer.all_are_added();
    sleep_until(due - TimeDelta::milliseconds(300)).await;
    let used = processor_time();
    sleep_until(due).await;
    let mut seen = 0;
    while runs::count() > seen || Utc::now() < due + TimeDelta::seconds(3) {
        seen = runs::count();
        sleep(Duration::from_millis(500)).await;
    }
    let used = processor_time() - used;
    let begun = runs::begun();
    let after = |part: usize| begun.get(part).map_or(f64::NAN, |time| milliseconds(time - nanoseconds(due)));
    let (first, last) = (after(0), after(begun.len().saturating_sub(1)));
    format!(
        "began={} first_ms={first:.2} p50_ms={:.2} last_ms={last:.2} per_s={:.0} cpu_ms={:.0}",
        runs::count(),
        after(begun.len() / 2),
        begun.len() as f64 / (last - first) * 1e3,
        used.as_secs_f64() * 1e3
    )
}

/// Far jobs, and nothing due: processor time a second, and how often a thread woke.
async fn idle<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    for index in 0..count {
        peer.add(When::Far(index)).await;
    }
    peer.all_are_added();
    settle(Instant::now()).await;
    sleep(Duration::from_secs(1)).await;
    let (used, waited) = (processor_time(), waits());
    // By a plain thread's sleep, which does not wake the runtime of the peer.
    std::thread::sleep(Duration::from_secs(SECONDS as u64));
    let (used, waited) = (processor_time() - used, waits() - waited);
    format!("cpu_ms_per_s={:.4} wakes={waited}", used.as_secs_f64() * 1e3 / SECONDS as f64)
}

/// Jobs on each whole second: how far into the second they began.
async fn late<P: Peer>(count: usize, when: When) -> String {
    let mut peer = P::start().await;
    runs::expect((SECONDS + 3) * count);
    for _ in 0..count {
        peer.add(when).await;
    }
    peer.all_are_added();
    let from = (Utc::now() + TimeDelta::seconds(1)).trunc_subsecs(0) - TimeDelta::milliseconds(1);
    let used = watch(from).await;
    let begun = begun_between(from, from + SPAN);
    lateness(begun.into_iter().map(|begun| begun % 1_000_000_000), used, count)
}

/// As many jobs, each once a second, evenly spread over it: so one is due every `1 s / count`.
async fn spread<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    let (period, from) = add_spread(&mut peer, count).await;
    let used = watch(from).await;
    lateness(in_turn(from, period, count), used, count)
}

/// Adds the jobs; nanoseconds from one to the next, and the start of the first whole second.
async fn add_spread<P: Peer>(peer: &mut P, count: usize) -> (i64, DateTime<Utc>) {
    runs::expect((SECONDS + 5) * count);
    let period = 1_000_000_000 / i64::try_from(count).expect("few");
    let start = (Utc::now() + TimeDelta::seconds(2)).trunc_subsecs(0);
    for index in 0..count {
        let phase = TimeDelta::nanoseconds(period * i64::try_from(index).expect("few"));
        peer.add(When::EverySecondFrom(start + phase)).await;
    }
    (period, start)
}

/// A thousand fires a second, spread as in `spread`, among far jobs of which one after the
/// other is removed and another added as fast as it goes.
async fn churn<P: Peer>(count: usize) -> String {
    let mut peer = P::start().await;
    let mut ids = Vec::with_capacity(count);
    for index in 0..count {
        ids.push(peer.add(When::Far(index)).await);
    }
    let (period, from) = add_spread(&mut peer, 1000).await;
    sleep_until(from).await;
    let (used, end) = (processor_time(), Instant::now() + Duration::from_secs(SECONDS as u64));
    let mut changes = 0;
    let mut slowest = Duration::ZERO;
    while Instant::now() < end {
        let start = Instant::now();
        let id = peer.add(When::Far(changes)).await;
        peer.remove(std::mem::replace(&mut ids[changes % count], id)).await;
        slowest = slowest.max(start.elapsed());
        changes += 1;
    }
    let used = processor_time() - used;
    let figures = lateness(in_turn(from, period, 1000), used, 1000);
    let rate = changes / SECONDS;
    format!("{figures} changes_per_s={rate} slowest_ms={:.2}", slowest.as_secs_f64() * 1e3)
}

/// Waits for the start and then for the end; processor time in between.
async fn watch(from: DateTime<Utc>) -> Duration {
    sleep_until(from).await;
    let used = processor_time();
    sleep(Duration::from_secs(SECONDS as u64)).await;
    processor_time() - used
}

fn begun_between(from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<i64> {
    let range = nanoseconds(from)..nanoseconds(until);
    runs::begun().into_iter().filter(|begun| range.contains(begun)).collect()
}

/// How late each was, where one was due every `period` nanoseconds: they are told apart by
/// their order, so a lateness may be longer than the period.
fn in_turn(from: DateTime<Utc>, period: i64, count: usize) -> impl Iterator<Item = i64> {
    let due = (0..).map(move |index| nanoseconds(from) + period * index);
    let begun = begun_between(from, from + SPAN * 2).into_iter().take(count * SECONDS);
    begun.zip(due).map(|(begun, due)| begun - due)
}

fn lateness(late: impl Iterator<Item = i64>, used: Duration, count: usize) -> String {
    let mut late: Vec<i64> = late.collect();
    late.sort_unstable();
    let at = |part: f64| {
        let index = (late.len() as f64 * part) as usize;
        late.get(index.min(late.len().saturating_sub(1))).map_or(f64::NAN, |late| milliseconds(*late))
    };
    format!(
        "ran={} of={} p50_ms={:.3} p99_ms={:.3} max_ms={:.3} cpu_ms_per_s={:.2}",
        late.len(),
        count * SECONDS,
        at(0.5),
        at(0.99),
        at(1.0),
        used.as_secs_f64() * 1e3 / SECONDS as f64
    )
}

async fn sleep_until(instant: DateTime<Utc>) {
    sleep((instant - Utc::now()).to_std().unwrap_or_default()).await;
}

fn nanoseconds(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_nanos_opt().expect("before 2262")
}

fn milliseconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e6
}
