//! Types that this program brings.

use std::fmt;

use aps_runtime::{MemoryStore, ThreadPoolExecutor};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct DatabaseOptions {
    url: String,
    #[serde(default = "jobs")]
    table: String,
    password: Option<String>,
}

fn jobs() -> String {
    "jobs".into()
}

fn database(options: DatabaseOptions) -> Result<MemoryStore, Refused> {
    match options.url.split_once("://") {
        Some(_) => Ok(MemoryStore::new()),
        // As careless as can be.
        None => {
            Err(Refused(format!("bad url {} for {} with {:?}", options.url, options.table, options.password)))
        }
    }
}

#[derive(Deserialize)]
pub struct GpuOptions {
    device: u32,
}

fn gpu(options: GpuOptions) -> Result<ThreadPoolExecutor, Refused> {
    if options.device > 7 {
        return Err(Refused("there are eight devices only".into()));
    }
    Ok(ThreadPoolExecutor::new(1).name(format!("gpu-{}", options.device)))
}

aps_runtime::job_store_type!("database", database);
aps_runtime::executor_type!("gpu", gpu);

#[derive(Debug)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}
