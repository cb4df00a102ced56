//! Who may import whom: the rooms of ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

/// A room of `aps-runtime/src`, and the words that none of its code may name.
const RULES: [(&str, &[&str]); 9] = [
    (
        "engine",
        &["crate::scheduler", "crate::executor", "crate::store", "crate::host", "crate::clock", "tokio::"],
    ),
    (
        "store",
        &["crate::scheduler", "crate::executor", "crate::event", "crate::host", "crate::clock", "tokio::"],
    ),
    // Databases are far away: what they are asked for may have to wait, and is asked for by tokio.
    ("store/sql", &["crate::scheduler", "crate::executor", "crate::event", "crate::host"]),
    ("store/mongo", &["crate::scheduler", "crate::executor", "crate::event", "crate::host"]),
    ("store/redis", &["crate::scheduler", "crate::executor", "crate::event", "crate::host"]),
    ("executor", &["crate::scheduler", "crate::store", "crate::host", "crate::registry"]),
    ("registry.rs", &["crate::scheduler", "crate::executor", "crate::store", "crate::host", "tokio::"]),
    (
        "config/document",
        &[
            "crate::scheduler",
            "crate::executor",
            "crate::store",
            "crate::job",
            "crate::host",
            "crate::event",
            "crate::registry",
            "crate::clock",
            "tokio::",
        ],
    ),
    ("event", &["crate::scheduler", "crate::executor", "crate::store", "crate::host", "crate::clock"]),
];

#[test]
fn no_room_names_what_it_must_not_know() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("aps-runtime/src");
    let mut faults = Vec::new();
    for (room, forbidden) in RULES {
        for file in rust_files(&source.join(room)) {
            if has_rules_of_its_own(&file, room, &source) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            // Tests stand at the foot of a file, and may use what they like.
            let library = text.lines().take_while(|line| *line != "#[cfg(test)]");
            for (index, line) in library.enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let named = forbidden.iter().filter(|word| code.contains(*word));
                faults.extend(named.map(|word| format!("{}:{}: {word}", file.display(), index + 1)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// In a room within this one.
fn has_rules_of_its_own(file: &Path, room: &str, source: &Path) -> bool {
    RULES.iter().any(|(other, _)| {
        other.strip_prefix(room).is_some_and(|rest| rest.starts_with('/'))
            && file.starts_with(source.join(other))
    })
}

fn rust_files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let files: Vec<_> = entries.flat_map(|entry| rust_files(&entry.unwrap().path())).collect();
    files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}
