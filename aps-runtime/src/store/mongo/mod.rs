//! A store that MongoDB keeps.
//!
//! | file | answers |
//! |---|---|
//! | `options`, `connect`, `fault` | how is the database connected to, and what is told when it fails? |
//! | `migrate` | are the collections and indexes there, and up to date? |
//! | `job_document`, `run_document` | how do jobs and runs become documents, and documents jobs? |
//! | `transaction`, `claim`, `read` | what is written together, does this node still have its lease, and was it committed? |
//! | `rows` | how are many documents changed by one statement? |
//! | `slices`, `slots` | which node looks at which jobs first? how many runs of a job are under way? |
//! | `jobs`, `due`, `advance`, `ends`, `reruns`, `nodes`, `renew`, `problems`, `history`, `changes` | the methods of the traits |

mod advance;
mod changes;
mod claim;
mod connect;
mod due;
mod ends;
mod fault;
mod history;
mod job_document;
mod jobs;
mod migrate;
mod mongo_store;
mod nodes;
mod options;
mod problems;
mod read;
mod renew;
mod reruns;
mod rows;
mod run_document;
mod slices;
mod slots;
mod store;
mod traits;
mod transaction;

pub use mongo_store::MongoStore;
