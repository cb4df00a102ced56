use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::geteuid;

/// Debian asks this program whether a service may be started.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Installs a Debian package, without starting a service of it; or says why not.
pub(crate) fn install(package: &str) -> Result<(), String> {
    if !geteuid().is_root() {
        return Err("only root can install it".to_owned());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("there is no apt-get to install it with".to_owned());
    }
    let _turn = turn().map_err(|error| format!("cannot wait for other installations: {error}"))?;
    let _policy = Policy::none_starts().map_err(|error| format!("{POLICY}: {error}"))?;
    let wanted = ["install", "-y", "--no-install-recommends", package];
    // Without lists, with outdated ones, or when another apt was at work, it succeeds the second time.
    apt_get(&wanted).or_else(|_| apt_get(&["update"]).and_then(|()| apt_get(&wanted)))
}

/// One installation at a time: other test programs may miss the same package.
fn turn() -> io::Result<File> {
    let lock = OpenOptions::new().create(true).append(true).mode(0o600).open("/run/aps-test-servers.lock")?;
    lock.lock()?;
    Ok(lock)
}

fn apt_get(arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("/usr/bin/apt-get");
    command.args(["-q", "-o", "DPkg::Lock::Timeout=300"]).args(arguments).stdin(Stdio::null());
    command.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
    let output = command.output().map_err(|error| error.to_string())?;
    let told = || format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    output.status.success().then_some(()).ok_or_else(told)
}

/// While it lives no package starts a service. A policy that the machine has is left as it is.
struct Policy {
    written: bool,
}

impl Policy {
    fn none_starts() -> io::Result<Self> {
        match OpenOptions::new().create_new(true).write(true).mode(0o755).open(POLICY) {
            Ok(mut file) => {
                let policy = Policy { written: true };
                file.write_all(b"#!/bin/sh\nexit 101\n")?;
                Ok(policy)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Policy { written: false }),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if self.written {
            let _gone_perhaps = fs::remove_file(POLICY);
        }
    }
}
