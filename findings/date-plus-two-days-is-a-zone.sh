#!/usr/bin/env bash
# To GNU date, `2026-01-31 12:00 +2 days` is 1 February at ten: +2 is a zone east of Greenwich, and one day is added.
#
# Guess:    two days after noon on the 31st is noon on the 2nd, as `2026-01-31 +2 days` without the time of day is the 2nd of February.
# Instead:  a sign and a number behind a time of day is its offset from UTC, and "days" behind that is one day. So for hours and months, and with a minus, so
#           that -1 day is the day after; up to 24, and beyond that it is an error. Without the plus (`2 days`), or behind a time that has its zone (`12:00Z
#           +2 days`) it is what was meant.
# Versions: GNU coreutils 9.1 (Debian's coreutils 9.1-1), TZ=UTC.
# Matters:  a hold that ends in seven days ends tomorrow, seven hours early; what ended "-1 day" ago is still to come, and each short term that was tried
#           looks like a time that might be right. Write the time with its zone, or the number without a plus.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install coreutils=9.1-1 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done

for base in '2026-01-31' '2026-01-31 12:00' '2026-01-31T12:00Z'; do
  for term in '+1 day' '+2 days' '+7 days' '+24 days' '+25 days' '-1 day' '+3 hours' '+1 month' '7 days'; do
    echo "$base $term: $(LC_ALL=C TZ=UTC bin/date -d "$base $term" '+%F %R' 2>/dev/null || echo an error)"
  done
done >observed

cat >stated <<'TEXT'
2026-01-31 +1 day: 2026-02-01 00:00
2026-01-31 +2 days: 2026-02-02 00:00
2026-01-31 +7 days: 2026-02-07 00:00
2026-01-31 +24 days: 2026-02-24 00:00
2026-01-31 +25 days: 2026-02-25 00:00
2026-01-31 -1 day: 2026-01-30 00:00
2026-01-31 +3 hours: 2026-01-31 03:00
2026-01-31 +1 month: 2026-03-03 00:00
2026-01-31 7 days: 2026-02-07 00:00
2026-01-31 12:00 +1 day: 2026-02-01 11:00
2026-01-31 12:00 +2 days: 2026-02-01 10:00
2026-01-31 12:00 +7 days: 2026-02-01 05:00
2026-01-31 12:00 +24 days: 2026-01-31 12:00
2026-01-31 12:00 +25 days: an error
2026-01-31 12:00 -1 day: 2026-02-01 13:00
2026-01-31 12:00 +3 hours: 2026-01-31 10:00
2026-01-31 12:00 +1 month: 2026-03-03 11:00
2026-01-31 12:00 7 days: 2026-02-07 12:00
2026-01-31T12:00Z +1 day: 2026-02-01 12:00
2026-01-31T12:00Z +2 days: 2026-02-02 12:00
2026-01-31T12:00Z +7 days: 2026-02-07 12:00
2026-01-31T12:00Z +24 days: 2026-02-24 12:00
2026-01-31T12:00Z +25 days: 2026-02-25 12:00
2026-01-31T12:00Z -1 day: 2026-01-30 12:00
2026-01-31T12:00Z +3 hours: 2026-01-31 15:00
2026-01-31T12:00Z +1 month: 2026-03-03 12:00
2026-01-31T12:00Z 7 days: 2026-02-07 12:00
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
