#!/usr/bin/env bash
# Passes all tests on real RabbitMQ, PostgreSQL and Odoo 19: on those that environment variables name, else in containers where an engine runs, else from Debian's packages.
# With CI=true nothing may be skipped. The last line is: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '== %s\n' "$*"; }

command -v dotnet >/dev/null || {
    echo "The .NET SDK 10 is missing: dotnet is not on the PATH. See https://dotnet.microsoft.com/download" >&2
    exit 2
}

named="${INTEGRATION_TEST_POSTGRES:-}${INTEGRATION_TEST_RABBITMQ:-}${INTEGRATION_TEST_ODOO_URL:-}"
if [[ -n $named ]]; then
    for name in INTEGRATION_TEST_POSTGRES INTEGRATION_TEST_RABBITMQ INTEGRATION_TEST_RABBITMQ_MANAGEMENT INTEGRATION_TEST_ODOO_URL INTEGRATION_TEST_ODOO_DATABASE; do
        [[ -n ${!name:-} ]] || {
            echo "Some servers are named by environment variables, but $name is not set. Set them all (ops/dev/servers env shows which), or none." >&2
            exit 2
        }
    done
    say "servers: the ones that the environment names"
elif docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then
    say "servers: in containers, as docker-compose.yml describes them"
    ops/dev/containers up
    environment=$(ops/dev/containers env)
    eval "$environment"
else
    say "servers: from Debian's packages (no container engine runs here)"
    ops/dev/servers up
    environment=$(ops/dev/servers env)
    eval "$environment"
fi

say "independent peers the tests use"
ops/dev/peers

say "build"
dotnet build Integration.sln -c Release -nologo -v quiet

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in tests/Integration.UnitTests tests/Integration.SystemTests; do
    say "$(basename "$project")"
    dotnet test "$project" -c Release --no-build -nologo --logger "console;verbosity=minimal" 2>&1 | tee "$results/$(basename "$project")" || status=1
done

# The runner closes with: Passed!  - Failed:     0, Passed:   123, Skipped:     0, Total: …
awk -v status="$status" '
    /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+/ {
        gsub(/[^0-9,:]/, ""); split($0, part, ",")
        split(part[1], failed, ":"); split(part[2], passed, ":"); split(part[3], skipped, ":")
        f += failed[2]; p += passed[2]; s += skipped[2]; runs++
    }
    END {
        if (runs < 2) { print "A test run ended without a count; see above."; status = 1 }
        if (ENVIRON["CI"] == "true" && s > 0) { print "Tests were skipped, and CI skips nothing."; status = 1 }
        if (f > 0) status = 1
        printf "%d passed, %d failed, %d skipped\n", p, f, s
        exit status
    }' "$results"/*
