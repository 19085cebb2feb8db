# shellcheck shell=bash
# Odoo's databases. Two are kept so that a fresh one costs a copy: the base (modules installed) and the template (the base,
# provisioned with the network). Their names carry a hash of what made them, so a change makes new ones and clones do not disturb each other.

hash_of() { sha256sum | cut -c 1-10; }

odoo_base() {
  { echo "$(odoo_version) $ODOO_MODULES" && cat "$DEV/lib/first_run.py" "$SECRETS/odoo-admin"; } | hash_of | sed 's/^/odoo_base_/'
}

odoo_template() {
  { odoo_base && cat "$OPS/odoo/provision.py" "$OPS"/odoo/network/*.csv "$SECRETS"/odoo-users/*; } | hash_of | sed 's/^/odoo_template_/'
}

# copy_database FROM TO : page by page through the log. At 70 MB as quick as copying files, and without the checkpoint for all others.
copy_database() { sql postgres "create database \"$2\" template \"$1\" owner $ODOO_ROLE strategy wal_log"; }

# Through Odoo when it runs: it also forgets what it has cached of the database; a later one of that name would inherit it.
drop_database() {
  if odoo_answers >/dev/null 2>&1; then call odoo-drop "$ODOO_URL" "$SECRETS/odoo-master" "$1"; fi
  sql postgres "drop database if exists \"$1\" with (force)"
}

# Under its final name only when finished; nobody can connect to it, so it can be copied at any time.
finish_template() {
  sql postgres "alter database \"$1\" allow_connections false"
  sql postgres "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$1'" >/dev/null
  sql postgres "alter database \"$1\" is_template true"
  sql postgres "alter database \"$1\" rename to \"$2\""
}

# forget_old PREFIX KEEP : other clones may still use the last few.
forget_old() {
  local old
  for old in $(sql postgres "select datname from pg_database where datname ~ '^$1[0-9a-f]{10}\$' order by oid desc offset $2"); do
    say "Removing $old, made from an earlier state of the files."
    sql postgres "alter database \"$old\" is_template false"
    sql postgres "drop database \"$old\" with (force)"
  done
}

prepare_odoo_base() {
  local base building=odoo_building_base log=$STATE/odoo-install.log
  base=$(odoo_base)
  if database_exists "$base"; then return; fi
  say "Installing Odoo's modules into a new database; this takes two minutes, once (log: $log)."
  sql postgres "drop database if exists $building with (force)"
  run_odoo server -c "$ODOO_CONF" -d "$building" -i "$ODOO_MODULES" --stop-after-init --no-http >"$log" 2>&1 </dev/null ||
    { tail -n 20 "$log" >&2; fail "Odoo could not install its modules; see $log."; }
  # Sets the administrator's password before any server listens: Odoo's own is "admin".
  { printf 'ADMIN_PASSWORD = "%s"\n' "$(secret odoo-admin)" && cat "$DEV/lib/first_run.py"; } |
    run_odoo shell -c "$ODOO_CONF" -d "$building" --no-http >>"$log" 2>&1
  grep -q 'first run: done' "$log" || { tail -n 20 "$log" >&2; fail "Odoo's first settings failed; see $log."; }
  finish_template "$building" "$base"
  forget_old odoo_base_ 2
}

prepare_odoo_template() {
  local template building=odoo_building_$$
  template=$(odoo_template)
  if database_exists "$template"; then return; fi
  prepare_odoo_base
  say "Provisioning Odoo with the network of ops/odoo/network."
  copy_database "$(odoo_base)" "$building"
  if ! "$PYTHON" -B "$OPS/odoo/provision.py" --url "$ODOO_URL" --database "$building" --user "$ODOO_ADMIN" \
    --password-file "$SECRETS/odoo-admin" --users "$SECRETS/odoo-users" >"$STATE/odoo-provision.log" 2>&1; then
    cat "$STATE/odoo-provision.log" >&2
    drop_database "$building"
    fail "ops/odoo/provision.py did not finish. Odoo's own log is $ODOO_LOG."
  fi
  finish_template "$building" "$template"
  forget_old odoo_template_ 4
}

make_working_database() {
  copy_database "$(odoo_template)" "$ODOO_DATABASE"
  sql postgres "comment on database $ODOO_DATABASE is 'made from $(odoo_template)'"
}

prepare_odoo_database() {
  local origin
  if ! database_exists "$ODOO_DATABASE"; then
    say "Making the Odoo database '$ODOO_DATABASE' from the template."
    make_working_database
    return
  fi
  origin=$(sql postgres "select shobj_description(oid, 'pg_database') from pg_database where datname = '$ODOO_DATABASE'")
  [ "$origin" = "made from $(odoo_template)" ] ||
    say "Note: the Odoo database '$ODOO_DATABASE' was made from an earlier template. To take the present one: $DEV/servers reset"
}

reset_odoo() {
  say "Making the Odoo database '$ODOO_DATABASE' anew from the template."
  prepare_odoo_template
  drop_database "$ODOO_DATABASE"
  make_working_database
}

check_name() {
  [[ ${1:-} =~ ^[a-z][a-z0-9_]{0,50}$ ]] || fail "Name the database with small letters, digits and underscores, beginning with a letter."
  [[ $1 != "$ODOO_DATABASE" && $1 != "$JOURNAL_DATABASE" && ! $1 =~ ^(postgres|template[01]|odoo_(base|template|building)_.*)$ ]] ||
    fail "The name '$1' is used by the servers themselves. Choose another."
}

fresh_odoo() {
  one_more_odoo odoo_template prepare_odoo_template "${1:-}"
}

empty_odoo() {
  one_more_odoo odoo_base prepare_odoo_base "${1:-}"
}

# one_more_odoo NAME-OF PREPARE NAME : a copy of what NAME-OF names, which PREPARE makes where the files have changed.
one_more_odoo() {
  check_name "$3"
  require_up postgres
  if database_exists "$3"; then fail "A database called '$3' exists. Remove it first: $DEV/servers drop-odoo $3"; fi
  if ! database_exists "$($1)"; then
    say "The files the template is made from have changed since the last start."
    require_up odoo
    take_turns
    $2
  fi
  copy_database "$($1)" "$3"
  echo "$3"
}

drop_odoo() {
  check_name "${1:-}"
  require_up postgres
  drop_database "$1"
}
