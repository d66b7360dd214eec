#!/usr/bin/env bash
# A day's total of 21474836.48 in cents is 2.14748e+09 to awk on Debian, and from a million euros on every awk leaves the cents out.
#
# Guess:    whole numbers are printed whole: the sum of a column of cents has all of its digits, and `%d` prints a whole number of any size up to 2^53. A sum
#           in euros has its two decimals.
# Instead:  `print` writes a number that is not whole with six digits, so that 1234567.90 becomes 1.23457e+06, in gawk as well. To mawk, which is `awk` on
#           Debian, a whole number from 2^31 on counts as one that is not, and `%d` prints 2147483647 for whatever is larger. Up to 2147483647 all is right.
# Versions: mawk 1.3.4-20200120 and gawk 5.2.1 (Debian's mawk 1.3.4.20200120-3.1, gawk 1:5.2.1-2).
# Matters:  a nightly line of shell that adds up a settlement file is right until the first good day, and is then off by up to fifty euros; with `%d` the
#           total stays at 21,474,836.47 for ever. Write `printf "%.0f"` for cents and `%.2f` for euros.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install mawk=1.3.4.20200120-3.1 gawk=1:5.2.1-2 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

for awk in mawk gawk; do
  sum() { printf 'A %s\nB %s\n' "$2" "$3" | "usr/bin/$awk" "{ sum += \$2 } END { $1 }"; }
  echo "$awk, 2147483646 and 1, print: $(sum 'print sum' 2147483646 1)"
  echo "$awk, 2147483647 and 1, print: $(sum 'print sum' 2147483647 1)"
  echo "$awk, 3000000000 and 1, %d: $(sum 'printf "%d", sum' 3000000000 1)"
  echo "$awk, 3000000000 and 1, %.0f: $(sum 'printf "%.0f", sum' 3000000000 1)"
  echo "$awk, 1234567.89 and 0.01, print: $(sum 'print sum' 1234567.89 0.01)"
  echo "$awk, 1234567.89 and 0.01, %.2f: $(sum 'printf "%.2f", sum' 1234567.89 0.01)"
done >observed

cat >stated <<'TEXT'
mawk, 2147483646 and 1, print: 2147483647
mawk, 2147483647 and 1, print: 2.14748e+09
mawk, 3000000000 and 1, %d: 2147483647
mawk, 3000000000 and 1, %.0f: 3000000001
mawk, 1234567.89 and 0.01, print: 1.23457e+06
mawk, 1234567.89 and 0.01, %.2f: 1234567.90
gawk, 2147483646 and 1, print: 2147483647
gawk, 2147483647 and 1, print: 2147483648
gawk, 3000000000 and 1, %d: 3000000001
gawk, 3000000000 and 1, %.0f: 3000000001
gawk, 1234567.89 and 0.01, print: 1.23457e+06
gawk, 1234567.89 and 0.01, %.2f: 1234567.90
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
