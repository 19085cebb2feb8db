# shellcheck shell=bash disable=SC2034 # read by the files sourced after this one
# Where state lives and which ports are used. Every value may be set from outside.

STATE=${INTEGRATION_DEV_HOME:-/var/tmp/integration-dev}
SECRETS=$STATE/secrets
OPS=$(cd "$DEV/.." && pwd)

ALL_SERVERS=(postgres rabbitmq odoo)
ADDRESS=127.0.0.1
POSTGRES_PORT=${INTEGRATION_DEV_POSTGRES_PORT:-55432}
AMQP_PORT=${INTEGRATION_DEV_AMQP_PORT:-55672}
MANAGEMENT_PORT=${INTEGRATION_DEV_MANAGEMENT_PORT:-55673}
# The Erlang port mapper and the node's own port: also ours, so that a broker of the machine keeps its own.
EPMD_PORT=$((MANAGEMENT_PORT + 1))
NODE_PORT=$((MANAGEMENT_PORT + 2))
ODOO_PORT=${INTEGRATION_DEV_ODOO_PORT:-8079}
ODOO_URL=http://$ADDRESS:$ODOO_PORT

DATABASE_ROLE=integration_dev   # superuser of this one data directory
ODOO_ROLE=odoo                  # owns the Odoo databases; Odoo refuses to run as a role called postgres
JOURNAL_DATABASE=integration_journal
BROKER_USER=integration
BROKER_VHOST=integration
ODOO_DATABASE=integration
ODOO_ADMIN='admin'
ODOO_MODULES=rpc,purchase_stock,purchase_requisition_stock,maintenance,stock_maintenance,hr_maintenance,project,analytic,product_expiry,hr

# The operating system's accounts the servers run as when this script runs as root; otherwise everything runs as the caller.
POSTGRES_ACCOUNT=postgres
RABBITMQ_ACCOUNT=rabbitmq
ODOO_ACCOUNT=integration-odoo
# Debian's own: odoo-19 runs on its libraries, and `python3` on PATH may be another one.
PYTHON=/usr/bin/python3
