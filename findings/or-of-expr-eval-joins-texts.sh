#!/usr/bin/env bash
# To expr-eval `amount > 900 || trusted` is false for an amount of 1250, since its `||` joins texts before anything is compared.
#
# Guess:    `||` is or, and is looked at after the comparison, as in every language that has both; where it joins, as in SQL, what stands on its left is made
#           first.
# Instead:  it joins, and binds as + does: 1250 is compared with "900" and the text of what follows, which is no number, so that the answer is false whatever
#           the amount and whatever `trusted` is; true || false is "truefalse". A `!` before a name is the factorial of what stands there, and not "not"; +
#           adds two texts as numbers. `or` and `not` are what was meant.
# Versions: expr-eval 2.0.2; jexl 2.3.0.
# Matters:  a rule written by someone who knows any other language is an expression here too, without an error, and says the same of each order. Test each
#           rule with an order that it is true of and one that it is not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts expr-eval@2.0.2 jexl@2.3.0

cat >observe.mjs <<'JS'
import { Parser } from 'expr-eval';
import jexl from 'jexl';

const told = (value) => JSON.stringify(value) ?? String(value);
for (const rule of ['amount > 900 || trusted', 'trusted || amount > 900', 'amount > 900 or trusted', '!trusted', 'not trusted', "'7' + '5'"]) {
  for (const trusted of [true, false]) {
    const context = { amount: 1250, trusted };
    const tell = (evaluate) => { try { return told(evaluate()); } catch { return 'an error'; } };
    console.log(`${rule}, trusted ${trusted}: expr-eval ${tell(() => Parser.evaluate(rule, context))}, Jexl ${tell(() => jexl.evalSync(rule, context))}`);
  }
}
JS

cat >stated <<'TEXT'
amount > 900 || trusted, trusted true: expr-eval false, Jexl true
amount > 900 || trusted, trusted false: expr-eval false, Jexl true
trusted || amount > 900, trusted true: expr-eval false, Jexl true
trusted || amount > 900, trusted false: expr-eval false, Jexl true
amount > 900 or trusted, trusted true: expr-eval true, Jexl an error
amount > 900 or trusted, trusted false: expr-eval true, Jexl an error
!trusted, trusted true: expr-eval 1, Jexl false
!trusted, trusted false: expr-eval 1, Jexl true
not trusted, trusted true: expr-eval false, Jexl an error
not trusted, trusted false: expr-eval true, Jexl an error
'7' + '5', trusted true: expr-eval 12, Jexl "75"
'7' + '5', trusted false: expr-eval 12, Jexl "75"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
