#!/usr/bin/env bash
# aps beside its peers, all in one run: medians of ROUNDS, in which all take turns, and
# ratios to aps. In a burst bare-tokio is the limit, and no scheduler.
# run.sh [WHAT…], all that there is by default; ROUNDS=1 is quick.
set -euo pipefail
cd "$(dirname "$0")/.."
nice cargo build --profile tuned --quiet -p scheduler
program=${CARGO_TARGET_DIR:-target}/tuned/scheduler
peers=(aps bare-tokio tokio-cron-scheduler apalis-cron clokwerk delay_timer)
declare -A counts=([capacity]=100000 [bulk]=100000 [burst]=10000 [idle]=100000 [late]=1000 [spread]=1000 [churn]=100000)
[ $# -gt 0 ] || set -- capacity bulk burst idle late spread churn

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for what in "$@"; do
    for _ in $(seq "${ROUNDS:-3}"); do
        for peer in "${peers[@]}"; do
            [ "$peer" = bare-tokio ] && [ "$what" != burst ] && continue
            timeout 180 "$program" "$peer" "$what" "${COUNT:-${counts[$what]}}" 2>/dev/null >>"$lines" ||
                echo "$peer,$what,${COUNT:-${counts[$what]}},unfinished=1" >>"$lines"
        done
    done
done

echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
awk -F, '
    {
        count = split($4, pairs, " ")
        for (i = 1; i <= count; i++) {
            split(pairs[i], pair, "=")
            row = $2 " of " $3 SUBSEP pair[1]
            if (!(row in seen)) { seen[row] = 1; order[++rows] = row }
            if (!($1 in known)) { known[$1] = 1; names[++peers] = $1 }
            values[row, $1] = values[row, $1] " " pair[2]
        }
    }
    function median(text,    v, n, i, j, t) {
        n = split(text, v, " ")
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
        return n ? v[int((n + 1) / 2)] : ""
    }
    END {
        for (r = 1; r <= rows; r++) {
            split(order[r], part, SUBSEP)
            if (part[1] != title) {
                title = part[1]
                printf "\n%-30s", title
                for (p = 1; p <= peers; p++) printf "%24s", names[p]
                print ""
            }
            if (part[2] == "-") continue
            printf "%-30s", "  " part[2]
            first = median(values[order[r], names[1]])
            for (p = 1; p <= peers; p++) {
                value = median(values[order[r], names[p]])
                ratio = value != "" && first + 0 > 0 && p > 1 ? sprintf(" (×%.2f)", value / first) : ""
                printf "%24s", (value == "" ? "–" : value) ratio
            }
            print ""
        }
    }' "$lines"
