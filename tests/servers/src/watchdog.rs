use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Waits for the end of its input, which comes when the test closes it or dies; then kills what works
/// in the folder, and removes it. A PostgreSQL server that was killed has left a small piece of shared memory,
/// whose number is in the seventh line of its file.
const SCRIPT: &str = r#"
read -r _
servers() {
    find /proc -maxdepth 2 -name cwd \( -lname "$1" -o -lname "$1/*" \) 2>/dev/null | cut -d / -f 3
}
while found=$(servers "$1"); [ -n "$found" ]; do
    kill -9 $found 2>/dev/null
    sleep 0.02
done
memory=$(sed -n '7s/.* //p' "$1/data/postmaster.pid" 2>/dev/null)
[ -z "$memory" ] || ipcrm -m "$memory" 2>/dev/null
rm -rf -- "$1"
"#;

/// A process that outlives the test, however that ends, and leaves nothing of its server.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Child,
}

impl Watchdog {
    /// In a group of its own: what is sent to the test's group, as by Ctrl-C, is not for it.
    pub(crate) fn over(folder: &Path) -> io::Result<Self> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", SCRIPT, "watchdog"]).arg(folder).current_dir("/").process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Watchdog { shell: shell.spawn()? })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _removed = self.shell.wait();
    }
}
