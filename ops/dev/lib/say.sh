# shellcheck shell=bash
# Speaking, waiting, taking turns, secrets, and running things as somebody else.

say() { printf '%s\n' "$*" >&2; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# wait_until SECONDS "what is awaited" LOG COMMAND… : polls; shows the end of the log when the time is over.
wait_until() {
  local limit=$1 what=$2 log=$3 deadline=$((SECONDS + $1))
  shift 3
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      [ -r "$log" ] && tail -n 30 "$log" >&2
      fail "$what: not within $limit s. The log is $log."
    fi
    sleep 0.2
  done
}

is_root() { [ "$(id -u)" = 0 ]; }

# become ACCOUNT COMMAND… : replaces this shell. The environment is bare, because the caller's may turn off byte code or redirect
# certificates. Descriptor 9 is the lock of take_turns: a server that inherited it would hold it for ever.
become() {
  local account=$1 change=()
  shift
  if is_root; then change=(setpriv --reuid "$account" --regid "$account" --init-groups); fi
  cd /
  exec "${change[@]}" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@" 9>&-
}

as() { (become "$@"); }

# detached LOG ACCOUNT COMMAND… : outlives the shell that started it.
detached() {
  local log=$1 account=$2
  shift 2
  (become "$account" setsid "$@" </dev/null >>"$log" 2>&1 9>&- &)
}

owned_directory() {
  local account=$1 directory=$2
  mkdir -p "$directory"
  if is_root; then chown "$account:" "$directory"; fi
  chmod 700 "$directory"
}

# owned_file ACCOUNT FILE : takes the content from standard input; readable by its owner only.
owned_file() {
  local account=$1 file=$2
  (umask 077 && cat >"$file.new")
  if is_root; then chown "$account:" "$file.new"; fi
  mv "$file.new" "$file"
}

port_is_taken() { (exec 3<>"/dev/tcp/$ADDRESS/$1") 2>/dev/null; }

require_free_port() {
  if port_is_taken "$1"; then
    fail "Port $1 is taken by another program. Stop that program, or choose another port with $2."
  fi
}

# alive PIDFILE WORD : the process in the file exists and its command line holds the word (process ids are used again).
alive() {
  local pid
  pid=$(head -n 1 "$1" 2>/dev/null) || return 1
  [[ -n $pid && $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"$2"* ]] 2>/dev/null
}

prepare_state() {
  mkdir -p "$STATE" "$SECRETS/odoo-users"
  chmod 755 "$STATE"
  chmod 700 "$SECRETS" "$SECRETS/odoo-users"
  if is_root && ! setpriv --reuid nobody --clear-groups test -x "$STATE"; then
    fail "The servers do not run as root, and other accounts cannot enter $STATE. Set INTEGRATION_DEV_HOME to a folder below /var/tmp."
  fi
  local name
  for name in postgres odoo-database odoo-master odoo-admin rabbitmq odoo-users/integration odoo-users/buyer odoo-users/{storekeeper,technician,housekeeper}; do
    [ -s "$SECRETS/$name" ] || (umask 077 && head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$SECRETS/$name")
  done
}

secret() {
  [ -s "$SECRETS/$1" ] || fail "There are no secrets in $SECRETS yet. Run first: $DEV/servers up"
  cat "$SECRETS/$1"
}

# One change at a time, also across clones that share the state directory.
take_turns() {
  exec 9>"$STATE/lock"
  if ! flock -n 9; then
    say "Waiting for another run of servers to finish."
    flock -w 900 9 || fail "Another run of servers has held $STATE/lock for 15 minutes."
  fi
}
