"""Sends messages with Debian's python3-hl7 and judges each answer with its parser.

send.py host port application trigger count [ca certificate key]
"""
import ssl
import sys

import hl7
from hl7.client import MLLPClient

host, port, application, trigger, count = sys.argv[1:6]

with MLLPClient(host, int(port)) as client:
    client.socket.settimeout(30)
    if len(sys.argv) > 6:
        # The client knows no TLS: its socket is wrapped in Python's own.
        context = ssl.create_default_context(cafile=sys.argv[6])
        context.load_cert_chain(sys.argv[7], sys.argv[8])
        client.socket = context.wrap_socket(client.socket, server_hostname=host)

    for number in range(1, int(count) + 1):
        control_id = "PY-%d-ü東" % number
        message = "\r".join([
            "MSH|^~\\&|%s|NORTH|INTEGRATION|NORTHFIELD|20260102030405||%s|%s|P|2.5.1||||||UNICODE UTF-8" % (application, trigger, control_id),
            "PID|1||%d||Müller^Zoë ✓" % number,
        ])
        answer = hl7.parse(client.send_message(hl7.parse(message)).strip(b"\x0b\x1c\r").decode("utf-8"))
        code, of = str(answer.segment("MSA")[1]), str(answer.segment("MSA")[2])
        if (code, of) != ("AA", control_id):
            sys.exit("answer to %s: %s %s" % (control_id, code, of))

print("%s answered AA" % count)
