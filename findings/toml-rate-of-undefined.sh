#!/usr/bin/env bash
# A rate of 0.0000001 that @iarna/toml has written is `1e-7.undefined`, which neither it nor smol-toml reads; an amount of 1.0 is a whole number once it was
# read and written.
#
# Guess:    a number is written so that it is read again as the same number, and what is read as a number with decimals is written as one.
# Instead:  @iarna/toml splits a number at its point to group the digits, and where JavaScript writes an exponent without a point it puts "undefined" behind
#           it. Both write 1 for what was 1.0, so that a reader with two types, as most languages have, finds another; beyond 2^53 smol-toml refuses to read
#           what @iarna/toml keeps exactly.
# Versions: @iarna/toml 3.0.0, smol-toml 1.9.1.
# Matters:  a file of fees that is read, changed and written stops the next start when a rate is very small, or fails the check of types elsewhere. Keep
#           amounts and rates in texts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @iarna/toml@3.0.0 smol-toml@1.9.1

cat >observe.mjs <<'JS'
import iarna from '@iarna/toml';
import * as smol from 'smol-toml';

const libraries = { '@iarna/toml': iarna, 'smol-toml': smol };
const told = (parse, text) => {
  try {
    const { rate } = parse(text);
    return typeof rate === 'bigint' ? `${rate}n` : String(rate);
  } catch { return 'an error'; }
};
for (const rate of [0.000001, 0.0000001, 1.5e-7, 12.5]) {
  for (const [name, { stringify }] of Object.entries(libraries)) {
    const text = stringify({ rate }).trim();
    console.log(`${name} writes ${text}: ${Object.entries(libraries).map(([reader, { parse }]) => `${told(parse, text)} to ${reader}`).join(', ')}`);
  }
}
for (const text of ['rate = 1.0', 'rate = 9007199254740993']) {
  for (const [name, { parse, stringify }] of Object.entries(libraries)) {
    let again;
    try { again = stringify(parse(text)).trim(); } catch { again = 'an error'; }
    console.log(`${text}, read and written by ${name}: ${again}`);
  }
}
JS

cat >stated <<'TEXT'
@iarna/toml writes rate = 0.000001: 0.000001 to @iarna/toml, 0.000001 to smol-toml
smol-toml writes rate = 0.000001: 0.000001 to @iarna/toml, 0.000001 to smol-toml
@iarna/toml writes rate = 1e-7.undefined: an error to @iarna/toml, an error to smol-toml
smol-toml writes rate = 1e-7: 1e-7 to @iarna/toml, 1e-7 to smol-toml
@iarna/toml writes rate = 1.5e-7: 1.5e-7 to @iarna/toml, 1.5e-7 to smol-toml
smol-toml writes rate = 1.5e-7: 1.5e-7 to @iarna/toml, 1.5e-7 to smol-toml
@iarna/toml writes rate = 12.5: 12.5 to @iarna/toml, 12.5 to smol-toml
smol-toml writes rate = 12.5: 12.5 to @iarna/toml, 12.5 to smol-toml
rate = 1.0, read and written by @iarna/toml: rate = 1
rate = 1.0, read and written by smol-toml: rate = 1
rate = 9007199254740993, read and written by @iarna/toml: rate = 9_007_199_254_740_993
rate = 9007199254740993, read and written by smol-toml: an error
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
