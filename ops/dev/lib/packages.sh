# shellcheck shell=bash
# Debian packages: only the missing ones, in one go, without letting their system services start.

ODOO_PYTHON=(asn1crypto babel cbor2 chardet cryptography dateutil docutils freezegun geoip2 gevent greenlet idna jinja2 libsass lxml magic
  num2words ofxparse openpyxl openssl passlib pil polib psutil psycopg2 pypdf qrcode reportlab requests rjsmin serial stdnum tz urllib3
  usb vobject werkzeug xlrd xlsxwriter xlwt zeep)
# Without these every page of Odoo answers 500; JSON-RPC works all the same.
ODOO_WEB=(libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-inconsolata fonts-roboto-unhinted fonts-ocr-b)

packages_for() {
  local server
  printf '%s\n' python3 ca-certificates
  for server in "$@"; do
    case $server in
      postgres) printf '%s\n' postgresql ;;
      rabbitmq) printf '%s\n' rabbitmq-server ;;
      odoo) printf '%s\n' postgresql "${ODOO_PYTHON[@]/#/python3-}" "${ODOO_WEB[@]}" ;;
    esac
  done
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]; }

install_packages() {
  local package missing=() policy=/usr/sbin/policy-rc.d log=$STATE/packages.log ours=false
  for package in $(packages_for "$@" | sort -u); do
    is_installed "$package" || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  is_root || fail "These Debian packages are missing, and only root can install them: apt-get install ${missing[*]}"
  command -v apt-get >/dev/null || fail "This is not a Debian machine. Install the equivalents of: ${missing[*]}"

  say "Installing ${#missing[@]} Debian packages (log: $log)."
  # Exit 101 forbids packages to start their services: we run our own servers, and must not add one to the machine.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    ours=true
    # shellcheck disable=SC2064 # the path is fixed now
    trap "rm -f '$policy'" EXIT
  fi
  {
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
  } </dev/null >"$log" 2>&1 9>&- || {
    tail -n 15 "$log" >&2
    fail "apt-get could not install the packages. Look at $log; without access to Debian's archive install them by hand: ${missing[*]}"
  }
  if $ours; then
    rm -f "$policy"
    trap - EXIT
  fi
}
