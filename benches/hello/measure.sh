#!/usr/bin/env bash
# What a hello-world job costs: crates, clean release build, binary, start to first
# fire. aps beside tokio-cron-scheduler, in one run.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
export CARGO_TARGET_DIR=$target

milliseconds() { # of one run of a command
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

cargo fetch --quiet
printf '%-28s %8s %10s %10s %12s %16s\n' program crates 'build s' 'size kB' 'stripped kB' 'first fire ms'
for program in hello-aps hello-tokio-cron-scheduler; do
    crates=$(cargo tree -p "$program" -e normal --prefix none | sed 's/ (\*)$//' | sort -u | wc -l)
    rm -rf "$target"
    build=$(milliseconds cargo build --release --quiet -p "$program")
    binary=$target/release/$program
    size=$(stat -c %s "$binary")
    strip -o "$target/stripped" "$binary"
    first=$(for _ in $(seq 15); do milliseconds "$binary" once; done | median)
    printf '%-28s %8d %10s %10d %12d %16d\n' "$program" "$crates" \
        "$(awk "BEGIN { printf \"%.1f\", $build / 1000 }")" \
        $((size / 1000)) $(($(stat -c %s "$target/stripped") / 1000)) "$first"
done
