#!/usr/bin/env bash
# A search of Spin that was cut off at its depth ends with "errors: 0", and a refund of 300 in a byte is one of 44.
#
# Guess:    a search that could not go on is a failure: its exit is not 0, or its errors are not. A value that does not fit its variable is an error of the
#           model.
# Instead:  at 10,000 steps, where the search is cut off unless told otherwise, one line says `max search depth too small`; the summary says errors: 0 and the
#           exit is 0, though an assertion a step further would fail. With -m100000 it is found, and the exit is 0 as well. In a search 300 is put into a byte
#           as 44, so that `refund <= 50` holds; a simulation of the same model tells of the truncation.
# Versions: Spin 6.5.2 (Debian's spin 6.5.2+dfsg-1).
# Matters:  the limit that a model is to prove is proven by amounts that wrap round, or over the first ten thousand steps. Look for that line in the output,
#           bound amounts by an assertion of one's own before they are stored, and simulate once.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install spin=6.5.2+dfsg-1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done

cat >deep.pml <<'PML'
int notifications = 0;
active proctype payment() { do :: notifications < 20000 -> notifications++ :: notifications == 20000 -> break od; assert(false) }
PML
cat >wide.pml <<'PML'
byte refund = 0;
int amount = 300;
active proctype payment() { refund = amount; assert(refund <= 50) }
PML
check() { local rc=0; usr/bin/spin -run "${@:2}" >out 2>&1 || rc=$?; echo "$1: $(grep -o 'errors: [0-9]*' out), exit $rc, $(grep -o 'max search depth too small' out || echo 'nothing about the depth')"; }
{
  check '20000 steps' deep.pml
  check '20000 steps by -m100000' -m100000 deep.pml
  check '300 in a byte' wide.pml
  usr/bin/spin wide.pml >out 2>&1 || true
  echo "300 in a byte, simulated: $(grep -o 'value (.*' out || echo nothing)"
} >observed

cat >stated <<'TEXT'
20000 steps: errors: 0, exit 0, max search depth too small
20000 steps by -m100000: errors: 1, exit 0, nothing about the depth
300 in a byte: errors: 0, exit 0, nothing about the depth
300 in a byte, simulated: value (300->44 (8)) truncated in assignment
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
