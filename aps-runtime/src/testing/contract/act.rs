use std::fs;
use std::path::PathBuf;
use std::sync::PoisonError;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{self, Clock, SystemClock};
use crate::job::Json;
use crate::sync::{Condvar, Mutex};

/// What a run is to do. It may be in another process: what it does is seen by its outcome, and
/// by files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Act {
    /// Returns this.
    Return(Value),
    /// Fails with this text.
    Fail(String),
    /// Panics with this text.
    Panic(String),
    /// Fails if this file is not there yet, and makes it.
    FailOnce(PathBuf),
    /// Goes on until its gate is open.
    Hold(Gate),
}

/// A folder in which runs leave marks and wait for one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Gate {
    pub(super) folder: PathBuf,
    pub(super) name: String,
}

/// How an act ends.
pub type Performed = Result<Json<Value>, String>;

/// How often a gate is looked at, which nobody opens with a word to those who wait.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// As an `async fn`.
pub async fn perform(act: Act) -> Performed {
    let Act::Hold(gate) = act else { return perform_plainly(act) };
    gate.mark_as_begun()?;
    while !gate.is_open() {
        SystemClock.sleep(LOOK_AGAIN).await;
    }
    Ok(Json(Value::Null))
}

/// As a plain `fn`.
pub fn perform_plainly(act: Act) -> Performed {
    match act {
        Act::Return(value) => Ok(Json(value)),
        Act::Fail(text) => Err(text),
        Act::Panic(text) => panic!("{text}"),
        Act::FailOnce(mark) if mark.exists() => Ok(Json(Value::Null)),
        Act::FailOnce(mark) => {
            fs::write(mark, "").map_err(|error| error.to_string())?;
            Err("the first attempt".into())
        }
        Act::Hold(gate) => {
            gate.mark_as_begun()?;
            let (nobody, lock) = (Condvar::new(), Mutex::new(()));
            while !gate.is_open() {
                let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
                drop(clock::wait_timeout(&nobody, guard, LOOK_AGAIN));
            }
            Ok(Json(Value::Null))
        }
    }
}

impl Gate {
    fn mark_as_begun(&self) -> Result<(), String> {
        fs::write(self.begun(), "").map_err(|error| error.to_string())
    }

    pub(super) fn has_begun(&self) -> bool {
        self.begun().exists()
    }

    fn begun(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Also if the test has ended.
    fn is_open(&self) -> bool {
        self.folder.join("open").exists() || !self.folder.exists()
    }
}
