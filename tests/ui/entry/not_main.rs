#[aps_runtime::main]
async fn run() {}

fn main() {}
