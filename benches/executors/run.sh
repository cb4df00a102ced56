#!/usr/bin/env bash
# The executors of aps beside those of APScheduler 3.11, in one run: medians of ROUNDS, in
# which all take turns, and ratios. Needs python3 with venv; APScheduler comes from PyPI.
# run.sh [WHAT…], all that there is by default.
set -euo pipefail
cd "$(dirname "$0")/.."
nice cargo build --release --quiet -p executors
aps=${CARGO_TARGET_DIR:-target}/release/executors
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet 'apscheduler>=3.11,<4'
declare -A counts=([round-trip]=1000 [throughput]=10000 [compute]=300)
[ $# -gt 0 ] || set -- round-trip throughput compute

for what in "$@"; do
    for _ in $(seq "${ROUNDS:-3}"); do
        for executor in tokio threads processes; do
            "$aps" "$executor" "$what" "${COUNT:-${counts[$what]}}"
            [ "$executor" = tokio ] && continue
            "$place/venv/bin/python" executors/peer.py "$executor" "$what" "${COUNT:-${counts[$what]}}"
        done
    done
done >"$place/lines"

echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
awk -F, '
    {
        split($1, name, " ")
        count = split($4, pairs, " ")
        for (i = 1; i <= count; i++) {
            split(pairs[i], pair, "=")
            row = name[2] " " $2 " " pair[1]
            if (!(row in seen)) { seen[row] = 1; order[++rows] = row }
            values[row, name[1]] = values[row, name[1]] " " pair[2]
        }
    }
    function median(text,    v, n, i, j, t) {
        n = split(text, v, " ")
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
        return n ? v[int((n + 1) / 2)] : ""
    }
    END {
        printf "%-34s%14s%14s%10s\n", "", "aps", "APScheduler", "ratio"
        for (r = 1; r <= rows; r++) {
            ours = median(values[order[r], "aps"])
            theirs = median(values[order[r], "apscheduler"])
            ratio = theirs == "" ? "" : order[r] ~ /per_s/ ? ours / theirs : theirs / ours
            printf "%-34s%14s%14s%10s\n", order[r], ours, theirs == "" ? "–" : theirs, ratio == "" ? "" : sprintf("×%.1f", ratio)
        }
    }' "$place/lines"
