//! The errors as users see them: one mistake per file, and `many.rs` with all at once.
//!
//! The recordings are those of one stable compiler. To record after a change:
//! `TRYBUILD=overwrite cargo test --test ui`; then read each message as prose.

#[rustversion::attr(not(stable(1.95)), ignore = "the messages of the compiler differ between versions")]
#[test]
fn errors_are_as_recorded() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/many*.rs");
    for theme in [
        "cron",
        "keyed",
        "interval",
        "date",
        "calendar",
        "members",
        "zone",
        "clocks",
        "jitter",
        "triggers",
        "options",
        "arguments",
        "state",
        "signature",
        "entry",
        "calls",
        "expressions",
        "warnings",
    ] {
        cases.compile_fail(format!("tests/ui/{theme}/*.rs"));
    }
}
