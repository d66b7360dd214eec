#!/usr/bin/env bash
# Z3 divides a refund otherwise than the program that it proves, and finds that a division by zero gives what is wanted.
#
# Guess:    on whole numbers `div` drops the fraction, as BigInt and PostgreSQL do, so -7 cents in two shares are -3 and the
#           remainder is -1. Division by zero has no model, or is an error.
# Instead:  SMT-LIB's remainder is never negative: -7 div 2 is -4, with remainder 1, and -7 div -2 is 4. A division by zero is
#           some whole number, whichever helps: x div 0 = 5 can be met, and "each share is at most the whole" is refuted by zero
#           shares.
# Versions: z3-solver 5.2.0.
# Matters:  a property of shares that was proved for the model, "the shares differ by a cent at most, and add up", is proved of
#           another division than the one that runs, as soon as an amount is negative. Divide the amount without its sign, and
#           state that the divisor is above zero.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent z3-solver@5.2.0

cat >observe.mjs <<'JS'
import { init } from 'z3-solver';

const { Context } = await init();
const { Int, Solver, simplify } = Context('shares');
for (const [amount, shares] of [[7, 2], [-7, 2], [7, -2], [-7, -2]]) {
  const whole = await simplify(Int.val(amount).div(shares));
  const rest = await simplify(Int.val(amount).mod(shares));
  const own = `${BigInt(amount) / BigInt(shares)} and ${BigInt(amount) % BigInt(shares)}`;
  console.log(`${amount} in ${shares}: Z3 ${String(whole).replace(/\(- (\d+)\)/, '-$1')} and ${rest}, BigInt ${own}`);
}

async function ask(name, ...claims) {
  const solver = new Solver();
  solver.add(...claims);
  console.log(`${name}: ${await solver.check()}`);
}
const [amount, shares] = [Int.const('amount'), Int.const('shares')];
await ask('amount div 0 = 5', amount.div(0).eq(5));
await ask('a share above the whole', amount.ge(0), shares.ge(0), amount.div(shares).gt(amount));
await ask('a share above the whole, of one share or more', amount.ge(0), shares.ge(1), amount.div(shares).gt(amount));
process.exit();
JS

cat >stated <<'TEXT'
7 in 2: Z3 3 and 1, BigInt 3 and 1
-7 in 2: Z3 -4 and 1, BigInt -3 and -1
7 in -2: Z3 -3 and 1, BigInt -3 and 1
-7 in -2: Z3 4 and 1, BigInt 3 and -1
amount div 0 = 5: sat
a share above the whole: sat
a share above the whole, of one share or more: unsat
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
