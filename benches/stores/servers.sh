# A PostgreSQL and a MariaDB of one's own, as they are after installation but for what is said
# here: durable, on ports that are free, gone in the end. Expects $place, a folder.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
postgres_port=$(free_port)
mysql_port=$(free_port)
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

stop_servers() {
    [ -e "$place/postgres/data/postmaster.pid" ] &&
        as_postgres "$postgres_programs/pg_ctl" -D "$place/postgres/data" -m immediate stop >/dev/null
    [ -z "${mysql_process:-}" ] || kill "$mysql_process"
    wait
}

# The URL of a new, empty database, in $url.
fresh() {
    case $1 in
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
