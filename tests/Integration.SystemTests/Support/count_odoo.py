"""Prints what an Odoo holds as JSON: count_odoo.py URL DATABASE USER, with the password in ODOO_PASSWORD.

Every purchase order and every transfer with its lines, read by an administrator with Python's standard library alone: what counts the product must share nothing with it.
"""
import json
import os
import sys
import urllib.request

url, database, login = sys.argv[1:]
password = os.environ["ODOO_PASSWORD"]


def call(service, method, *arguments):
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": {"service": service, "method": method, "args": arguments}})
    request = urllib.request.Request(url.rstrip("/") + "/jsonrpc", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        answer = json.load(response)
    if "error" in answer:
        sys.exit(answer["error"]["data"]["message"])
    return answer["result"]


user = call("common", "login", database, login, password)


def read(model, fields, domain=()):
    options = {"fields": fields, "order": "id", "context": {"tz": "UTC", "lang": "en_US", "active_test": False}}
    return call("object", "execute_kw", database, user, password, model, "search_read", [list(domain)], options)


def names(model, field):
    return {record["id"]: record[field] or record["display_name"] for record in read(model, [field, "display_name"])}


def named(known, pair):
    return known.get(pair[0]) if pair else None


items, units = names("product.product", "default_code"), names("uom.uom", "name")
vendors, places = names("res.partner", "ref"), names("stock.location", "barcode")
operations = names("stock.picking.type", "sequence_code")

identities = {}
for row in read("ir.model.data", ["module", "name", "model", "res_id"], [("model", "in", ["purchase.order", "stock.picking"])]):
    identities.setdefault((row["model"], row["res_id"]), []).append(f"{row['module']}.{row['name']}")

notes = {}
for message in read("mail.message", ["model", "res_id"], [("model", "in", ["purchase.order", "stock.picking"]), ("message_type", "=", "comment")]):
    key = (message["model"], message["res_id"])
    notes[key] = notes.get(key, 0) + 1


def lines(model, parent, quantity, unit, extra):
    found = {}
    for line in read(model, [parent, "product_id", quantity, unit, *extra.values()], [(parent, "!=", False)]):
        found.setdefault(line[parent][0], []).append({
            "item": named(items, line["product_id"]), "quantity": line[quantity], "unit": named(units, line[unit]),
            **{name: line[field] or None for name, field in extra.items()},
        })
    return found


order_lines = lines("purchase.order.line", "order_id", "product_qty", "product_uom_id", {"price": "price_unit", "planned": "date_planned"})
moves = lines("stock.move", "picking_id", "product_uom_qty", "product_uom", {})

print(json.dumps({
    "orders": [{
        "identities": identities.get(("purchase.order", order["id"]), []),
        "origin": order["origin"] or None, "vendor": named(vendors, order["partner_id"]), "state": order["state"], "priority": order["priority"],
        "notes": notes.get(("purchase.order", order["id"]), 0), "lines": order_lines.get(order["id"], []),
    } for order in read("purchase.order", ["origin", "partner_id", "state", "priority"])],
    "transfers": [{
        "identities": identities.get(("stock.picking", transfer["id"]), []),
        "origin": transfer["origin"] or None, "operation": named(operations, transfer["picking_type_id"]), "state": transfer["state"],
        "source": named(places, transfer["location_id"]), "destination": named(places, transfer["location_dest_id"]), "scheduled": transfer["scheduled_date"] or None,
        "notes": notes.get(("stock.picking", transfer["id"]), 0), "lines": moves.get(transfer["id"], []),
    } for transfer in read("stock.picking", ["origin", "picking_type_id", "state", "location_id", "location_dest_id", "scheduled_date"])],
}))
