use aps_runtime::prelude::*;

use std::rc::Rc;

#[job]
async fn report() {
    let rows = Rc::new(5);
    std::future::ready(()).await;
    drop(rows);
}

fn main() {}
