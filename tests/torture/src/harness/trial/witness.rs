//! Who asks the server all the time, and writes down when it is slow to answer: what nodes lose by that
//! is no fault of theirs.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::timeout;

use super::super::ControllerLog;
use super::super::clock::wait;
use super::reader::Reader;
use super::{Failure, Subject};
use crate::FaultKind;

const EVERY: Duration = Duration::from_millis(100);
/// No longer than the slack that the judge has.
const SLOW: Duration = Duration::from_millis(200);

/// Goes on until it is over.
pub(super) fn watch(log: &ControllerLog, subject: &Subject, is_over: &AtomicBool) -> Result<(), Failure> {
    if subject.as_server().is_none() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (url, mut connection) = (subject.url(), None);
        while !is_over.load(Ordering::Relaxed) {
            let answer = {
                let mut asked = pin!(ask(&url, &mut connection));
                if let Ok(answer) = timeout(SLOW, &mut asked).await {
                    answer
                } else {
                    let stall = log.fault(FaultKind::Stall, None)?;
                    let answer = asked.await;
                    log.healed(stall)?;
                    answer
                }
            };
            if answer.is_err() {
                // One that is away says so at once.
                connection = None;
            }
            wait(EVERY).await;
        }
        Ok(())
    })
}

async fn ask(url: &str, connection: &mut Option<Reader>) -> Result<(), Failure> {
    match connection {
        Some(connection) => connection.ask().await,
        None => connection.insert(Reader::connect(url).await?).ask().await,
    }
}
