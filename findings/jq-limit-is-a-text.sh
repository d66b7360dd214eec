#!/usr/bin/env bash
# Asked by jq for refunds above `--arg limit 100`, none of the numbers is found, and below it all of them are, null among them.
#
# Guess:    250 is above 100, whether the limit was written into the filter or given on the command line; numbers and texts either do not compare or raise an
#           error, as they do when they are subtracted.
# Instead:  what --arg gives is a text, and in jq's one order of all values null, false and true come before every number, and every text behind: no number is
#           above the limit, all are below, and no value that was typed as text in the file is ever below a number. No error. With --argjson it is a number;
#           null is below it still, and '30' above.
# Versions: jq 1.6 (Debian's jq 1.6-2.1+deb12u3).
# Matters:  the nightly list of refunds that somebody has to look at is empty, for as long as the limit comes from a setting. Use --argjson, and ask `(.amount
#           | type) == "number"`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install jq=1.6-2.1+deb12u3 libjq1=1.6-2.1+deb12u3 libonig5 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

printf '%s\n' '{ "id": "A", "amount": 50 }' '{ "id": "B", "amount": 250 }' '{ "id": "C", "amount": "30" }' '{ "id": "D", "amount": null }' '{ "id": "E" }' >refunds
ask() { local found; found=$(usr/bin/jq -r "${@:2}" refunds 2>&1 | paste -sd ' ') || true; echo "$1: ${found:-none}"; }
{
  ask 'above 100 in the filter' 'select(.amount > 100) | .id'
  ask 'above --arg limit 100' --arg limit 100 'select(.amount > $limit) | .id'
  ask 'below --arg limit 100' --arg limit 100 'select(.amount < $limit) | .id'
  ask 'above --argjson limit 100' --argjson limit 100 'select(.amount > $limit) | .id'
  ask 'below --argjson limit 100' --argjson limit 100 'select(.amount < $limit) | .id'
  ask 'the largest' -n '[inputs] | max_by(.amount) | .id'
  ask 'the smallest' -n '[inputs] | min_by(.amount) | .id'
} >observed

cat >stated <<'TEXT'
above 100 in the filter: B C
above --arg limit 100: C
below --arg limit 100: A B D E
above --argjson limit 100: B C
below --argjson limit 100: A D E
the largest: C
the smallest: D
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
