#!/usr/bin/env bash
# A refund whose amount is null or the text '9' is below 100 in aws-local-stepfunctions, and is not in the language whose interpreter it is.
#
# Guess:    a Choice with NumericLessThan looks at numbers only, as the Amazon States Language says: no text and no null meets it, so the Default is taken.
# Instead:  the value is compared as JavaScript compares: null, '9', true and an empty list are below 100, and IsNumeric says of them all that they are no numbers.
#           So does NumericLessThanPath.
# Versions: aws-local-stepfunctions 3.0.0.
# Matters:  a workflow is tried on one's own machine, and there the refund without an amount is small and made at once; where it runs, it goes to review. Ask for
#           IsNumeric first, in an And.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts aws-local-stepfunctions@3.0.0
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import { StateMachine } from 'aws-local-stepfunctions';

async function choose(rule, order) {
  const machine = new StateMachine({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Variable: '$.amount', ...rule, Next: 'Small' }], Default: 'Review' },
      Small: { Type: 'Pass', Result: 'small', End: true },
      Review: { Type: 'Pass', Result: 'to review', End: true },
    },
  });
  return machine.run(order).result.catch(() => 'execution failed');
}
for (const amount of [9, 1250, null, '9', '1250', true, []]) {
  const answers = [{ NumericLessThan: 100 }, { NumericLessThanPath: '$.limit' }, { IsNumeric: true }].map((rule) => choose(rule, { amount, limit: 100 }));
  const [below, belowPath, numeric] = await Promise.all(answers);
  console.log(`${JSON.stringify(amount)}: NumericLessThan 100 ${below}; NumericLessThanPath ${belowPath}; IsNumeric ${numeric === 'small'}`);
}
JS

cat >stated <<'TEXT'
9: NumericLessThan 100 small; NumericLessThanPath small; IsNumeric true
1250: NumericLessThan 100 to review; NumericLessThanPath to review; IsNumeric true
null: NumericLessThan 100 small; NumericLessThanPath small; IsNumeric false
"9": NumericLessThan 100 small; NumericLessThanPath small; IsNumeric false
"1250": NumericLessThan 100 to review; NumericLessThanPath to review; IsNumeric false
true: NumericLessThan 100 small; NumericLessThanPath small; IsNumeric false
[]: NumericLessThan 100 small; NumericLessThanPath small; IsNumeric false
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
