#!/bin/sh
# Installs Checkstand @VERSION@: fetches the archive for this machine, compares its SHA-256 with the one written below,
# and only then puts the program in its place. Whoever trusts this script trusts the program, wherever it came from.
#
#   sh install.sh                  into /usr/local/bin where that may be written, else into ~/.local/bin
#   sh install.sh /opt/bin         into another folder
#   CHECKSTAND_DOWNLOADS=… sh install.sh      fetches from another address, such as a mirror of one's own
set -eu

version='@VERSION@'
downloads="${CHECKSTAND_DOWNLOADS:-@DOWNLOADS@}"
sums='@SUMS@'

fail() {
  echo "Not installed: $1" >&2
  exit 1
}

[ "$(uname -s)" = Linux ] || fail "there are builds for Linux alone; elsewhere run it from its sources."
case "$(uname -m)" in
  x86_64 | amd64) machine=linux-x64 ;;
  aarch64 | arm64) machine=linux-arm64 ;;
  *) fail "there is no build for $(uname -m), only for x86_64 and aarch64." ;;
esac
# Alpine and its like have musl as their C library.
if ls /lib/ld-musl-*.so.1 >/dev/null 2>&1 && ! ls /lib*/ld-linux-*.so.* >/dev/null 2>&1; then
  machine="$machine-musl"
fi
name="checkstand-$version-$machine"
expected=$(printf '%s\n' "$sums" | awk -v file="$name.tar.gz" '$2 == file { print $1 }')
[ -n "$expected" ] || fail "this release has no build for $machine."

folder="${1:-}"
if [ -z "$folder" ]; then
  folder=/usr/local/bin
  [ -w "$folder" ] || folder="$HOME/.local/bin"
fi
mkdir -p "$folder" || fail "$folder cannot be made."
[ -w "$folder" ] || fail "$folder cannot be written to. Run this as root, or name another folder: sh install.sh FOLDER"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
archive="$work/$name.tar.gz"
if command -v curl >/dev/null 2>&1; then
  curl --fail --silent --show-error --location --output "$archive" "$downloads/$name.tar.gz" ||
    fail "$downloads/$name.tar.gz could not be fetched."
elif command -v wget >/dev/null 2>&1; then
  wget -q -O "$archive" "$downloads/$name.tar.gz" || fail "$downloads/$name.tar.gz could not be fetched."
else
  fail "neither curl nor wget is here to fetch it with."
fi

found=$(sha256sum "$archive" | cut -d ' ' -f 1)
[ "$found" = "$expected" ] ||
  fail "what was fetched is not what was released (SHA-256 $found instead of $expected). Nothing of it was run."

tar -xzf "$archive" -C "$work"
# Beside the old one, then in its place in one step: a shop that is running keeps the file it has open.
cp "$work/$name/checkstand" "$folder/.checkstand-$$"
chmod 755 "$folder/.checkstand-$$"
mv "$folder/.checkstand-$$" "$folder/checkstand"
echo "Installed $("$folder/checkstand" version) as $folder/checkstand"
