//! Messages wait in a sorted set of Redis until they are due. Twice a second a job takes those that are, and
//! gives each a job of its own, which delivers it: from inside a job, on a store that nodes share.
//!
//! ```sh
//! cargo run -p messages -- redis://127.0.0.1
//! ```
//!
//! Start it as often as you like: the processes share the work. No message is lost, though the job that takes
//! it may die at any point: it gives the message its job first, by an id that is the message's, and takes it out
//! of the set then. Who finds it there once more finds its job, too, unless that is done by then; so a message may
//! be delivered twice if a process dies in that very moment.

use aps_runtime::prelude::*;
use aps_runtime::{Clock, ErrorKind, SystemClock};
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

/// Its members are `id|to|text`, their scores when they are due, in milliseconds since 1970. It has the tag that the
/// store's keys have: whoever may use these may use it, and in a cluster they are in one place.
const MESSAGES: &str = "{aps:messages}:waiting";

/// How many are taken at a time.
const MOST: isize = 100;

/// How many the example sends.
const SENT: u32 = 10;

#[job]
fn deliver(to: String, text: String) {
    println!("to {to}: {text}");
}

#[scheduled_job(interval(seconds = 0.5), id = "push")]
async fn push(ctx: JobContext, State(redis): State<MultiplexedConnection>) -> Result<(), PushError> {
    let mut redis = redis;
    let now = ctx.now().timestamp_millis();
    let due: Vec<String> = redis.zrangebyscore_limit(MESSAGES, "-inf", now, 0, MOST).await?;
    for message in due {
        let mut parts = message.splitn(3, '|');
        if let (Some(id), Some(to), Some(text)) = (parts.next(), parts.next(), parts.next()) {
            let call = deliver::job(to.into(), text.into());
            let added = ctx.scheduler().add_job(call, Now).id(format!("message-{id}")).await;
            // It has a job already: whoever gave it one did not come to take it out.
            added.map(drop).or_else(|error| match error.kind() {
                ErrorKind::ConflictingId => Ok(()),
                _ => Err(error),
            })?;
        }
        let _: () = redis.zrem(MESSAGES, &message).await?;
    }
    Ok(())
}

type PushError = Box<dyn std::error::Error + Send + Sync>;

/// One each quarter of a second.
async fn send(redis: &mut MultiplexedConnection) -> Result<(), redis::RedisError> {
    let now = SystemClock.now().timestamp_millis();
    for number in 0..SENT {
        let message = format!("{now}-{number}|Ann|message {number}");
        let _: () = redis.zadd(MESSAGES, message, now + i64::from(number) * 250).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), PushError> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "redis://127.0.0.1".into());
    let mut redis = redis::Client::open(&*url)?.get_multiplexed_async_connection().await?;
    let store = RedisStore::new(&url)?.namespace("messages");
    let scheduler = Scheduler::builder().job_store("default", store).state(redis.clone()).build()?;
    let mut delivered = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR);
    scheduler.start().await?;
    send(&mut redis).await?;
    let mut left = SENT;
    while left > 0 {
        match delivered.next().await {
            Some(Ok(Event::JobExecuted { job_id, .. })) if job_id != "push" => left -= 1,
            Some(Ok(Event::JobError { job_id, error, .. })) => eprintln!("{job_id}: {error}"),
            Some(_) => {}
            None => break,
        }
    }
    scheduler.shutdown(Wait::ForJobs).await?;
    println!("all delivered");
    Ok(())
}
