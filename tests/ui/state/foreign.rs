use aps_runtime::prelude::*;

mod other {
    pub struct State<T>(pub T);
}

#[job]
fn report(_db: other::State<u8>) {}

fn main() {}
