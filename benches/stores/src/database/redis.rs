//! Redis, by what `INFO` says.

use redis::aio::MultiplexedConnection;
use redis::{Client, cmd};

use super::Work;
use crate::process;

pub struct Redis(MultiplexedConnection);

impl Redis {
    pub async fn connect(url: &str) -> Redis {
        let client = Client::open(url).expect("a URL");
        Redis(client.get_multiplexed_async_connection().await.expect("connected"))
    }

    /// Of the sorted set that has this key.
    pub async fn members(&self, key: &str) -> i64 {
        cmd("ZCARD").arg(key).query_async(&mut self.0.clone()).await.expect("a number")
    }

    pub async fn work(&self) -> Work {
        let info = self.info().await;
        let process = number(&info, "process_id").try_into().expect("an id");
        Work {
            statements: Some(number(&info, "total_commands_processed")),
            // It only grows: the server is told not to rewrite its file.
            bytes: number(&info, "aof_current_size"),
            syncs: None,
            cpu: Some(process::processor_time(process)),
        }
    }

    pub async fn size(&self) -> i64 {
        number(&self.info().await, "used_memory")
    }

    async fn info(&self) -> String {
        cmd("INFO").query_async(&mut self.0.clone()).await.expect("words")
    }
}

fn number(info: &str, name: &str) -> i64 {
    let value = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    value.and_then(|value| value.trim().parse().ok()).expect(name)
}
