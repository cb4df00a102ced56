//! The store that Redis or Valkey keeps, which outlives the process and may be shared by many.
//!
//! Each step of the protocol is a script, which Redis runs whole and by itself: no other
//! client sees half of it. What is in which key:
//!
//! | key, behind `{aps:<namespace>}:` | holds |
//! |---|---|
//! | `job:<id>` | a hash: the job as JSON, when it runs next, its revision, its queue |
//! | `jobs` | the ids of all jobs, in their order |
//! | `due:<queue>` | the jobs of one executor and one function that are not paused, by when they are due |
//! | `heads` | the queues that have jobs, by when the first of them is due |
//! | `held` | jobs that a node was given, which others leave to it for a moment |
//! | `problems` | the jobs that cannot be read, and why |
//! | `run:<id>/<fire time>/<token>` | a hash: a run, or what became of a fire time without one |
//! | `slots:<id>` | which slots of a job are taken, by which run |
//! | `ended` | the runs that are over, by when they ended |
//! | `pending:<queue>`, `reruns` | runs that wait to be run again; the queues that have some |
//! | `leases` | the nodes, by when their leases run out |
//! | `node:<id>`, `node:<id>:functions`, `node:<id>:runs` | a node, the functions that it has, the runs that it has |
//! | `write:<node>:<lane>` | the number and the answer of a node's last write |
//! | `version`, `format` | how often it has changed which jobs there are; of which form all this is |
//!
//! Nothing but the numbers of last writes ever expires by itself.
//!
//! | file | answers |
//! |---|---|
//! | `scripts`, `lua/` | what does Redis do in one step? |
//! | `address`, `link`, `server`, `fault` | where is it, how is it asked, is it fit to keep jobs, and what is told when it fails? |
//! | `write` | was what this node has written written? |
//! | `stamp`, `job_row`, `run_row` | how do instants, jobs and runs become texts, and texts jobs? |
//! | `jobs`, `due`, `advance`, `ends`, `reruns`, `nodes`, `renew`, `problems`, `history`, `hints` | the methods of the traits |

mod address;
mod advance;
mod due;
mod ends;
mod fault;
mod hints;
mod history;
mod job_row;
mod jobs;
mod link;
mod nodes;
mod problems;
mod redis_store;
mod renew;
mod reruns;
mod run_row;
mod scripts;
mod server;
mod settings;
mod stamp;
mod store;
mod traits;
mod write;

pub use redis_store::RedisStore;
