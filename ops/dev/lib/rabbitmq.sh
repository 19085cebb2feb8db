# shellcheck shell=bash
# RabbitMQ with the management plugin: own node name, own port mapper, own store; the machine's own broker is not touched.

RABBITMQ_HOME=$STATE/rabbitmq
RABBITMQ_PID=$RABBITMQ_HOME/rabbitmq.pid
RABBITMQ_LOG=$RABBITMQ_HOME/rabbitmq.log
MANAGEMENT_URL=http://$ADDRESS:$MANAGEMENT_PORT

# broker_environment : one VAR=value a line, for `as`.
broker_environment() {
  cat <<LINES
HOME=$RABBITMQ_HOME
RABBITMQ_NODENAME=integration-dev@localhost
RABBITMQ_CONF_ENV_FILE=$RABBITMQ_HOME/none
RABBITMQ_CONFIG_FILES=$RABBITMQ_HOME/conf.d
RABBITMQ_ENABLED_PLUGINS_FILE=$RABBITMQ_HOME/enabled_plugins
RABBITMQ_MNESIA_BASE=$RABBITMQ_HOME/store
RABBITMQ_LOG_BASE=$RABBITMQ_HOME/log
RABBITMQ_PID_FILE=$RABBITMQ_PID
RABBITMQ_DIST_PORT=$NODE_PORT
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}
ERL_EPMD_PORT=$EPMD_PORT
ERL_EPMD_ADDRESS=$ADDRESS
LINES
}

rabbitmq_answers() { alive "$RABBITMQ_PID" "$RABBITMQ_HOME" && call broker-version "$MANAGEMENT_URL" "$BROKER_USER" "$SECRETS/rabbitmq"; }

broker_is_gone() { ! alive "$RABBITMQ_PID" "$RABBITMQ_HOME"; }

write_broker_settings() {
  local folder
  for folder in "$RABBITMQ_HOME" "$RABBITMQ_HOME/conf.d" "$RABBITMQ_HOME/store" "$RABBITMQ_HOME/log"; do
    owned_directory "$RABBITMQ_ACCOUNT" "$folder"
  done
  owned_file "$RABBITMQ_ACCOUNT" "$RABBITMQ_HOME/enabled_plugins" <"$OPS/rabbitmq/enabled_plugins"
  owned_file "$RABBITMQ_ACCOUNT" "$RABBITMQ_HOME/conf.d/10-shared.conf" <"$OPS/rabbitmq/rabbitmq.conf"
  # The user named here is made on the first start instead of guest.
  owned_file "$RABBITMQ_ACCOUNT" "$RABBITMQ_HOME/conf.d/20-dev.conf" <<CONF
listeners.tcp.default = $ADDRESS:$AMQP_PORT
management.tcp.ip = $ADDRESS
management.tcp.port = $MANAGEMENT_PORT
default_user = $BROKER_USER
default_pass = $(secret rabbitmq)
default_vhost = $BROKER_VHOST
default_user_tags.administrator = true
CONF
}

up_rabbitmq() {
  local environment
  if rabbitmq_answers >/dev/null 2>&1; then
    say "RabbitMQ is already up on $ADDRESS:$AMQP_PORT."
    return
  fi
  if ! alive "$RABBITMQ_PID" "$RABBITMQ_HOME"; then
    require_free_port "$AMQP_PORT" INTEGRATION_DEV_AMQP_PORT
    require_free_port "$MANAGEMENT_PORT" INTEGRATION_DEV_MANAGEMENT_PORT
    write_broker_settings
    rm -f "$RABBITMQ_PID"
    say "Starting RabbitMQ on $ADDRESS:$AMQP_PORT, management on $MANAGEMENT_URL."
    mapfile -t environment < <(broker_environment)
    detached "$RABBITMQ_LOG" "$RABBITMQ_ACCOUNT" env "${environment[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server
  fi
  wait_until 90 "RabbitMQ answers" "$RABBITMQ_LOG" rabbitmq_answers
}

down_rabbitmq() {
  local environment
  if ! alive "$RABBITMQ_PID" "$RABBITMQ_HOME"; then
    say "RabbitMQ is already down."
    return
  fi
  say "Stopping RabbitMQ."
  kill -TERM "$(cat "$RABBITMQ_PID")"
  wait_until 60 "RabbitMQ stops" "$RABBITMQ_LOG" broker_is_gone
  mapfile -t environment < <(broker_environment)
  # The port mapper refuses to end as long as it believes the node alive.
  wait_until 10 "The port mapper on $EPMD_PORT stops" "$RABBITMQ_LOG" as "$RABBITMQ_ACCOUNT" "${environment[@]}" epmd -port "$EPMD_PORT" -kill
}

reset_rabbitmq() {
  say "Emptying the broker: virtual host $BROKER_VHOST is made anew."
  call broker-reset "$MANAGEMENT_URL" "$BROKER_USER" "$SECRETS/rabbitmq" "$BROKER_VHOST"
}
