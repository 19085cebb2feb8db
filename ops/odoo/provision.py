#!/usr/bin/env python3
"""Prepares an Odoo 19 for the integration: switches, master data of a network folder, opening stock, and least-privilege users.

Run it as an administrator, on a database with the modules of REQUIRED installed. It may be run again: what it made is found by its
external id (integration_network.…), what people made before is found by its natural key and kept, and the files win over both.

    provision.py --url https://odoo.example --database hospital --user admin --password-file admin.txt --users secrets/

The secrets folder holds one file per user, named by its login, with the password inside; a user without a file is left alone.
"""
import argparse
import csv
import itertools
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

MODULE = "integration_network"
REQUIRED = ["purchase_stock", "purchase_requisition_stock", "maintenance", "project", "analytic", "product_expiry", "hr"]
SWITCHES = ["group_stock_multi_locations", "group_uom", "group_analytic_accounting", "group_stock_production_lot"]
# Each user holds only what its part needs; approving, configuring and deleting stay with people.
USERS = {
    "integration": ("Integration", ["base.group_user", "purchase.group_purchase_user", "stock.group_stock_user", "project.group_project_user",
                                    "maintenance.group_equipment_manager"]),
    "buyer": ("Blake Buyer", ["base.group_user", "purchase.group_purchase_user"]),
    "storekeeper": ("Sasha Storekeeper", ["base.group_user", "stock.group_stock_user"]),
    "technician": ("Terry Technician", ["base.group_user", "maintenance.group_equipment_manager"]),
    "housekeeper": ("Harper Housekeeper", ["base.group_user", "project.group_project_user"]),
}
# Odoo has no field for a usage counter: each category of equipment gets these properties, and the integration fills them.
PROPERTIES = [{"name": "hours", "string": "Operating hours", "type": "float"}, {"name": "cycles", "string": "Cycles", "type": "float"},
              {"name": "status", "string": "Device status", "type": "char"}]
CONTEXT = {"lang": "en_US", "tz": "UTC", "active_test": False}


def say(text):
    print(text, flush=True)


def xmlid(kind, key):
    return f"{MODULE}.{kind}_{re.sub(r'[^a-z0-9]+', '_', str(key).lower()).strip('_')}"


