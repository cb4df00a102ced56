use aps_runtime::prelude::*;

#[job]
async fn report(_rows: State<std::rc::Rc<Vec<u8>>>) {}

fn main() {}
