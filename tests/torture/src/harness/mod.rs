//! What nodes and their controller need to write histories, and to hurt each other. Linux only.

mod clock;
mod controller_log;
mod failing_store;
mod failpoint;
mod flaw;
mod jobs;
mod lines;
mod node;
mod node_log;
mod node_process;
mod plan;
mod random;
mod trial;

pub use clock::pause;
pub use controller_log::{ControllerLog, OpenCall, OpenFault};
pub use failing_store::FailingStore;
pub use failpoint::{Failpoint, Point};
pub use flaw::Flaw;
pub use jobs::{Workshop, work};
pub use node::{NodeOptions, run_node};
pub use node_log::{Entered, NodeLog};
pub use node_process::NodeProcess;
pub use plan::{Delivery, Injury, Plan, Planned};
pub use random::Random;
pub use trial::{Failure, Outcome, Subject, Trial};
