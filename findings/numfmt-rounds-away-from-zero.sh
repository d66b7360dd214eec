#!/usr/bin/env bash
# numfmt writes 12.341 as 12.35, and -12.341 as -12.35.
#
# Guess:    a format of two decimals (`--format=%.2f`) rounds to the nearest, as printf does: 12.34.
# Instead:  numfmt rounds away from zero unless it is told otherwise: 12.341 is 12.35, and what is over by the least bit is a cent more; so in thousands
#           (`--to=si`), where 1201 is 1.3K. 12.34 stays. `--round=nearest` gives 12.34, and half a cent goes away from zero there.
# Versions: GNU coreutils 9.1 (Debian's coreutils 9.1-1).
# Matters:  fees of three decimals that are put into columns by it are each rounded up, so that the sum of a list is about half a cent per line above what was
#           charged. Say `--round=nearest`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install coreutils=9.1-1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done

numfmt() { LC_ALL=C usr/bin/numfmt "$@"; }
for amount in 12.34 12.341 12.345 12.349 -12.341; do
  echo "$amount: printf $(LC_ALL=C usr/bin/printf '%.2f' "$amount"), numfmt $(numfmt --format=%.2f -- "$amount"), numfmt --round=nearest $(numfmt --round=nearest --format=%.2f -- "$amount")"
done >observed
echo "1201 by --to=si: $(numfmt --to=si 1201), --round=nearest $(numfmt --round=nearest --to=si 1201)" >>observed

cat >stated <<'TEXT'
12.34: printf 12.34, numfmt 12.34, numfmt --round=nearest 12.34
12.341: printf 12.34, numfmt 12.35, numfmt --round=nearest 12.34
12.345: printf 12.35, numfmt 12.35, numfmt --round=nearest 12.35
12.349: printf 12.35, numfmt 12.35, numfmt --round=nearest 12.35
-12.341: printf -12.34, numfmt -12.35, numfmt --round=nearest -12.34
1201 by --to=si: 1.3K, --round=nearest 1.2K
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
