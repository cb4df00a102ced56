use aps_runtime::prelude::*;

#[job]
fn report(_rows: std::rc::Rc<u8>) {}

fn main() {}
