#!/usr/bin/env bash
# To validatorjs an amount of '500' is within `max:100`, since it has three letters, and '-5' is not below `min:0`.
#
# Guess:    max and min are limits of the amount, and a text that a form sends is taken for a number, as `integer` and `numeric` take it; or they refuse a
#           text.
# Instead:  of a text they are limits of its length, unless `numeric` or `integer` stands beside them in the rule. Sent as a number, 500 is above 100. So for
#           `between`. Nothing tells that the amount was measured by its letters; 'abc' passes too.
# Versions: validatorjs 3.22.1.
# Matters:  the rule that keeps refunds at a hundred holds for JSON, in which amounts are numbers, and lets all through that come by a form. Write `numeric`
#           in each such rule.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts validatorjs@3.22.1

cat >observe.mjs <<'JS'
import Validator from 'validatorjs';

for (const rule of ['max:100', 'numeric|max:100', 'integer|max:100', 'min:0', 'numeric|min:0', 'between:1,100', 'numeric|between:1,100']) {
  console.log(`${rule}: ${[500, '500', '50', '-5', 'abc'].map((amount) => `${JSON.stringify(amount)} ${new Validator({ amount }, { amount: rule }).passes() ? 'passes' : 'fails'}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
max:100: 500 fails, "500" passes, "50" passes, "-5" passes, "abc" passes
numeric|max:100: 500 fails, "500" fails, "50" passes, "-5" passes, "abc" fails
integer|max:100: 500 fails, "500" fails, "50" passes, "-5" passes, "abc" fails
min:0: 500 passes, "500" passes, "50" passes, "-5" passes, "abc" passes
numeric|min:0: 500 passes, "500" passes, "50" passes, "-5" fails, "abc" fails
between:1,100: 500 fails, "500" passes, "50" passes, "-5" passes, "abc" passes
numeric|between:1,100: 500 fails, "500" fails, "50" passes, "-5" fails, "abc" fails
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
