#!/usr/bin/env bash
# To Beancount a payment of 10.00 that was booked as 10.005 balances, and the half cents add up.
#
# Guess:    double entry is exact: what goes into one account is what comes out of the others, or the transaction is refused, as Ledger and hledger do.
# Instead:  half of the last decimal that is written in the transaction is let pass. 10.00 against 10.005 balances and keeps both numbers, so that a
#           hundred of them are out by half a euro; the check says nothing. The half is that of the coarsest amount: against a whole 10 EUR, 10.4 is
#           refused, since no decimals give no tolerance, and 10.0 against 10.05 passes.
# Versions: Beancount 2.3.5, Ledger 3.3.0, hledger 1.25 (Debian's python3-beancount 2.3.5-2+b1, ledger 3.3.0-3, hledger 1.25-2+b5).
# Matters:  fees computed to three decimals and paid in cents are never found to be off. Set `option "tolerance_multiplier" "0"`.
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
total = sum(posting.units.number for entry in entries if hasattr(entry, 'postings') for posting in entry.postings)
print('refused' if errors else f'taken, {total} over all')
PY
by_each() {
  local paid=$1 booked=$2 times=${3:-1} options=${4:-} lines='' time
  for ((time = 0; time < times; time++)); do lines+=$'2026-01-31 * "payout"\n  Assets:Bank  '"$paid"$' EUR\n  Income:Sales  -'"$booked"$' EUR\n\n'; done
  printf '%s' "$lines" >journal
  printf '%s2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n%s' "$options" "$lines" >journal.beancount
  echo "$times x $paid against $booked${options:+, without tolerance}: Beancount" \
    "$(PYTHONPATH="$folder/usr/lib/python3/dist-packages" /usr/bin/python3 total.py journal.beancount)," \
    "Ledger $(ledger --no-pager -f journal balance >/dev/null 2>&1 && echo taken || echo refused)," \
    "hledger $(hledger -f journal balance >/dev/null 2>&1 && echo taken || echo refused)"
}
{
  by_each 10.00 10.005
  by_each 10.00 10.005 100
  by_each 10.00 10.006
  by_each 10.0 10.05
  by_each 10 10.4
  by_each 10.00 10.005 1 $'option "tolerance_multiplier" "0"\n'
} >observed

cat >stated <<'TEXT'
1 x 10.00 against 10.005: Beancount taken, -0.005 over all, Ledger refused, hledger refused
100 x 10.00 against 10.005: Beancount taken, -0.500 over all, Ledger refused, hledger refused
1 x 10.00 against 10.006: Beancount refused, Ledger refused, hledger refused
1 x 10.0 against 10.05: Beancount taken, -0.05 over all, Ledger refused, hledger refused
1 x 10 against 10.4: Beancount refused, Ledger refused, hledger refused
1 x 10.00 against 10.005, without tolerance: Beancount refused, Ledger refused, hledger refused
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
