#!/usr/bin/env bash
# A total of 2147483648 cents is -2147483648 by printj's %d, and a refund of -125 in a field of five places takes six by printf's %05d.
#
# Guess:    %05d is what it is in C and in the shell, five places in all, `-0125`; %d takes whole numbers up to 2^53, as all numbers of JavaScript are, and
#           bigints, or refuses them; %u the same without a sign.
# Instead:  printf counts the minus apart, for decimals too. printj's %d begins anew at 2^31, as an int of 32 bits does, and %u of printj and sprintf-js at
#           2^32. A bigint beyond 2^53 is rounded by printf, printed as 0 by printj and refused by sprintf-js.
# Versions: printf 0.6.1, sprintf-js 1.1.3, printj 1.3.1.
# Matters:  files of banks have fields of fixed widths: one refund moves all behind it by a place. And a day's total of 21,474,836.48 in cents is a negative
#           one. Print with String(cents).padStart(n, '0') and put the sign yourself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts printf@0.6.1 sprintf-js@1.1.3 printj@1.3.1

cat >observe.mjs <<'JS'
import printf from 'printf';
import printj from 'printj';
import { sprintf } from 'sprintf-js';

for (const [spec, value] of [['%05d', -125], ['%08.2f', -12.5], ['%d', 2147483648], ['%d', 4294967296], ['%u', 4294967296], ['%d', 9007199254740993n]]) {
  const printed = Object.entries({ printf, 'sprintf-js': sprintf, printj: printj.sprintf }).map(([name, print]) => {
    try {
      return `${name} ${print(spec, value)}`;
    } catch {
      return `${name} refuses`;
    }
  });
  console.log(`${spec} of ${value}: ${printed.join(', ')}`);
}
JS

cat >stated <<'TEXT'
%05d of -125: printf -00125, sprintf-js -0125, printj -0125
%08.2f of -12.5: printf -00012.50, sprintf-js -0012.50, printj -0012.50
%d of 2147483648: printf 2147483648, sprintf-js 2147483648, printj -2147483648
%d of 4294967296: printf 4294967296, sprintf-js 4294967296, printj 0
%u of 4294967296: printf 4294967296, sprintf-js 0, printj 0
%d of 9007199254740993: printf 9007199254740992, sprintf-js refuses, printj 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
