#!/usr/bin/env bash
# In JSON that csvkit makes of CSV, a quantity of 1 is true, an amount of 12,50 is 1250.0, and an order 2:45 took two minutes and 45 seconds.
#
# Guess:    a column of whole numbers becomes numbers, also where they are all 0 and 1; a decimal comma is a text, or is read as decimals where the file is
#           separated by semicolons; what has letters or colons in it stays text, and so does an id with zeros in front.
# Instead:  types are guessed column by column, truth values first. A comma within a number is dropped, wherever it stands. A column of ids like 1:30 becomes
#           durations, of 1d and 2d days, of `may 5` days of the year 1; 00125 is 125.0. The word none is null. With one other value in the column, all of it
#           stays text. `-I` leaves all as text.
# Versions: csvkit 1.0.7 (Debian's csvkit 1.0.7-1) with agate 1.6.3 (python3-agate).
# Matters:  the stock and the number of refunds per order are true and false on days on which nobody bought two, and the refund of 12,50 is one of 1250. Use
#           `-I` and read the columns by name.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install csvkit=1.0.7-1 python3-agate python3-six >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PYTHONPATH="$folder/usr/lib/python3/dist-packages"

json() { printf "$2" | LC_ALL=C.UTF-8 /usr/bin/python3 usr/bin/csvjson ${3:-} | sed "s/^/$1: /"; echo; }
{
  json 'quantities 1 and 0' 'id,quantity\nA,1\nB,0\n'
  json 'quantities 1 and 2' 'id,quantity\nA,1\nB,2\n'
  json 'decimal comma' 'id;amount\nA;12,50\nB;9,00\n'
  json 'decimal comma and three places' 'id;amount\nA;12,50\nB;0,125\n'
  json 'orders 1:30 and 2:45' 'id,status\n1:30,completed\n2:45,refunded\n'
  json 'orders 1d and 2d' 'id,status\n1d,completed\n2d,refunded\n'
  json 'orders may 5 and june 6' 'id,status\nmay 5,completed\njune 6,refunded\n'
  json 'orders 00125 and 00126' 'id,status\n00125,completed\n00126,refunded\n'
  json 'orders 00125 and A' 'id,status\n00125,completed\nA,refunded\n'
  json 'note none' 'id,note\nA,none\nB,late\n'
  json 'quantities 1 and 0 with -I' 'id,quantity\nA,1\nB,0\n' -I
} >observed

cat >stated <<'TEXT'
quantities 1 and 0: [{"id": "A", "quantity": true}, {"id": "B", "quantity": false}]
quantities 1 and 2: [{"id": "A", "quantity": 1.0}, {"id": "B", "quantity": 2.0}]
decimal comma: [{"id": "A", "amount": 1250.0}, {"id": "B", "amount": 900.0}]
decimal comma and three places: [{"id": "A", "amount": 1250.0}, {"id": "B", "amount": 125.0}]
orders 1:30 and 2:45: [{"id": "0:01:30", "status": "completed"}, {"id": "0:02:45", "status": "refunded"}]
orders 1d and 2d: [{"id": "1 day, 0:00:00", "status": "completed"}, {"id": "2 days, 0:00:00", "status": "refunded"}]
orders may 5 and june 6: [{"id": "0001-05-05", "status": "completed"}, {"id": "0001-06-06", "status": "refunded"}]
orders 00125 and 00126: [{"id": 125.0, "status": "completed"}, {"id": 126.0, "status": "refunded"}]
orders 00125 and A: [{"id": "00125", "status": "completed"}, {"id": "A", "status": "refunded"}]
note none: [{"id": "A", "note": null}, {"id": "B", "note": "late"}]
quantities 1 and 0 with -I: [{"id": "A", "quantity": "1"}, {"id": "B", "quantity": "0"}]
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
