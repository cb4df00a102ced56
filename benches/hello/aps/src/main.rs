use aps_runtime::prelude::*;

#[scheduled_job(cron = "* * * * * *", id = "hello")]
async fn hello() {
    println!("hello");
}

/// Due long ago, so it runs at once. The measurement of the start ends here.
#[scheduled_job(date = "2020-01-01 00:00:00", id = "first", misfire_grace_time = none)]
async fn first() {
    if std::env::args().len() > 1 {
        std::process::exit(0);
    }
}

#[aps_runtime::main]
async fn main() {}
