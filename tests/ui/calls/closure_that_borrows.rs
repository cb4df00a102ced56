use aps_runtime::prelude::*;

fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    let name = String::from("Ann");
    scheduler.add_job(|| println!("hello, {name}"), Now).wait()?;
    Ok(())
}

fn main() {}
