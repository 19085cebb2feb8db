#!/bin/bash
# Inside the odoo image, once, from docker-compose.yml: modules, then the administrator's password. Running it again only sets the password again.
set -euo pipefail

database=integration
connection=(--db_host "$HOST" --db_user "$USER" --db_password "$PASSWORD")
# The list of modules is the one ops/dev/servers uses.
modules=$(sed -n 's/^ODOO_MODULES=//p' /ops/lib/settings.sh)

odoo "${connection[@]}" -d "$database" -i "$modules" --stop-after-init --no-http
python3 -c 'import os; print("ADMIN_PASSWORD =", repr(os.environ["ODOO_ADMIN_PASSWORD"]))' | cat - /ops/lib/first_run.py |
  odoo shell "${connection[@]}" -d "$database" --no-http
