"""The few HTTP calls the scripts make: calls.py broker-version|broker-reset|odoo-version|odoo-drop ARGUMENT…"""
import base64
import json
import pathlib
import sys
import urllib.request

# Never through a proxy: everything here is on loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def send(method, url, body=None, user=None, password=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if user:
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
    with OPENER.open(request, timeout=300) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def odoo(url, service, method, *arguments):
    answer = send("POST", url + "/jsonrpc", {
        "jsonrpc": "2.0", "id": 1, "method": "call",
        "params": {"service": service, "method": method, "args": arguments},
    })
    if "error" in answer:
        sys.exit(f"Odoo refuses {service}.{method}: {answer['error']['data']['message']}")
    return answer.get("result")


def broker_version(url, user, password_file):
    print(send("GET", url + "/api/overview", None, user, pathlib.Path(password_file).read_text())["rabbitmq_version"])


def broker_reset(url, user, password_file, vhost):
    password = pathlib.Path(password_file).read_text()
    send("DELETE", f"{url}/api/vhosts/{vhost}", None, user, password)
    send("PUT", f"{url}/api/vhosts/{vhost}", {"default_queue_type": "classic"}, user, password)
    send("PUT", f"{url}/api/permissions/{vhost}/{user}", {"configure": ".*", "write": ".*", "read": ".*"}, user, password)


def odoo_version(url):
    print(odoo(url, "common", "version")["server_version"])


def odoo_drop(url, master_password_file, database):
    odoo(url, "db", "drop", pathlib.Path(master_password_file).read_text(), database)


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
