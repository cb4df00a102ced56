use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::Span;

use crate::diag::{Diagnostic, Sink};

#[test]
fn errors_cannot_be_forgotten() {
    let forgetful = || {
        let mut sink = Sink::default();
        sink.push(Diagnostic::new(Span::call_site(), "something is wrong"));
    };
    assert_eq!(catch_unwind(AssertUnwindSafe(forgetful)).is_err(), cfg!(debug_assertions));
}

#[test]
fn every_error_is_reported() {
    let mut sink = Sink::default();
    for headline in ["first", "second"] {
        sink.push(Diagnostic::new(Span::call_site(), headline).help("do better").note("because"));
    }
    let tokens = sink.into_tokens().to_string();
    assert_eq!(tokens.matches("compile_error").count(), 2, "{tokens}");
    assert!(tokens.contains(r"first\n  = help: do better\n  = note: because"), "{tokens}");
}
