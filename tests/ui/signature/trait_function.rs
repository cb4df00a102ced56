use aps_runtime::prelude::*;

trait Report {
    #[job]
    fn report();
}

fn main() {}
