#!/usr/bin/env bash
# What annotated functions cost a large program: a crate with N of them is checked, built
# and started, beside the same functions without attributes.
#
#     many-jobs/measure.sh [N]    10,000 if nothing is said
set -euo pipefail
cd "$(dirname "$0")/../.."
jobs=${1:-10000}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

generate() { # the crate `$1`, its functions with attributes if `$2` is 1
    mkdir -p "$folder/$1/src"
    cat >"$folder/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"
[dependencies]
aps-runtime = { path = "$PWD/aps-runtime" }
[workspace]
TOML
    cp Cargo.lock "$folder/$1/"
    awk -v jobs="$jobs" -v attributes="$2" 'BEGIN {
        print "#![allow(dead_code, unused_imports)]\nuse aps_runtime::prelude::*;"
        for (i = 0; i < jobs; i++) {
            if (i % 100 == 0) { if (i) print "}"; print "mod m" i / 100 " { use super::*;" }
            if (attributes) printf "#[scheduled_job(cron = \"%d %d * * mon-fri\", id = \"job.%d\", max_instances = 2)]\n", i % 60, i % 24, i
            printf "pub async fn job_%d() -> Result<(), std::io::Error> { Ok(()) }\n", i
        }
        print "}"
        print "fn main() { let s = Scheduler::builder().build().unwrap(); println!(\"{}\", s.registry().jobs().count()); }"
    }' >"$folder/$1/src/main.rs"
}

seconds() { # of one run of a command
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    awk "BEGIN { printf \"%.2f\", ($end - $start) / 1e9 }"
}

generate with 1
generate without 0
printf '%d functions\n%-10s %9s %9s %11s %9s\n' "$jobs" "" 'check s' 'debug s' 'release s' 'start s'
for crate in with without; do
    cd "$folder/$crate"
    export CARGO_TARGET_DIR="$folder/target-$crate"
    again() { touch src/main.rs; seconds env CARGO_INCREMENTAL=0 cargo "$@" --quiet; }
    # The first time brings the dependencies.
    again check >/dev/null
    again build >/dev/null
    again build --release >/dev/null
    printf '%-10s %9s %9s %11s %9s\n' "$crate" "$(again check)" "$(again build)" "$(again build --release)" \
        "$(seconds "$CARGO_TARGET_DIR/release/$crate")"
    cd - >/dev/null
done
