use aps_runtime::prelude::*;

struct Reports;

#[job]
impl Reports {
    fn report() {}
}

fn main() {}
