use aps_runtime::prelude::*;

#[job]
fn report() -> impl Future<Output = ()> {
    async {}
}

fn main() {}
