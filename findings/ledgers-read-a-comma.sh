#!/usr/bin/env bash
# 1,234 EUR is a thousand times as much to Ledger and Beancount as to hledger, which prints it the same.
#
# Guess:    the programs of plain text accounting read one another's journals: an amount means the same in each, or is refused.
# Instead:  a single comma with three digits behind it marks thousands to Ledger and Beancount, and decimals to hledger: 1,234 and 1 are 1,235
#           in two of them and 2,234 in the third. Alone the amount is printed as it was written, so that only a sum tells. 12,34 has
#           decimals to Ledger as well, and Beancount refuses it; 1,234.00 is one amount to all three. `decimal-mark .` at the top of the
#           journal tells hledger, and is not understood by Beancount.
# Versions: Ledger 3.3.0, hledger 1.25, Beancount 2.3.5 (Debian's ledger 3.3.0-3, hledger 1.25-2+b5, python3-beancount 2.3.5-2+b1).
# Matters:  a journal of payouts that is checked with one program and closed with another is wrong by a factor of a thousand, on the round amounts
#           only. Write two decimals in every amount.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install ledger=3.3.0-3 hledger=1.25-2+b5 python3-beancount=2.3.5-2+b1 python3-ply python3-dateutil >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu:$folder/usr/lib/ledger"

cat >total.py <<'PY'
import sys
from beancount import loader

entries, errors, _ = loader.load_file(sys.argv[1])
amounts = [posting.units.number for entry in entries if hasattr(entry, 'postings') for posting in entry.postings if posting.account == 'Assets:Bank']
print('refused' if errors else format(sum(amounts), ','))
PY
by_each() {
  local name=$1 head=$2 lines='' amount
  shift 2
  for amount in "$@"; do lines+=$'2026-01-31 * "payout"\n  Assets:Bank  '"$amount"$' EUR\n  Income:Sales\n\n'; done
  printf '%s%s' "$head" "$lines" >journal
  printf '2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n%s%s' "$head" "$lines" >journal.beancount
  echo "$name: Ledger $(ledger --no-pager -f journal balance Assets 2>/dev/null | awk '{ print $1 }' | grep . || echo refused)," \
    "hledger $(hledger -f journal balance -N Assets 2>/dev/null | awk '{ print $1 }' | grep . || echo refused)," \
    "Beancount $(PYTHONPATH="$folder/usr/lib/python3/dist-packages" /usr/bin/python3 total.py journal.beancount)"
}
{
  by_each '1,234' '' 1,234
  by_each '1,234 and 1' '' 1,234 1
  by_each '1,234.00 and 1.00' '' 1,234.00 1.00
  by_each '12,34 and 1' '' 12,34 1
  by_each '1,234 and 1 with a decimal mark' $'decimal-mark .\n\n' 1,234 1
} >observed

cat >stated <<'TEXT'
1,234: Ledger 1,234, hledger 1,234, Beancount 1,234
1,234 and 1: Ledger 1,235, hledger 2,234, Beancount 1,235
1,234.00 and 1.00: Ledger 1,235.00, hledger 1,235.00, Beancount 1,235.00
12,34 and 1: Ledger 13,34, hledger 13,34, Beancount refused
1,234 and 1 with a decimal mark: Ledger 1,235, hledger 1,235, Beancount refused
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
