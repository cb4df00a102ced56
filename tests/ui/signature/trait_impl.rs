use aps_runtime::prelude::*;

trait Report {
    fn report();
}

struct Monthly;

impl Report for Monthly {
    #[job]
    fn report() {}
}

fn main() {}
