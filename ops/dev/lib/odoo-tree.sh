# shellcheck shell=bash
# Odoo's program: Debian's package, unpacked but not installed, because it belongs to a newer Debian than the machine's.

ODOO_HOME=$STATE/odoo
# Says which version was taken, and for which pinned one.
ODOO_TAKEN=$ODOO_HOME/taken
# shellcheck source=../odoo.pin
source "$DEV/odoo.pin"

odoo_version() { awk -v pinned="$PINNED_VERSION" '$1 == pinned { print $2 }' "$ODOO_TAKEN" 2>/dev/null; }
odoo_tree() { echo "$ODOO_HOME/$(odoo_version)"; }

# A package index of our own: the machine's sources stay as they are, and nothing can be upgraded from the other suite by accident.
newer_apt() {
  local index=$ODOO_HOME/apt tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$index/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$index/lists" \
    -o Dir::Cache="$index/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root "$@" </dev/null 9>&-
}

fetch_odoo() {
  local index=$ODOO_HOME/apt version=$PINNED_VERSION offered package expected
  mkdir -p "$index/lists/partial" "$index/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${INTEGRATION_DEV_DEBIAN:-http://deb.debian.org/debian} $PINNED_SUITE main" >"$index/sources.list"
  say "Downloading $PINNED_PACKAGE $version from Debian $PINNED_SUITE."
  newer_apt apt-get update >"$ODOO_HOME/apt.log" 2>&1 ||
    { tail -n 5 "$ODOO_HOME/apt.log" >&2; fail "Debian $PINNED_SUITE cannot be read. Without Debian's archive set INTEGRATION_DEV_DEBIAN to a mirror of it."; }
  offered=$(newer_apt apt-cache madison "$PINNED_PACKAGE" | awk '{ print $3 }')
  if ! grep -qxF "$version" <<<"$offered"; then
    version=$(head -n 1 <<<"$offered")
    [ -n "$version" ] || fail "Debian $PINNED_SUITE no longer has $PINNED_PACKAGE. Change ops/dev/odoo.pin."
    say "!!! The pinned $PINNED_PACKAGE $PINNED_VERSION is no longer in Debian $PINNED_SUITE. Taking the newest, $version, instead."
    say "!!! Results may differ from what the project was tested with: put the new version and checksum into ops/dev/odoo.pin."
  fi
  (cd "$ODOO_HOME" && newer_apt apt-get download "$PINNED_PACKAGE=$version" >>apt.log 2>&1) || fail "The download failed; see $ODOO_HOME/apt.log."
  package=$(find "$ODOO_HOME" -maxdepth 1 -name "${PINNED_PACKAGE}_*.deb" -print -quit)
  # The pinned checksum for the pinned version; for another one apt has checked the signed index's.
  if [ "$version" = "$PINNED_VERSION" ]; then
    expected=$PINNED_SHA256
    echo "$expected  $package" | sha256sum -c --quiet - >&2 ||
      { rm -f "$package"; fail "The package does not have the checksum of ops/dev/odoo.pin. It was removed."; }
  else
    say "!!! Its SHA256 is $(sha256sum "$package" | cut -d ' ' -f 1)."
  fi
  unpack_odoo "$package" "$version"
}

unpack_odoo() {
  local package=$1 version=$2 tree=$ODOO_HOME/$2 folder
  say "Unpacking it to $tree."
  rm -rf "$tree"
  dpkg -x "$package" "$tree.new"
  # The package's links into the system's share folder are relative: give them one.
  for folder in javascript fonts fonts-font-awesome; do ln -sfn "/usr/share/$folder" "$tree.new/usr/share/$folder"; done
  mv "$tree.new" "$tree"
  rm -rf "$package" "$ODOO_HOME/apt"
  echo "$PINNED_VERSION $version" >"$ODOO_TAKEN"
}

prepare_odoo_tree() {
  if is_root && ! id -u "$ODOO_ACCOUNT" >/dev/null 2>&1; then
    say "Adding the system account $ODOO_ACCOUNT, which runs Odoo."
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$ODOO_ACCOUNT"
  fi
  mkdir -p "$ODOO_HOME"
  if [ -z "$(odoo_version)" ] || [ ! -d "$(odoo_tree)" ]; then fetch_odoo; fi
}
