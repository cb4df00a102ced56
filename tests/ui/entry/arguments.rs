#[aps_runtime::main]
async fn main(_arguments: Vec<String>) {}
