# shellcheck shell=bash
# Odoo's one process: no scheduled actions of its own, so that tests see only what they caused.

ODOO_DATA=$ODOO_HOME/data
ODOO_CONF=$ODOO_DATA/odoo.conf
ODOO_PID=$ODOO_DATA/odoo.pid
ODOO_LOG=$ODOO_DATA/odoo.log

call() { "$PYTHON" "$DEV/lib/calls.py" "$@"; }

odoo_alive() { alive "$ODOO_PID" "$ODOO_CONF"; }
odoo_answers() { odoo_alive && call odoo-version "$ODOO_URL"; }

# odoo_program ARGUMENT… : the words of Odoo's command line, one a line. The tree stays read-only; byte code goes beside the data,
# or every start would compile Odoo again.
odoo_program() {
  printf '%s\n' env "PYTHONPATH=$(odoo_tree)/usr/lib/python3/dist-packages" "PYTHONPYCACHEPREFIX=$ODOO_DATA/bytecode" \
    "HOME=$ODOO_DATA" TZ=UTC "$PYTHON" "$(odoo_tree)/usr/bin/odoo" "$@"
}

run_odoo() {
  local program
  mapfile -t program < <(odoo_program "$@")
  as "$ODOO_ACCOUNT" "${program[@]}"
}

write_odoo_settings() {
  owned_directory "$ODOO_ACCOUNT" "$ODOO_DATA"
  # limit_*: Odoo restarts itself at 2 GB or after a request of 120 s; many test databases in one process need more.
  owned_file "$ODOO_ACCOUNT" "$ODOO_CONF" <<CONF
[options]
db_host = $ADDRESS
db_port = $POSTGRES_PORT
db_user = $ODOO_ROLE
db_password = $(secret odoo-database)
admin_passwd = $(secret odoo-master)
data_dir = $ODOO_DATA
http_interface = $ADDRESS
http_port = $ODOO_PORT
dbfilter = .*
list_db = True
workers = 0
max_cron_threads = 0
limit_memory_soft = 0
limit_time_real = 0
default_productivity_apps = False
CONF
}

start_odoo() {
  local program
  if odoo_alive && ! alive "$ODOO_PID" "$(odoo_tree)/"; then
    say "Odoo runs another version than the one prepared."
    down_odoo
  fi
  if odoo_answers >/dev/null 2>&1; then
    say "Odoo is already up on $ODOO_URL."
    return
  fi
  if ! odoo_alive; then
    require_free_port "$ODOO_PORT" INTEGRATION_DEV_ODOO_PORT
    rm -f "$ODOO_PID"
    say "Starting Odoo on $ODOO_URL."
    mapfile -t program < <(odoo_program server -c "$ODOO_CONF" --pidfile "$ODOO_PID" --logfile "$ODOO_LOG")
    detached "$ODOO_LOG" "$ODOO_ACCOUNT" "${program[@]}"
  fi
  wait_until 90 "Odoo answers" "$ODOO_LOG" odoo_answers
}

up_odoo() {
  prepare_odoo_tree
  write_odoo_settings
  prepare_odoo_base
  start_odoo
  prepare_odoo_template
  prepare_odoo_database
}

down_odoo() {
  if ! odoo_alive; then
    say "Odoo is already down."
    return
  fi
  local pid
  pid=$(cat "$ODOO_PID")
  say "Stopping Odoo."
  kill -TERM "$pid"
  if ! timeout 20 tail --pid="$pid" -s 0.1 -f /dev/null; then
    say "Odoo did not stop within 20 s; ending it."
    kill -KILL "$pid"
  fi
  rm -f "$ODOO_PID"
}
