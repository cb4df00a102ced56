use aps_runtime::prelude::*;

#[job]
mod reports {
    pub fn report() {}
}

fn main() {}
