#!/usr/bin/env bash
# To awk the orders 1E3 and 1000 are one, and 00125 is 125; `sort -nu` keeps one of all ids that begin with a letter.
#
# Guess:    two fields that are read from a file are texts, and `==` compares texts: 1E3 is not 1000. `sort -nu` sorts by number and drops lines that are
#           equal.
# Instead:  two fields that both look like numbers are compared as numbers: 1E3 and 1000, 00125 and 125, +5 and 5, and two ids beyond 2^53 that differ in the
#           last digit, are equal; mawk takes 0x10 for 16 as well. A key in an array is text again. `sort -nu` drops what has the same number in front, and of
#           ids without one, which are 0, all but one.
# Versions: mawk 1.3.4-20200120, gawk 5.2.1, GNU coreutils 9.1 (Debian's mawk 1.3.4.20200120-3.1, gawk 1:5.2.1-2, coreutils 9.1-1).
# Matters:  `$1 == $5` over a joined list of orders and refunds finds refunds of other orders; a list of ids to settle is shorter than it was. Add an empty
#           text (`$1 "" == $5`), and sort without -n.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install mawk=1.3.4.20200120-3.1 gawk=1:5.2.1-2 coreutils=9.1-1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

printf '%s\n' '1E3 1000' '00125 125' '+5 5' '0x10 16' '9007199254740993 9007199254740992' 'A1 a1' >pairs
{
  for awk in mawk gawk; do
    "usr/bin/$awk" -v awk="$awk" '{ print awk ", " $1 " == " $2 ": " ($1 == $2 ? "equal" : "not equal") ", with an empty text: " ($1 "" == $2 ? "equal" : "not equal") }' pairs
  done
  echo "sort -nu of A1, B2, C3, 125, 00125, 125-R: $(printf '%s\n' A1 B2 C3 125 00125 125-R | LC_ALL=C usr/bin/sort -nu | paste -sd ' ')"
  echo "sort -u of the same: $(printf '%s\n' A1 B2 C3 125 00125 125-R | LC_ALL=C usr/bin/sort -u | paste -sd ' ')"
} >observed

cat >stated <<'TEXT'
mawk, 1E3 == 1000: equal, with an empty text: not equal
mawk, 00125 == 125: equal, with an empty text: not equal
mawk, +5 == 5: equal, with an empty text: not equal
mawk, 0x10 == 16: equal, with an empty text: not equal
mawk, 9007199254740993 == 9007199254740992: equal, with an empty text: not equal
mawk, A1 == a1: not equal, with an empty text: not equal
gawk, 1E3 == 1000: equal, with an empty text: not equal
gawk, 00125 == 125: equal, with an empty text: not equal
gawk, +5 == 5: equal, with an empty text: not equal
gawk, 0x10 == 16: not equal, with an empty text: not equal
gawk, 9007199254740993 == 9007199254740992: equal, with an empty text: not equal
gawk, A1 == a1: not equal, with an empty text: not equal
sort -nu of A1, B2, C3, 125, 00125, 125-R: A1 125
sort -u of the same: 00125 125 125-R A1 B2 C3
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
