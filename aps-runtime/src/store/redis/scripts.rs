//! Every script, as it is sent: once in full, and from then on by its hash.

use std::sync::LazyLock;

use redis::Script;

macro_rules! scripts {
    ($($(#[$doc:meta])* $name:ident: $($file:literal)+;)+) => {
        $(
            $(#[$doc])*
            pub(super) static $name: LazyLock<Script> =
                LazyLock::new(|| Script::new(concat!($(include_str!(concat!("lua/", $file, ".lua"))),+)));
        )+
    };
}

scripts! {
    JOIN: "common" "join";
    RENEW: "common" "renew";
    LOOK: "common" "look";
    REAP: "common" "runs" "reap";
    LEAVE: "common" "runs" "leave";
    FORGET: "common" "runs" "forget";
    NODES: "common" "nodes";
    DUE: "common" "due";
    NEXT_DUE: "common" "next_due";
    ADVANCE: "common" "runs" "advance";
    END_RUNS: "common" "runs" "end_runs";
    RERUNS: "common" "runs" "reruns";
    FIND_OUT: "common" "find_out";
    WRITE_JOBS: "common" "write_jobs";
    REMOVE_JOB: "common" "remove_job";
    LIST_JOBS: "common" "list_jobs";
    PROBLEMS: "common" "problems";
    SET_PROBLEM: "common" "set_problem";
    CLEAR_PROBLEM: "common" "clear_problem";
    LIVE_HISTORY: "common" "live_history";
    ENDED_HISTORY: "common" "ended_history";
}
