# shellcheck shell=bash
# PostgreSQL: a data directory of our own, run by the postgres account, on TCP only; the machine's own cluster is not touched.

POSTGRES_HOME=$STATE/postgres
POSTGRES_DATA=$POSTGRES_HOME/data
POSTGRES_LOG=$POSTGRES_HOME/postgres.log

# The newest installed, or the one that made the data directory.
postgres_bin() {
  local version=''
  version=$(cat "$POSTGRES_DATA/PG_VERSION" 2>/dev/null) || version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)
  [ -x "/usr/lib/postgresql/$version/bin/pg_ctl" ] || fail "PostgreSQL $version is not installed, but $POSTGRES_DATA needs it."
  echo "/usr/lib/postgresql/$version/bin"
}

# sql DATABASE STATEMENT : as the superuser; unaligned rows without headings.
sql() {
  PGPASSWORD=$(secret postgres) PGCONNECT_TIMEOUT=5 PGOPTIONS='-c client_min_messages=warning' psql -X -q -A -t -v ON_ERROR_STOP=1 \
    -h "$ADDRESS" -p "$POSTGRES_PORT" -U "$DATABASE_ROLE" -d "$1" -c "$2" </dev/null
}

database_exists() { [ "$(sql postgres "select 1 from pg_database where datname = '$1'")" = 1 ]; }

postgres_answers() { alive "$POSTGRES_DATA/postmaster.pid" "$POSTGRES_DATA" && sql postgres 'select 1'; }

create_cluster() {
  say "Creating PostgreSQL's data directory in $POSTGRES_DATA."
  owned_directory "$POSTGRES_ACCOUNT" "$POSTGRES_HOME"
  owned_file "$POSTGRES_ACCOUNT" "$POSTGRES_HOME/password" <"$SECRETS/postgres"
  as "$POSTGRES_ACCOUNT" "$(postgres_bin)/initdb" -D "$POSTGRES_DATA" -U "$DATABASE_ROLE" --pwfile "$POSTGRES_HOME/password" \
    --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 >"$STATE/initdb.log" 2>&1 || {
    cat "$STATE/initdb.log" >&2
    rm -rf "$POSTGRES_DATA"
    fail "initdb refused."
  }
  rm -f "$POSTGRES_HOME/password"
  as "$POSTGRES_ACCOUNT" tee -a "$POSTGRES_DATA/postgresql.conf" <<<"include '../servers.conf'" >/dev/null
}

up_postgres() {
  if postgres_answers >/dev/null 2>&1; then
    say "PostgreSQL is already up on $ADDRESS:$POSTGRES_PORT."
    return
  fi
  alive "$POSTGRES_DATA/postmaster.pid" "$POSTGRES_DATA" || require_free_port "$POSTGRES_PORT" INTEGRATION_DEV_POSTGRES_PORT
  [ -e "$POSTGRES_DATA/PG_VERSION" ] || create_cluster
  {
    cat "$OPS/postgres/postgresql.conf"
    printf "port = %s\nlisten_addresses = '%s'\nunix_socket_directories = ''\n" "$POSTGRES_PORT" "$ADDRESS"
  } | owned_file "$POSTGRES_ACCOUNT" "$POSTGRES_HOME/servers.conf"
  say "Starting PostgreSQL on $ADDRESS:$POSTGRES_PORT."
  as "$POSTGRES_ACCOUNT" "$(postgres_bin)/pg_ctl" -D "$POSTGRES_DATA" -l "$POSTGRES_LOG" -s -W start </dev/null >/dev/null 2>&1 || true
  wait_until 60 "PostgreSQL answers" "$POSTGRES_LOG" postgres_answers
  prepare_roles
}

prepare_roles() {
  [ -n "$(sql postgres "select 1 from pg_roles where rolname = '$ODOO_ROLE'")" ] ||
    sql postgres "create role $ODOO_ROLE login createdb password '$(secret odoo-database)'"
  database_exists "$JOURNAL_DATABASE" || sql postgres "create database $JOURNAL_DATABASE"
}

down_postgres() {
  if ! alive "$POSTGRES_DATA/postmaster.pid" "$POSTGRES_DATA"; then
    say "PostgreSQL is already down."
    return
  fi
  # Odoo may stay up: it connects again by itself, and tests want to see the database alone go away.
  say "Stopping PostgreSQL."
  as "$POSTGRES_ACCOUNT" "$(postgres_bin)/pg_ctl" -D "$POSTGRES_DATA" -s -m fast -w -t 60 stop || fail "PostgreSQL did not stop; see $POSTGRES_LOG."
}

reset_postgres() {
  say "Emptying the journal database $JOURNAL_DATABASE."
  sql postgres "drop database if exists $JOURNAL_DATABASE with (force)"
  sql postgres "create database $JOURNAL_DATABASE"
}
