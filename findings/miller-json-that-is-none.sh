#!/usr/bin/env bash
# Of an amount written as `.50`, or an id like 0x1F, Miller makes JSON that no parser reads.
#
# Guess:    a column read from CSV comes out as JSON numbers where it holds numbers and as texts elsewhere; either way any parser of JSON reads it.
# Instead:  what Miller takes for a number it writes with the characters that it found: `.50`, `12.`, `0x1F` and `0o17`, bare, none of which JSON has.
#           The id 00125 is a text. And of 9.5, 0012 and 08 the largest is 08, since those with a leading zero are texts, and a text is above
#           every number.
# Versions: Miller 6.6.0 (Debian's miller 6.6.0-2+b3).
# Matters:  a nightly export works until the first amount below one that a spreadsheet wrote as `.50`, and from then on the whole file is refused. Give
#           amounts a format, `fmtnum($amount, "%.2f")`; with `-S` every field is a text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install miller=6.6.0-2+b3 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

read_by_node() { node -e 'try { JSON.parse(fs.readFileSync(0, "utf8")); console.log("read"); } catch { console.log("refused"); }'; }
{
  for field in 12.50 .50 12. 0x1F 0o17 00125 1e5; do
    row=$(printf 'field\n%s\n' "$field" | mlr --icsv --ojsonl cat)
    echo "$field: $row, $(read_by_node <<<"$row")"
  done
  row=$(printf 'field\n.50\n' | mlr -S --icsv --ojsonl cat)
  echo ".50 with -S: $row, $(read_by_node <<<"$row")"
  row=$(printf 'field\n.50\n' | mlr --icsv --ojsonl put '$field = fmtnum($field, "%.2f")')
  echo ".50 by its format: $row, $(read_by_node <<<"$row")"
  echo "the largest: $(printf 'field\n9.5\n0012\n08\n' | mlr --icsv --ojsonl stats1 -a max -f field)"
} >observed

cat >stated <<'TEXT'
12.50: {"field": 12.50}, read
.50: {"field": .50}, refused
12.: {"field": 12.}, refused
0x1F: {"field": 0x1F}, refused
0o17: {"field": 0o17}, refused
00125: {"field": "00125"}, read
1e5: {"field": 1e5}, read
.50 with -S: {"field": ".50"}, read
.50 by its format: {"field": 0.50}, read
the largest: {"field_max": "08"}
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
