//! What a job is given is what its function receives, in the right order.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{JobCall, Registry};

static RECEIVED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn receive(text: String) {
    RECEIVED.lock().unwrap().push(text);
}

#[job]
async fn asynchronous(
    first: String,
    context: JobContext,
    (a, b): (u8, u8),
    last: Option<u8>,
) -> Result<(), String> {
    receive(format!("{} {first} {a} {b} {last:?}", context.job_id()));
    Ok(())
}

#[job]
fn blocking(context: JobContext, mut text: String) {
    text.push('!');
    receive(format!("{} {text}", context.job_id()));
}

#[derive(Clone)]
struct Database(&'static str);

type Name = String;

#[scheduled_job(interval = "1h", id = "args.first", args = ("first", 5, Vec::from([1, 2]), Path::new("/tmp").into()))]
#[scheduled_job(interval = "2h", id = "args.second", args = (format!("se{}", "cond"), -5, vec![3], "/"))]
async fn supplied(
    name: Name,
    State(Database(database)): State<Database>,
    count: i8,
    list: Vec<u8>,
    context: JobContext,
    path: PathBuf,
    aps_runtime::State(limit): aps_runtime::State<u32>,
) -> Result<Json<usize>, String> {
    receive(format!("{} {name} {count} {list:?} {} {database} {limit}", context.job_id(), path.display()));
    Ok(Json(list.len()))
}

#[scheduled_job(interval = "1h", args = ('x'))]
fn with_state_only_once(letter: char, state: State<Database>) {
    receive(format!("{letter} {}", state.0.0));
}

/// Without the schedules that other tests declare: their executors do not exist.
fn functions_only() -> Registry {
    Registry::linked().unwrap().without_jobs()
}

#[tokio::test]
async fn arguments_arrive() {
    let clock = ManualClock::at("2030-01-01T00:00:00Z".parse().unwrap());
    let scheduler = Scheduler::builder()
        .clock(clock.clone())
        .registry(functions_only())
        .state(Database("main.db"))
        .state(7_u32)
        .build()
        .unwrap();
    let soon = || DateTrigger::parse("2030-01-01T00:01:00Z").unwrap();
    let later = DateTrigger::parse("2030-01-01T00:02:00Z").unwrap();
    scheduler.add_job(asynchronous::job("one".into(), (2, 3), Some(4)), soon()).id("async").await.unwrap();
    scheduler.add_job(blocking::job("hello".into()), later).id("blocking").await.unwrap();
    for (minute, id) in [(3, "args.first"), (4, "args.second"), (5, with_state_only_once::NAME)] {
        let call = (crate::scheduled(id).call)();
        let trigger = DateTrigger::parse(&format!("2030-01-01T00:0{minute}:00Z")).unwrap();
        scheduler.add_job(call, trigger).id(id).await.unwrap();
    }
    scheduler.start().await.unwrap();
    scheduler.run_clock_until(&clock, "2030-01-01T01:00:00Z".parse().unwrap()).await;
    let expected = [
        "async one 2 3 Some(4)",
        "blocking hello!",
        "args.first first 5 [1, 2] /tmp main.db 7",
        "args.second second -5 [3] / main.db 7",
        "x main.db",
    ];
    assert_eq!(*RECEIVED.lock().unwrap(), expected);
}

/// For arguments that come from data, and are to be refused before anything fires.
#[test]
fn whether_arguments_fit_is_known_without_a_call() {
    let registry = functions_only();
    let fits = |name: &str, call: JobCall| {
        (registry.function(name).unwrap().check)(call.arguments().unwrap()).map_err(|error| error.to_string())
    };
    assert_eq!(fits(blocking::NAME, blocking::job("text".into())), Ok(()));
    let unfit = fits(blocking::NAME, asynchronous::job("first".into(), (1, 2), None));
    assert_eq!(unfit, Err("unfit arguments: invalid length 3, expected fewer elements in array".into()));
    let unfit = fits(with_state_only_once::NAME, blocking::job("text".into()));
    assert_eq!(unfit, Err("unfit arguments: invalid value, expected a character".into()));
}
