# shellcheck shell=bash
# What the servers look like from outside: status, connection settings, logs.

address_of() {
  case $1 in
    postgres) echo "$ADDRESS:$POSTGRES_PORT" ;;
    rabbitmq) echo "$ADDRESS:$AMQP_PORT" ;;
    odoo) echo "$ODOO_URL" ;;
  esac
}

# The version the server itself reports; fails when it is down.
version_of() {
  case $1 in
    postgres) postgres_answers >/dev/null && sql postgres 'show server_version' ;;
    rabbitmq) rabbitmq_answers ;;
    odoo) odoo_answers ;;
  esac 2>/dev/null
}

status() {
  local names=() json=false word name version up rows=() down=0
  for word in "$@"; do
    if [ "$word" = --json ]; then json=true; else names+=("$word"); fi
  done
  name=$(chosen "${names[@]}")
  mapfile -t names <<<"$name"
  for name in "${names[@]}"; do
    if version=$(version_of "$name"); then up=true; else up=false version='' down=1; fi
    rows+=("{\"name\": \"$name\", \"up\": $up, \"address\": \"$(address_of "$name")\", \"version\": \"$version\"}")
    $json || printf '%-9s %-5s %-24s %s\n' "$name" "$($up && echo up || echo down)" "$(address_of "$name")" "$version"
  done
  if $json; then printf '[%s]\n' "$(IFS=, && echo "${rows[*]}")"; fi
  return $down
}

require_up() {
  local name
  for name in "$@"; do
    version_of "$name" >/dev/null || fail "$name is down. Start it first: $DEV/servers up $name"
  done
}

# Values hold no quotes: passwords are hexadecimal.
print_environment() {
  local template
  secret odoo-users/integration >/dev/null
  [ -n "$(odoo_version)" ] || fail "Odoo is not prepared yet. Run first: $DEV/servers up"
  template=$(odoo_template)
  if postgres_answers >/dev/null 2>&1 && ! database_exists "$template"; then
    say "Note: the files the Odoo template is made from have changed. Make it with: $DEV/servers up odoo"
  fi
  cat <<LINES
export INTEGRATION_TEST_POSTGRES='Host=$ADDRESS;Port=$POSTGRES_PORT;Username=$DATABASE_ROLE;Password=$(secret postgres);Database=postgres'
export INTEGRATION_DEV_JOURNAL='Host=$ADDRESS;Port=$POSTGRES_PORT;Username=$DATABASE_ROLE;Password=$(secret postgres);Database=$JOURNAL_DATABASE'
export INTEGRATION_TEST_RABBITMQ='amqp://$BROKER_USER:$(secret rabbitmq)@$ADDRESS:$AMQP_PORT/$BROKER_VHOST'
export INTEGRATION_TEST_RABBITMQ_MANAGEMENT='$MANAGEMENT_URL'
export INTEGRATION_TEST_ODOO_URL='$ODOO_URL'
export INTEGRATION_TEST_ODOO_TEMPLATE='$template'
export INTEGRATION_TEST_ODOO_DATABASE='$ODOO_DATABASE'
export INTEGRATION_TEST_ODOO_USER='integration'
export INTEGRATION_TEST_ODOO_PASSWORD='$(secret odoo-users/integration)'
export INTEGRATION_TEST_ODOO_ADMIN_USER='$ODOO_ADMIN'
export INTEGRATION_TEST_ODOO_ADMIN_PASSWORD='$(secret odoo-admin)'
export INTEGRATION_TEST_ODOO_BUYER_USER='buyer'
export INTEGRATION_TEST_ODOO_BUYER_PASSWORD='$(secret odoo-users/buyer)'
export INTEGRATION_TEST_ODOO_STOREKEEPER_USER='storekeeper'
export INTEGRATION_TEST_ODOO_STOREKEEPER_PASSWORD='$(secret odoo-users/storekeeper)'
export INTEGRATION_TEST_ODOO_TECHNICIAN_USER='technician'
export INTEGRATION_TEST_ODOO_TECHNICIAN_PASSWORD='$(secret odoo-users/technician)'
export INTEGRATION_TEST_ODOO_HOUSEKEEPER_USER='housekeeper'
export INTEGRATION_TEST_ODOO_HOUSEKEEPER_PASSWORD='$(secret odoo-users/housekeeper)'
export INTEGRATION_DEV_SERVERS='$DEV/servers'
LINES
}

logs() {
  local names=() options=(-n 40) word name files=()
  for word in "$@"; do
    if [ "$word" = -f ]; then options+=(-F); else names+=("$word"); fi
  done
  name=$(chosen "${names[@]}")
  for word in $name; do
    case $word in
      postgres) files+=("$POSTGRES_LOG") ;;
      rabbitmq) files+=("$RABBITMQ_LOG") ;;
      odoo) files+=("$ODOO_LOG") ;;
    esac
  done
  tail "${options[@]}" "${files[@]}"
}
