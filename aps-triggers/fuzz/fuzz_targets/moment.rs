//! A date, a length or the name of a zone.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/checks/mod.rs"]
#[allow(dead_code, reason = "each target uses its own part")]
mod checks;

fuzz_target!(|text: &str| {
    checks::moment(text);
    checks::zone(text);
});
