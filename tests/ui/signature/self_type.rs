use aps_runtime::prelude::*;

struct Reports;

impl Reports {
    #[job]
    fn report(_other: Self) {}
}

fn main() {}
