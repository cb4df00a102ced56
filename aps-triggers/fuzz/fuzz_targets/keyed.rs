//! The fields of the keyed form, one a line.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/checks/mod.rs"]
#[allow(dead_code, reason = "each target uses its own part")]
mod checks;

fuzz_target!(|text: &str| checks::keyed(text));
