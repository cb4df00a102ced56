//! Schedulers as processes of their own, and the few words that are said between them and the
//! one that measures: a line for a line.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::runs;

/// What a process is to do.
#[derive(Clone)]
pub struct Order {
    pub what: String,
    pub count: usize,
    /// In seconds of Unix time.
    pub due: i64,
    pub url: String,
}

impl Order {
    pub fn read(arguments: &[&str]) -> Order {
        let &[what, count, due, url] = arguments else { panic!("node PEER ROLE WHAT N DUE URL") };
        let (count, due) = (count.parse().expect("a number"), due.parse().expect("a time"));
        Order { what: what.to_owned(), count, due, url: url.to_owned() }
    }
}

pub struct Node {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// Starts it, and waits until it says that it is ready.
    pub async fn start(peer: &str, role: &str, order: &Order) -> Node {
        let mut child = command(peer, role, order);
        let mut child =
            child.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("started");
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let mut node = Node { child, input, lines: BufReader::new(output).lines() };
        assert_eq!(node.line().await, "ready");
        node
    }

    /// Lets it do what it has to, and end: the line that it prints.
    pub async fn finish(peer: &str, role: &str, order: &Order) -> String {
        let output = command(peer, role, order).stderr(Stdio::inherit()).output().await.expect("started");
        assert!(output.status.success(), "{peer} {role}: {}", output.status);
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// How many runs have begun.
    pub async fn count(&mut self) -> i64 {
        self.ask("count").await.parse().expect("a number")
    }

    /// When runs have begun, in nanoseconds of Unix time.
    pub async fn begun(&mut self) -> Vec<i64> {
        numbers(&self.ask("begun").await)
    }

    async fn ask(&mut self, what: &str) -> String {
        self.input.write_all(format!("{what}\n").as_bytes()).await.expect("it listens");
        self.line().await
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.expect("text").expect("it goes on")
    }
}

fn command(peer: &str, role: &str, order: &Order) -> Command {
    let mut command = if peer == "apscheduler" {
        let mut python = Command::new(std::env::var("PYTHON").expect("$PYTHON has APScheduler"));
        python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peer.py"));
        python
    } else {
        let mut own = Command::new(std::env::current_exe().expect("a path"));
        own.args(["node", peer]);
        own
    };
    command.args([role, &order.what, &order.count.to_string(), &order.due.to_string(), &order.url]);
    command
}

pub fn numbers(text: &str) -> Vec<i64> {
    text.split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

/// In the process itself: answers until nobody asks any more.
pub async fn answer() {
    println!("ready");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.expect("text") {
        match line.as_str() {
            "count" => println!("{}", runs::count()),
            _ => println!("{}", runs::begun().iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
        }
    }
}
