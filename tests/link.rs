//! Jobs reach the program whatever the profile and the linker: a small workspace of
//! crates with jobs (`tests/link`) is built in several ways, and its program lists what
//! it was linked with.
//!
//! By default two ways that differ in everything; all of them with `APS_TESTS=full`.

mod cargo;

use std::process::Output;

use cargo::cargo;

/// A profile of `Cargo.toml`, and a linker if it is not the compiler's own.
type Way = (&'static str, Option<&'static str>);

const SOME: [Way; 2] = [("dev", None), ("link-fat", Some("bfd"))];
const ALL: [Way; 8] = [
    ("dev", None),
    ("dev", Some("bfd")),
    ("release", None),
    ("release", Some("bfd")),
    ("link-thin", None),
    ("link-thin", Some("bfd")),
    ("link-fat", None),
    ("link-fat", Some("bfd")),
];

const LINKED: &str = "\
app.own link_app
orders.nested link_orders
orders.nightly link_orders
reports.weekly link_reports
job `unnamed.lost` is expected, but no crate that is linked into this program declares it; \
if a crate declares it, link that crate with `use that_crate as _;`
";

#[cfg(target_os = "linux")]
#[test]
fn every_named_crate_brings_its_jobs() {
    let full = std::env::var("APS_TESTS").is_ok_and(|tests| tests == "full");
    for way in if full { &ALL[..] } else { &SOME[..] } {
        let output = build(*way, &["run", "-p", "link-app"]);
        assert_eq!(text(&output.stdout), LINKED, "{way:?}: {}", text(&output.stderr));
    }
}

#[test]
fn examples_and_test_binaries_have_jobs_of_their_own() {
    let example = build(("dev", None), &["run", "-p", "link-app", "--example", "linked"]);
    let expected = "example.own linked\norders.nested link_orders\norders.nightly link_orders\n";
    assert_eq!(text(&example.stdout), expected, "{}", text(&example.stderr));
    let test = build(("dev", None), &["test", "-p", "link-app", "--test", "linked"]);
    assert!(test.status.success(), "{}", text(&test.stdout));
}

#[test]
fn one_id_in_two_crates_is_refused_at_the_start_with_both_places() {
    let output = build(("dev", None), &["run", "-p", "link-conflict"]);
    assert_eq!(output.status.code(), Some(1));
    let reported = text(&output.stderr);
    assert!(reported.contains("job id `orders.nightly` is defined twice"), "{reported}");
    for place in ["tests/link/orders/src/lib.rs:13:1", "tests/link/twin/src/lib.rs:5:1"] {
        assert!(reported.contains(place), "{reported}");
    }
}

fn build((profile, linker): Way, arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    let (command, rest) = arguments.split_first().unwrap();
    let mut cargo = cargo();
    cargo.args([command, "--quiet", "--locked", "--profile", profile]).args(rest);
    if let Some(name) = linker {
        // In a folder of its own: what is built for two linkers has the same file names.
        cargo.env("CARGO_TARGET_DIR", format!("{root}/target/link-{name}"));
        cargo.env("RUSTFLAGS", format!("-Clink-arg=-fuse-ld={name}"));
    }
    cargo.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
