use aps_runtime::prelude::*;

unsafe extern "C" {
    #[job]
    fn report();
}

fn main() {}
