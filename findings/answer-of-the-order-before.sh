#!/usr/bin/env bash
# Asked for the fee of order B, a function throttled or debounced by lodash answers at once with the fee of order A.
#
# Guess:    a call that is held back has no answer yet: undefined, or a promise of one for what it was called with.
# Instead:  throttle and debounce of lodash answer with what the last call gave that was made, whatever it was for, as does es-toolkit/compat; the throttle of
#           es-toolkit itself, of throttle-debounce and of radash answers with undefined. lodash.once keeps the first order's answer for all. Before the first
#           call is made, debounce answers with undefined, so that a test with one call sees nothing.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, throttle-debounce 5.0.2, radash 12.1.1.
# Matters:  a screen that asks for a rate or a limit no more than once a second shows one customer what another one has. Throttle what has no answer, and keep
#           answers under the order's id.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 throttle-debounce@5.0.2 radash@12.1.1

cat >observe.mjs <<'JS'
import { throttle as esToolkit } from 'es-toolkit';
import { debounce as compatDebounce, throttle as compat } from 'es-toolkit/compat';
import lodash from 'lodash';
import * as radash from 'radash';
import { throttle as throttleDebounce } from 'throttle-debounce';

const fee = (order) => `fee of ${order}`;
const ask = (name, held) => console.log(`${name}: for A ${held('A')}, for B ${held('B')}`);
ask('lodash, throttle', lodash.throttle(fee, 1000));
ask('lodash, debounce with leading', lodash.debounce(fee, 1000, { leading: true }));
ask('lodash, debounce', lodash.debounce(fee, 1000));
ask('es-toolkit/compat, throttle', compat(fee, 1000));
ask('es-toolkit/compat, debounce with leading', compatDebounce(fee, 1000, { leading: true }));
ask('es-toolkit, throttle', esToolkit(fee, 1000));
ask('throttle-debounce, throttle', throttleDebounce(1000, fee));
ask('radash, throttle', radash.throttle({ interval: 1000 }, fee));
process.exit();
JS

cat >stated <<'TEXT'
lodash, throttle: for A fee of A, for B fee of A
lodash, debounce with leading: for A fee of A, for B fee of A
lodash, debounce: for A undefined, for B undefined
es-toolkit/compat, throttle: for A fee of A, for B fee of A
es-toolkit/compat, debounce with leading: for A fee of A, for B fee of A
es-toolkit, throttle: for A undefined, for B undefined
throttle-debounce, throttle: for A undefined, for B undefined
radash, throttle: for A undefined, for B undefined
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
