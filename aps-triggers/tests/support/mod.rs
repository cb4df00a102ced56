//! What the property tests share.

#![allow(dead_code, reason = "each test uses its own part")]

use proptest::test_runner::{Config, RngSeed};

/// The same cases every time, unless `PROPTEST_CASES` or `PROPTEST_RNG_SEED` ask for
/// others.
pub fn config(cases: u32) -> Config {
    let given = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, ..given }
}

const SEED: u64 = 20_261_122;

/// Whether `APS_TESTS=full` asks for the long run: minutes, in a release build.
pub fn full() -> bool {
    std::env::var("APS_TESTS").is_ok_and(|value| value == "full")
}

/// A small generator (splitmix64) for tests that are no property tests; the same
/// numbers every time, unless `APS_SEED` asks for others.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        let seed = std::env::var("APS_SEED").ok().map_or(SEED, |seed| seed.parse().unwrap());
        println!("APS_SEED={seed}");
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not 0.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap()
    }

    pub fn within(&mut self, range: std::ops::RangeInclusive<u32>) -> u32 {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len().try_into().unwrap()) as usize]
    }
}
