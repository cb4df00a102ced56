//! A program that is told by a file what to run, and when.
//!
//! ```sh
//! cargo run --example config
//! APS_TIMEZONE=Mars/Base cargo run --example config   # the environment is heard, too
//! ```

use aps_runtime::prelude::*;

/// What the jobs of `aps.toml` call.
#[job(name = "greet")]
fn greet(context: JobContext, name: String, greeting: String) {
    println!("{}: {greeting}, {name}", context.job_id());
}

#[aps_runtime::main(config = "examples/config/aps.toml")]
async fn main() {}
