#!/usr/bin/env bash
# An async machine of transitions gives up a capture that is under way when the payment takes a note.
#
# Guess:    a payment that is being captured takes the next event after that, or refuses it; what was begun is ended.
# Instead:  any other event that the payment takes, be it an internal one that leaves it where it is, cancels what it is at in an AsyncMachine: the
#           capture's call is broken off at its `await`, the callbacks behind it do not run, and its trigger answers False, as for a condition that
#           does not hold, without an error. With queued=True or 'model' the second event waits.
# Versions: transitions 0.9.0 on Python 3.11 (Debian's python3-transitions 0.9.0-1).
# Matters:  the acquirer has captured, and the payment stays where it was, because a notification came in between; whoever sees False captures again. Use
#           queued='model', or keep calls out of the callbacks.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install python3-transitions=0.9.0-1 python3-six >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export PATH="$folder/usr/bin:$folder/usr/sbin:$PATH" LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

cat >observe.py <<'PY'
import asyncio
from transitions.extensions.asyncio import AsyncMachine


class Payment:
    def __init__(self):
        self.heard = []

    async def ask_the_acquirer(self):
        self.heard.append('capture sent')
        await asyncio.sleep(0.1)
        self.heard.append('capture answered')

    async def take_note(self):
        self.heard.append('note taken')


async def tried(queued, to, name):
    payment = Payment()
    machine = AsyncMachine(payment, states=['initialized', 'completed'], initial='initialized', queued=queued)
    machine.add_transition('capture', 'initialized', 'completed', before='ask_the_acquirer')
    machine.add_transition('note', '*', to, after='take_note')
    capture = asyncio.create_task(payment.capture())
    await asyncio.sleep(0.02)
    told = await payment.note() if name else 'not asked'
    answer = await capture
    print(f"{name or 'no note'}, queued={queued!r}: {', '.join(payment.heard)}; capture answers {answer}, note {told}; {payment.state}")


# Each by itself: a task that has moved some payment before passes that on to the tasks that it makes, and these are not broken off.
for case in [(False, None, None), (False, None, 'internal note'), (False, '=', 'note'), (True, '=', 'note'), ('model', '=', 'note')]:
    asyncio.run(tried(*case))
PY

cat >stated <<'TEXT'
no note, queued=False: capture sent, capture answered; capture answers True, note not asked; completed
internal note, queued=False: capture sent, note taken; capture answers False, note True; initialized
note, queued=False: capture sent, note taken; capture answers False, note True; initialized
note, queued=True: capture sent, capture answered, note taken; capture answers True, note True; completed
note, queued='model': capture sent, capture answered, note taken; capture answers True, note True; completed
TEXT
PYTHONPATH="$folder/usr/lib/python3/dist-packages" timeout 60 /usr/bin/python3 observe.py >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
