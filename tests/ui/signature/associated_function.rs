use aps_runtime::prelude::*;

// The attribute cannot see the `impl` block, so the compiler has to speak.
struct Reports;

impl Reports {
    #[job]
    fn report() {}
}

fn main() {}
