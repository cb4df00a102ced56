use aps_runtime::prelude::*;

#[job]
thread_local! {
    static ROWS: u8 = 5;
}

fn main() {}
