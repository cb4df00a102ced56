//! The examples, run as a user runs them.

mod cargo;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use cargo::cargo;

/// Builds one of them, and tells where it is from the folder of the build on.
///
/// With the features and the packages of `cargo test --all-features`, which has built most of it then; and with an
/// example in any case, since that brings the dependencies of the tests.
fn built(program: &[&str], place: &str) -> PathBuf {
    let build = cargo()
        .args(["build", "--quiet", "--locked", "--workspace", "--all-features", "--example", "quickstart"])
        .args(program)
        .status();
    assert!(build.unwrap().success());
    // This test is in `target/debug/deps`.
    let this_test = std::env::current_exe().unwrap();
    this_test.ancestors().nth(2).unwrap().join(place)
}

fn program(example: &str) -> PathBuf {
    built(&["--example", example], &format!("examples/{example}"))
}

fn crontab(arguments: &[&str]) -> Output {
    let mut command = Command::new(program("crontab"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("TZ", "Europe/Berlin").args(arguments);
    command.output().unwrap()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
    assert!(status.unwrap().success());
}

#[cfg(unix)]
#[test]
fn quickstart_runs_jobs_of_every_kind_and_stops_cleanly() {
    for name in ["INT", "TERM"] {
        let mut child =
            Command::new(program("quickstart")).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut awaited = vec![
            ("summer_report  cron[0 0 1-15 may-aug *]", ""),
            ("heartbeat: due at", ""),
            ("five_seconds: a plain function", ""),
            ("hello, Ann", ""),
            ("event: `fails` failed, run time ", ": the printer is on fire"),
            ("event: `panics` failed, run time ", ": panicked: this was not meant to happen"),
        ];
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        while !awaited.is_empty() {
            let line = lines.next().unwrap_or_else(|| panic!("ended without {awaited:?}"));
            awaited.retain(|(start, end)| !(line.starts_with(start) && line.ends_with(end)));
        }
        signal(&child, name);
        assert_eq!(lines.last().unwrap(), "event: scheduler shut down");
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn crontab_shows_what_it_would_run_and_reports_the_broken_line() {
    let output = crontab(&["--dry-run", "examples/crontab/sample.crontab"]);
    let (shown, reported) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{reported}");

    let lines: Vec<_> = shown.lines().collect();
    let commands: Vec<_> = lines.iter().filter(|line| line.starts_with("line ")).collect();
    assert_eq!(commands.len(), 5, "{shown}");
    assert_eq!(commands[1], &"line 6: echo \"on the hour\"");
    assert_eq!(lines.iter().filter(|line| line.starts_with("    20")).count(), 15, "{shown}");
    assert!(lines.contains(&"    < a second line with 100% of it"), "{shown}");
    assert!(lines[1].ends_with(" CET") || lines[1].ends_with(" CEST"), "the machine's zone: {shown}");
    let new_york = lines[lines.len() - 1];
    assert!(new_york.ends_with(" EST") || new_york.ends_with(" EDT"), "the table's zone: {shown}");

    assert!(reported.starts_with("examples/crontab/sample.crontab:11: "), "{reported}");
    assert!(reported.contains("0 25 * * *\n"), "{reported}");
    assert!(reported.contains("  ^^"), "{reported}");
}

#[cfg(unix)]
#[test]
fn crontab_runs_commands_with_their_input_and_environment() {
    let folder = std::env::temp_dir().join(format!("aps-crontab-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (table, out) = (folder.join("table"), folder.join("out"));
    let lines = format!(
        "WHO = \"Ann\"\nbroken line here\n@reboot (echo $WHO; cat) > {0}.part && mv {0}.part {0}%one%100\\% two\n",
        out.display()
    );
    std::fs::write(&table, lines).unwrap();
    let mut child = Command::new(program("crontab"))
        .arg(&table)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !out.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the program ended");
        std::thread::yield_now();
    }
    signal(&child, "TERM");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(text(&output.stderr).contains(":2: "), "{}", text(&output.stderr));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "Ann\none\n100% two\n");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Ctrl-C waits for running jobs and says so; a second time it does not wait.
#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_wait_for_a_job() {
    let table = std::env::temp_dir().join(format!("aps-second-signal-{}", std::process::id()));
    std::fs::write(&table, "@reboot echo begun; exec sleep 20\n").unwrap();
    let mut child = Command::new(program("crontab"))
        .arg(&table)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(printed.any(|line| line == "begun"));
    signal(&child, "INT");
    let mut reported = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(reported.any(|line| line.starts_with("Ctrl-C: waiting for the jobs that are running (1)")));
    signal(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let ended = "error: ended at once by Ctrl-C; runs cancelled: 0; still running: 1 (`";
    assert!(reported.any(|line| line.starts_with(ended)));
    std::fs::remove_file(&table).unwrap();
}

/// What the file says is done until the program is told to end; what the environment says is heard.
#[cfg(unix)]
#[test]
fn config_runs_what_its_file_says() {
    let start = || {
        let mut command = Command::new(program("config"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let mut child = start().spawn().unwrap();
    let mut awaited = vec!["ann: good day, Ann", "bob: hello, Bob"];
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    while !awaited.is_empty() {
        let line = lines.next().unwrap_or_else(|| panic!("ended without {awaited:?}"));
        assert!(!line.starts_with("nightly"), "it is paused");
        awaited.retain(|text| line != *text);
    }
    signal(&child, "TERM");
    assert!(child.wait().unwrap().success());

    let output = start().env("APS_TIMEZONE", "Mars/Base").output().unwrap();
    let reported = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{reported}");
    assert!(reported.starts_with("error: in `timezone`: `Mars/Base` is not a time zone"), "{reported}");
    assert!(reported.contains("--> environment variable APS_TIMEZONE"), "{reported}");
}

/// Jobs that take their process down beside others that do not notice, and an end by itself.
#[cfg(unix)]
#[test]
fn isolation_goes_on_whatever_its_jobs_do() {
    let output = Command::new(program("isolation")).output().unwrap();
    let (shown, reported) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{shown}{reported}");
    let told = [
        "threads: 12 of 12, 21221 primes\n",
        "processes: 12 of 12, 21221 primes\n",
        "`abort` has failed: the worker process died: signal: 6 (SIGABRT)\n",
        "      what a job has written last is told with its error\n",
        "`exit` has failed: the worker process died: exit status: 3\n",
        "`devour` has failed: the worker process died: ",
        "`hang` has failed: the run took longer than its timeout of 1s\n",
    ];
    for line in told {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(shown.ends_with("all is done, and the program is still there\n"), "{shown}");
}

#[test]
fn crontab_runs_nothing_at_the_hours_of_another_zone() {
    let table = std::env::temp_dir().join(format!("aps-zone-{}", std::process::id()));
    std::fs::write(&table, "\u{feff}0 1 * * * a\nCRON_TZ=Mars/Base\n0 2 * * * b\nCRON_TZ=UTC\n0 3 * * * c")
        .unwrap();
    let output = crontab(&["--dry-run", table.to_str().unwrap()]);
    std::fs::remove_file(&table).unwrap();
    let (shown, reported) = (text(&output.stdout), text(&output.stderr));
    let commands: Vec<_> = shown.lines().filter(|line| line.starts_with("line ")).collect();
    assert_eq!(commands, ["line 1: a", "line 5: c"]);
    assert!(reported.contains(":2: ") && reported.contains(":3: "), "{reported}");
}

#[test]
fn crontab_says_how_it_is_used() {
    let output = crontab(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: usage: crontab [--dry-run] FILE\n");
    let output = crontab(&["--dry-run", "no/such/file"]);
    assert!(text(&output.stderr).starts_with("error: cannot read no/such/file: "));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// It looks for missing and doubled fires itself.
#[test]
fn cluster_goes_on_when_a_node_is_killed_and_loses_nothing() {
    let output = Command::new(program("cluster")).output().unwrap();
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown}{}", text(&output.stderr));
    assert!(shown.contains(" begins, once more\n"), "what the killed node was doing is done again: {shown}");
    assert!(shown.ends_with("is gone, and each fire is there exactly once\n"), "{shown}");
}

/// On a real server.
#[cfg(target_os = "linux")]
#[test]
fn messages_are_delivered_once() {
    let url = test_servers::Redis::shared().fresh_database();
    let messages = built(&["--bin", "messages"], "messages");
    let output = Command::new(messages).arg(&url).output().unwrap();
    let (shown, told) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{shown}{told}");
    let mut lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.pop(), Some("all delivered"));
    lines.sort_unstable();
    let expected: Vec<_> = (0..10).map(|number| format!("to Ann: message {number}")).collect();
    assert_eq!(lines, expected, "{told}");
}
