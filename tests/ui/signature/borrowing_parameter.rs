use aps_runtime::prelude::*;

#[job]
fn report(_rows: std::borrow::Cow<'_, str>, _all: Vec<&str>) {}

fn main() {}
