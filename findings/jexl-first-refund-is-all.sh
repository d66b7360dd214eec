#!/usr/bin/env bash
# In Jexl the refunds' amount is that of the first refund, and `[amount > 100]`, without a dot, takes all refunds if the order is above 100.
#
# Guess:    `refunds.amount > 100` on a list is an error, or undefined, or true if one of them is above; a name within the brackets of a filter is one of the
#           element's, as in JSONPath and JMESPath.
# Instead:  a list that is asked for a field answers with its first element's: the rule is about whichever refund came first. Without a dot before it a name
#           in a filter is the order's, the brackets get true, and true gives the whole list back. 10 less an amount that is missing is NaN, 2^3^2 is 64 and
#           -2^2 is 4, where mathematics has 512 and -4.
# Versions: jexl 2.3.0.
# Matters:  a rule that holds refunds above a limit for review lets them through behind a small one, and no test with one refund sees it. Write the dot, and
#           count what was found in a transform of your own: `refunds[.amount > 100].length` is undefined, for the first one has no length.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts jexl@2.3.0

cat >observe.mjs <<'JS'
import jexl from 'jexl';

const refunds = [{ id: 'small', amount: 50 }, { id: 'large', amount: 500 }];
const told = async (what, rule, context) => console.log(`${what}: ${JSON.stringify(await jexl.eval(rule, context)) ?? 'undefined'}`);
for (const [name, list] of [['small one first', refunds], ['large one first', [...refunds].reverse()]]) {
  await told(`${name}, refunds.amount > 100`, 'refunds.amount > 100', { refunds: list });
  await told(`${name}, refunds[.amount > 100]`, 'refunds[.amount > 100]', { refunds: list });
  await told(`${name}, refunds[.amount > 100].length`, 'refunds[.amount > 100].length', { refunds: list });
  await told(`${name}, refunds[amount > 100].id of an order of 1000`, 'refunds[amount > 100].id', { refunds: list, amount: 1000 });
}
await told('10 - missing, is it below 5', '10 - missing < 5', {});
await told('2^3^2', '2^3^2', {});
await told('-2^2', '-2^2', {});
JS

cat >stated <<'TEXT'
small one first, refunds.amount > 100: false
small one first, refunds[.amount > 100]: [{"id":"large","amount":500}]
small one first, refunds[.amount > 100].length: undefined
small one first, refunds[amount > 100].id of an order of 1000: "small"
large one first, refunds.amount > 100: true
large one first, refunds[.amount > 100]: [{"id":"large","amount":500}]
large one first, refunds[.amount > 100].length: undefined
large one first, refunds[amount > 100].id of an order of 1000: "large"
10 - missing, is it below 5: false
2^3^2: 64
-2^2: 4
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
