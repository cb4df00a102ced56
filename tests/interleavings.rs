//! What the scheduler's threads share, in many orders in which they may take turns: the tests
//! of `aps-runtime/src/interleavings.rs`, which are compiled with the checker's locks.

mod cargo;

use std::process::Command;

use cargo::cargo;

/// Only the one crate is compiled once more; its dependencies are as they are.
#[test]
fn whatever_the_order_nothing_is_lost_and_nobody_waits_for_ever() {
    let arguments =
        ["rustc", "-p", "aps-runtime", "--lib", "--profile", "test", "--all-features", "--locked"];
    let built = cargo()
        .args(arguments)
        .args(["--message-format", "json-render-diagnostics", "--", "--cfg", "shuttle"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let executable = messages.lines().rev().find_map(|message| {
        let (_, path) = message.split_once(r#""executable":""#)?;
        path.split('"').next()
    });
    let checked = Command::new(executable.unwrap()).arg("interleavings").output().unwrap();
    let told = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{told}{}", String::from_utf8_lossy(&checked.stderr));
    assert!(!told.contains("running 0 tests"), "{told}");
}
