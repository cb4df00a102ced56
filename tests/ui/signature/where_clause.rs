use aps_runtime::prelude::*;

#[job]
fn report<T>()
where
    T: Default,
{
}

fn main() {}
