//! What the property tests share.

use proptest::test_runner::{Config, RngSeed};

/// The same cases every time, unless `PROPTEST_CASES` or `PROPTEST_RNG_SEED` ask for
/// others.
pub fn config(cases: u32) -> Config {
    let given = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { cases };
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_122),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, ..given }
}
