//! Three processes of this program, and what they say.

use std::collections::BTreeMap;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

pub struct Nodes {
    children: BTreeMap<String, Child>,
    said: mpsc::UnboundedReceiver<String>,
}

impl Nodes {
    pub fn start<const N: usize>(names: [&str; N], url: &str) -> io::Result<Self> {
        let (say, said) = mpsc::unbounded_channel();
        let mut children = BTreeMap::new();
        for name in names {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["node", name, url]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
            let mut child = command.spawn()?;
            if let Some(output) = child.stdout.take() {
                tokio::spawn(pass_on(BufReader::new(output), say.clone()));
            }
            children.insert(name.to_owned(), child);
        }
        Ok(Nodes { children, said })
    }

    /// Shows what they say, for so long.
    pub async fn follow(&mut self, time: Duration) {
        let said = async {
            while let Some(line) = self.said.recv().await {
                println!("{line}");
            }
        };
        // Whichever comes first: all have said all, or the time is over.
        timeout(time, said).await.ok();
    }

    /// Goes on until one of them has just begun something long: which one.
    pub async fn at_work(&mut self) -> String {
        while let Some(line) = self.said.recv().await {
            println!("{line}");
            let (name, what) = line.split_once(": ").unwrap_or_default();
            if what.starts_with("import") && what.ends_with("begins") {
                return name.to_owned();
            }
        }
        String::new()
    }

    /// As the machine does that is switched off.
    pub fn kill(&mut self, name: &str) -> io::Result<()> {
        println!("-- {name} is killed in the middle of its work");
        self.children.get_mut(name).map_or(Ok(()), Child::start_kill)
    }

    /// They end their work, write down how it ended, and give their leases back.
    pub async fn stop(mut self) -> io::Result<()> {
        for child in self.children.values_mut() {
            drop(child.stdin.take());
        }
        self.follow(Duration::from_secs(5)).await;
        for child in self.children.values_mut() {
            child.wait().await?;
        }
        Ok(())
    }
}

async fn pass_on(output: BufReader<tokio::process::ChildStdout>, say: mpsc::UnboundedSender<String>) {
    let mut lines = output.lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if say.send(line).is_err() {
            return;
        }
    }
}