class Odoo:
    """JSON-RPC as one user."""

    def __init__(self, url, database, user, password):
        self.endpoint, self.database, self.password = url.rstrip("/") + "/jsonrpc", database, password
        self.uid = self.login(user, password)
        if not self.uid:
            sys.exit(f"Odoo does not accept the password of '{user}' for the database '{database}'.")

    def post(self, service, method, arguments):
        body = {"jsonrpc": "2.0", "id": 1, "method": "call", "params": {"service": service, "method": method, "args": arguments}}
        request = urllib.request.Request(self.endpoint, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                reply = json.load(answer)
        except (urllib.error.URLError, ValueError) as problem:
            sys.exit(f"Odoo does not answer at {self.endpoint}: {problem}")
        if "error" in reply:
            data = reply["error"]["data"]
            what = ".".join(arguments[3:5]) if method == "execute_kw" else method
            sys.exit(f"Odoo refuses {what}: {data['name']}: {data['message']}")
        return reply.get("result")

    def login(self, user, password):
        return self.post("common", "authenticate", [self.database, user, password, {}])

    def call(self, model, method, *arguments, **options):
        context = CONTEXT | options.pop("context", {})
        options["context"] = context
        return self.post("object", "execute_kw", [self.database, self.uid, self.password, model, method, arguments, options])

    def find(self, model, domain, fields=("id",), **options):
        return self.call(model, "search_read", domain, list(fields), **options)

    def identify(self, model, record, name):
        """Gives a record that exists already one of our external ids, so that rows can refer to it and update it."""
        module, name = name.split(".", 1)
        if not self.find("ir.model.data", [("module", "=", module), ("name", "=", name)]):
            self.call("ir.model.data", "create", [{"module": module, "name": name, "model": model, "res_id": record, "noupdate": True}])

    def known(self, names):
        """External id -> database id, for those that exist."""
        names = [name.split(".", 1)[1] for name in names]
        rows = self.find("ir.model.data", [("module", "=", MODULE), ("name", "in", names)], ["name", "res_id"])
        return {f"{MODULE}.{row['name']}": row["res_id"] for row in rows}

    def load(self, model, rows):
        """Odoo's import: creates or updates by external id. Rows are dictionaries; those that fill the same columns go together."""
        before = self.known([row["id"] for row in rows])
        for columns, group in itertools.groupby(rows, key=lambda row: tuple(row)):
            answer = self.call(model, "load", list(columns), [[row[column] for column in columns] for row in group])
            if not answer["ids"]:
                sys.exit(f"Odoo refuses rows of {model}: " + "; ".join(message["message"] for message in answer["messages"]))
        say(f"{model}: {len(rows) - len(before)} created, {len(before)} brought up to date.")
        return before

    def adopt(self, model, natural_key, rows, domain=()):
        """Identifies records people made before by their natural key, instead of making them a second time."""
        new = {row[natural_key]: row["id"] for row in rows if row["id"] not in self.known([row["id"] for row in rows])}
        for record in self.find(model, [(natural_key, "in", list(new)), *domain], [natural_key]):
            if record[natural_key] in new:
                say(f"{model}: keeping the existing '{record[natural_key]}'.")
                self.identify(model, record["id"], new.pop(record[natural_key]))


def read(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(odoo):
    if not odoo.call("res.users", "has_access", [], "write"):
        sys.exit("This user is no administrator: give one who may change settings, users and master data.")
    installed = {module["name"] for module in odoo.find("ir.module.module", [("state", "=", "installed")], ["name"])}
    missing = [name for name in REQUIRED if name not in installed]
    if missing:
        sys.exit(f"Install these Odoo modules first: {', '.join(missing)}.")


def switches(odoo):
    current = odoo.call("res.config.settings", "default_get", SWITCHES)
    wanted = {name: True for name in SWITCHES if not current.get(name)}
    if wanted:
        odoo.call("res.config.settings", "execute", [odoo.call("res.config.settings", "create", wanted)])
    say(f"Settings: {', '.join(wanted) or 'nothing'} switched on.")


def language(odoo, code):
    [row] = odoo.find("res.lang", [("code", "=", code)], ["active"])
    if not row["active"]:
        wizard = odoo.call("base.language.install", "create", {"lang_ids": [[6, 0, [row["id"]]]], "overwrite": False})
        odoo.call("base.language.install", "lang_install", [wizard])
        say(f"Language {code}: activated.")


def company(odoo, name):
    [user] = odoo.find("res.users", [("id", "=", odoo.uid)], ["company_id"])
    number = user["company_id"][0]
    # 365 days would order today what is needed next year; the planning window is a week.
    odoo.call("res.company", "write", [number], {"name": name, "horizon_days": 7})
    say(f"Company: '{name}', replenishment horizon 7 days.")
    return number


def warehouse(odoo, company_id, name, code):
    fields = ["name", "code", "view_location_id", "lot_stock_id"]
    [found, *_] = odoo.find("stock.warehouse", [("company_id", "=", company_id)], fields, order="id", limit=1) or [None]
    if not found:
        sys.exit("The company has no warehouse. Create one in Odoo, then run this again.")
    if (found["name"], found["code"]) != (name, code):
        odoo.call("stock.warehouse", "write", [found["id"]], {"name": name, "code": code})
    say(f"Warehouse: '{name}' ({code}).")
    return found


def units(odoo, rows):
    # Archived ones too (Odoo ships Dozens archived); of two with the same name the active and older one.
    found = odoo.find("uom.uom", [("name", "in", [row["name"] for row in rows])], ["name", "active"], order="active, id desc")
    known = {unit["name"]: unit for unit in found}
    new = []
    for row in rows:
        if row["name"] in known:
            unit = known[row["name"]]
            odoo.identify("uom.uom", unit["id"], xmlid("unit", row["name"]))
            if not unit["active"]:
                odoo.call("uom.uom", "write", [unit["id"]], {"active": True})
        else:
            new.append({"id": xmlid("unit", row["name"]), "name": row["name"], "relative_factor": row["relative_factor"]}
                       | ({"relative_uom_id/id": xmlid("unit", row["relative_unit"])} if row["relative_unit"] else {}))
    say(f"uom.uom: {len(known)} of Odoo's own used, {len(new)} to create.")
    if new:
        odoo.load("uom.uom", new)


def users(odoo, folder):
    for login, (name, groups) in USERS.items():
        file = folder / login
        if not file.is_file():
            say(f"User {login}: no file {file}, left alone.")
            continue
        password = file.read_text(encoding="utf-8").strip()
        values = {"name": name, "lang": "en_US", "tz": "UTC", "email": f"{login}@northfield.example", "notification_type": "inbox"}
        ids = [odoo.call("ir.model.data", "check_object_reference", *group.split("."))[1] for group in groups]
        found = odoo.find("res.users", [("login", "=", login)])
        if not found:
            number = odoo.call("res.users", "create", values | {"login": login, "password": password, "group_ids": [[6, 0, ids]]},
                               context={"no_reset_password": True})
            odoo.identify("res.users", number, xmlid("user", login))
            say(f"User {login}: created with {', '.join(groups)}.")
        elif odoo.login(login, password):
            say(f"User {login}: exists, and its password is the one in the file; left alone.")
        else:
            odoo.call("res.users", "write", [found[0]["id"]], {"password": password})
            say(f"User {login}: exists; its password is now the one in the file, its groups are as they were.")


def vendors(odoo, rows):
    logins = {user["login"]: user["id"] for user in odoo.find("res.users", [("login", "in", [row["buyer"] for row in rows])], ["login"])}
    columns = [{"id": xmlid("vendor", row["code"]), "name": row["name"], "is_company": "1", "ref": row["code"], "supplier_rank": 1}
               | ({"buyer_id/.id": logins[row["buyer"]]} if row["buyer"] in logins else {}) for row in rows]
    odoo.adopt("res.partner", "ref", columns)
    odoo.load("res.partner", sorted(columns, key=len))


def items(odoo, rows):
    columns = [{"id": xmlid("item", row["code"]), "name": row["name"], "default_code": row["code"], "is_storable": "1",
                "uom_id/id": xmlid("unit", row["unit"]), "purchase_ok": "1", "sale_ok": "0"} for row in rows]
    odoo.adopt("product.product", "default_code", columns)
    known = odoo.known([column["id"] for column in columns])
    for product in odoo.find("product.product", [("id", "in", list(known.values()))], ["default_code", "product_tmpl_id"]):
        odoo.identify("product.template", product["product_tmpl_id"][0], xmlid("item", product["default_code"]) + "_product_template")
    # The standard price values the stock: given once, then Odoo's own.
    columns = [column if column["id"] in known else column | {"standard_price": row["standard_price"]}
               for column, row in zip(columns, rows)]
    odoo.load("product.product", columns)


def prices(odoo, rows):
    odoo.load("product.supplierinfo", [
        {"id": xmlid("price", f"{row['item']}_{row['vendor']}"), "partner_id/id": xmlid("vendor", row["vendor"]), "sequence": sequence,
         "product_tmpl_id/id": xmlid("item", row["item"]) + "_product_template", "price": row["price"], "min_qty": 0,
         "delay": row["delay_days"], "product_uom_id/id": xmlid("unit", row["unit"]), "product_code": row["vendor_item"]}
        for sequence, row in enumerate(rows, 1)])


def locations(odoo, company_id, store, rows):
    central = rows[0]
    odoo.identify("stock.location", store["lot_stock_id"][0], xmlid("location", central["code"]))
    columns = [{"id": xmlid("location", central["code"]), "barcode": central["code"]}]
    for row in rows[1:]:
        # Below the warehouse's own view location, or their stock would not count for the forecast.
        parent = {"location_id/.id": store["view_location_id"][0]} if row["usage"] == "internal" else {}
        columns.append({"id": xmlid("location", row["code"]), "name": row["name"], "usage": row["usage"], "barcode": row["code"],
                        "company_id/.id": company_id} | parent)
    odoo.adopt("stock.location", "barcode", columns, [("company_id", "=", company_id)])
    odoo.load("stock.location", columns)


def operation_types(odoo, company_id, store, rows):
    columns = [{"id": xmlid("operation", row["code"]), "name": row["name"], "code": "internal", "sequence_code": row["code"],
                "warehouse_id/.id": store["id"], "company_id/.id": company_id,
                "default_location_src_id/id": xmlid("location", row["source"]),
                "default_location_dest_id/id": xmlid("location", row["destination"]),
                "reservation_method": row["reservation_method"], "reservation_days_before": row["reservation_days_before"],
                "create_backorder": row["create_backorder"]} for row in rows]
    odoo.adopt("stock.picking.type", "sequence_code", columns, [("warehouse_id", "=", store["id"]), ("code", "=", "internal")])
    odoo.load("stock.picking.type", columns)


def departments(odoo, company_id, rows):
    columns = [{"id": xmlid("department", row["code"]), "name": row["name"], "company_id/.id": company_id} for row in rows]
    odoo.adopt("hr.department", "name", columns, [("company_id", "=", company_id)])
    odoo.load("hr.department", columns)


def cost_centres(odoo, company_id, rows):
    # The plan's name is how delivery finds its column on analytic lines, which differs per database.
    plan = [{"id": xmlid("plan", "cost_centres"), "name": "Cost Centres"}]
    odoo.adopt("account.analytic.plan", "name", plan)
    odoo.load("account.analytic.plan", plan)
    accounts = [{"id": xmlid("cost_centre", row["code"]), "name": row["name"], "code": row["code"],
                 "plan_id/id": plan[0]["id"], "company_id/.id": company_id} for row in rows]
    odoo.adopt("account.analytic.account", "code", accounts, [("company_id", "in", [company_id, False])])
    odoo.load("account.analytic.account", accounts)


def projects(odoo, company_id, projects, stages, tags):
    columns = [{"id": xmlid("tag", row["name"]), "name": row["name"]} for row in tags]
    odoo.adopt("project.tags", "name", columns)
    odoo.load("project.tags", columns)
    names = [xmlid("stage", row["name"]) for row in stages]
    odoo.load("project.task.type", [{"id": name, "name": row["name"], "sequence": sequence, "fold": row["folded"]}
                                    for sequence, (name, row) in enumerate(zip(names, stages), 1)])
    # Of employees: whoever may use projects sees the tasks, not only who was invited.
    columns = [{"id": xmlid("project", row["name"]), "name": row["name"], "privacy_visibility": "employees",
                "type_ids/id": ",".join(names), "company_id/.id": company_id} for row in projects]
    odoo.adopt("project.project", "name", columns)
    odoo.load("project.project", columns)


def equipment(odoo, company_id, rows):
    teams = [{"id": xmlid("team", name), "name": name, "company_id/.id": company_id} for name in dict.fromkeys(row["team"] for row in rows)]
    odoo.adopt("maintenance.team", "name", teams)
    odoo.load("maintenance.team", teams)
    categories = [{"id": xmlid("category", name), "name": name, "company_id/.id": company_id} for name in dict.fromkeys(row["category"] for row in rows)]
    odoo.adopt("maintenance.equipment.category", "name", categories)
    before = odoo.load("maintenance.equipment.category", categories)
    known = odoo.known([category["id"] for category in categories])
    for category in odoo.find("maintenance.equipment.category", [("id", "in", list(known.values()))], ["equipment_properties_definition"]):
        there = category["equipment_properties_definition"] or []
        missing = [wanted for wanted in PROPERTIES if wanted["name"] not in {one["name"] for one in there}]
        # Whoever makes a category becomes the technician of all its requests.
        values = ({"equipment_properties_definition": there + missing} if missing else {}) | (
            {} if category["id"] in before.values() else {"technician_user_id": False})
        if values:
            odoo.call("maintenance.equipment.category", "write", [category["id"]], values)
    columns = [{"id": xmlid("equipment", row["serial"]), "name": row["name"], "serial_no": row["serial"], "model": row["model"],
                "category_id/id": xmlid("category", row["category"]), "maintenance_team_id/id": xmlid("team", row["team"]),
                "location_id/id": xmlid("location", row["location"]), "company_id/.id": company_id} for row in rows]
    odoo.adopt("maintenance.equipment", "serial_no", columns)
    odoo.load("maintenance.equipment", columns)


def opening_stock(odoo, store, rows):
    products = odoo.known([xmlid("item", row["code"]) for row in rows])
    stock = store["lot_stock_id"][0]
    moved = {move["product_id"][0] for move in odoo.find(
        "stock.move", [("product_id", "in", list(products.values())), ("location_dest_id", "=", stock)], ["product_id"])}
    quants = [{"product_id": products[xmlid("item", row["code"])], "location_id": stock, "inventory_quantity": float(row["opening_stock"])}
              for row in rows if products[xmlid("item", row["code"])] not in moved]
    if quants:
        odoo.call("stock.quant", "action_apply_inventory", odoo.call("stock.quant", "create", quants))
    say(f"Opening stock: counted for {len(quants)} items, {len(rows) - len(quants)} had moved before.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="of the Odoo server, for instance https://odoo.example")
    parser.add_argument("--database", required=True)
    parser.add_argument("--user", required=True, help="login of an administrator")
    parser.add_argument("--password-file", required=True, type=pathlib.Path)
    parser.add_argument("--network", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent / "network", help="folder with the CSV files")
    parser.add_argument("--users", type=pathlib.Path, help="folder with one password file per user; without it no user is made")
    parser.add_argument("--company", default="Northfield Health", help="what the administrator's company is called afterwards")
    parser.add_argument("--language", default="fr_FR", help="a second language to activate (default fr_FR)")
    given = parser.parse_args()
    for path in [given.password_file, given.network / "items.csv", *([given.users] if given.users else [])]:
        if not path.exists():
            sys.exit(f"There is no {path}.")

    odoo = Odoo(given.url, given.database, given.user, given.password_file.read_text(encoding="utf-8").strip())
    network = {name: read(given.network, name) for name in
               ("units", "vendors", "items", "vendor-prices", "locations", "departments", "operation-types", "cost-centres",
                "projects", "task-stages", "task-tags", "equipment")}
    check(odoo)
    switches(odoo)
    language(odoo, given.language)
    company_id = company(odoo, given.company)
    store = warehouse(odoo, company_id, "Central Store", "CS")
    if given.users:
        users(odoo, given.users)
    units(odoo, network["units"])
    vendors(odoo, network["vendors"])
    items(odoo, network["items"])
    prices(odoo, network["vendor-prices"])
    locations(odoo, company_id, store, network["locations"])
    operation_types(odoo, company_id, store, network["operation-types"])
    departments(odoo, company_id, network["departments"])
    cost_centres(odoo, company_id, network["cost-centres"])
    projects(odoo, company_id, network["projects"], network["task-stages"], network["task-tags"])
    equipment(odoo, company_id, network["equipment"])
    opening_stock(odoo, store, network["items"])
    say(f"Provisioned the database '{given.database}'.")


if __name__ == "__main__":
    main()
