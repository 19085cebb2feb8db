"""Logs in with python3-odoorpc, an independent client, creates a purchase order and prints what it reads back: odoorpc_order.py PORT DATABASE USER PASSWORD."""
import json
import sys

import odoorpc

port, database, user, password = sys.argv[1:]
odoo = odoorpc.ODOO("127.0.0.1", port=int(port))
odoo.login(database, user, password)
vendor = odoo.env["res.partner"].search([("ref", "=", "NLS")])[0]
product = odoo.env["product.product"].search([("default_code", "=", "1001")])[0]
order = odoo.env["purchase.order"].create({
    "partner_id": vendor, "origin": "odoorpc",
    "order_line": [(0, 0, {"product_id": product, "product_qty": 12, "price_unit": 1.5})],
})
odoo.env["purchase.order"].button_confirm([order])
# Through its records too: they ask fields_get and follow relations.
record = odoo.env["purchase.order"].browse(order)
line = record.order_line[0]
print(json.dumps({
    "version": odoo.version, "state": record.state, "vendor": record.partner_id.name, "product": line.product_id.default_code,
    "quantity": line.product_qty, "total": record.amount_untaxed,
}))
