use aps_runtime::prelude::*;

#[job]
fn report() -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {})
}

fn main() {}
