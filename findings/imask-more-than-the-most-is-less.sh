#!/usr/bin/env bash
# A refund of 12.50, where at most 10.00 is left, is one of 1.50 in a number field of IMask, and one of 15 is 1.
#
# Guess:    a number above `max` is refused, or becomes the most that is allowed, whether it is typed, pasted or set by the program.
# Instead:  the characters go in one by one, and one that would lead above the most is left out while the next may fit: of 12.50 the 2 is dropped, and what
#           remains is 1.50. That holds for `typedValue`, set from the program, as well. 1250 becomes 10, since there the 0 fits. Maskito gives 10 for all of
#           them.
# Versions: imask 7.6.1; @maskito/core 5.6.0 with @maskito/kit 5.6.0.
# Matters:  an amount that is filled in from the order, or pasted, becomes a smaller one that is valid, and that is refunded. Leave `max` out and refuse what
#           is above.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts imask@7.6.1 @maskito/core@5.6.0 @maskito/kit@5.6.0

cat >observe.mjs <<'JS'
import { maskitoTransform } from '@maskito/core';
import { maskitoNumberOptionsGenerator } from '@maskito/kit';
import IMask from 'imask';

const options = { mask: Number, radix: '.', scale: 2, min: 0, max: 10 };
const maskito = maskitoNumberOptionsGenerator({ decimalSeparator: '.', maximumFractionDigits: 2, min: 0, max: 10 });
for (const amount of ['9.99', '12.50', '15', '19.99', '100', '1250']) {
  const pasted = IMask.createMask(options);
  pasted.resolve(amount);
  const set = IMask.createMask(options);
  set.typedValue = Number(amount);
  for (const mask of [pasted, set]) mask.doCommit();
  console.log(`${amount}, at most 10: IMask ${pasted.value} pasted, ${set.typedValue} set; Maskito ${maskitoTransform(amount, maskito)}`);
}
JS

cat >stated <<'TEXT'
9.99, at most 10: IMask 9.99 pasted, 9.99 set; Maskito 9.99
12.50, at most 10: IMask 1.5 pasted, 1.5 set; Maskito 10
15, at most 10: IMask 1 pasted, 1 set; Maskito 10
19.99, at most 10: IMask 1.99 pasted, 1.99 set; Maskito 10
100, at most 10: IMask 10 pasted, 10 set; Maskito 10
1250, at most 10: IMask 10 pasted, 10 set; Maskito 10
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
