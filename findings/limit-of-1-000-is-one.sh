#!/usr/bin/env bash
# A limit of 1,000 in the environment is 1 to envalid and convict, and one of 1e3 is 1 to convict's `int`.
#
# Guess:    a library that checks the environment refuses what is no number, as 1,000, 12,50, 1_000 or 10min are none; an `int` of 12.99 is refused too.
# Instead:  what stands before the first character that does not fit is read, and the rest dropped: 1,000 is 1, 12,50 is 12, 10min is 10, and 0x1F is 0.
#           convict's int and nat cut 12.99 to 12 and 1e3 to 1, and are content. env-var refuses all of these, but for 0x1F, which its asFloat reads as 0.
# Versions: envalid 8.2.0, convict 6.2.5; env-var 7.5.0.
# Matters:  "refunds up to 1,000 need no second pair of eyes" holds for refunds up to 1; a time limit of 1_000 milliseconds is one. The program starts, since
#           its settings have been checked. Check the text with a pattern before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts envalid@8.2.0 convict@6.2.5 env-var@7.5.0

cat >observe.mjs <<'JS'
import convict from 'convict';
import environment from 'env-var';
import { cleanEnv, num } from 'envalid';

const byConvict = (format) => (LIMIT) => {
  const settings = convict({ limit: { format, default: 5, env: 'LIMIT' } }, { env: { LIMIT }, args: [] });
  settings.validate();
  return settings.get('limit');
};
const readers = {
  'envalid num': (LIMIT) => cleanEnv({ LIMIT }, { LIMIT: num() }, { reporter: ({ errors }) => { if (Object.keys(errors).length > 0) throw new Error(); } }).LIMIT,
  'convict Number': byConvict(Number),
  'convict int': byConvict('int'),
  'convict nat': byConvict('nat'),
  'env-var asFloat': (LIMIT) => environment.from({ LIMIT }).get('LIMIT').asFloat(),
  'env-var asInt': (LIMIT) => environment.from({ LIMIT }).get('LIMIT').asInt(),
};
for (const [name, read] of Object.entries(readers)) {
  console.log(`${name}: ${['1000', '1,000', '1_000', '12,50', '10min', '0x1F', '1e3', '12.99'].map((text) => {
    try {
      return `${text} is ${read(text)}`;
    } catch {
      return `${text} is refused`;
    }
  }).join('; ')}`);
}
JS

cat >stated <<'TEXT'
envalid num: 1000 is 1000; 1,000 is 1; 1_000 is 1; 12,50 is 12; 10min is 10; 0x1F is 0; 1e3 is 1000; 12.99 is 12.99
convict Number: 1000 is 1000; 1,000 is 1; 1_000 is 1; 12,50 is 12; 10min is 10; 0x1F is 0; 1e3 is 1000; 12.99 is 12.99
convict int: 1000 is 1000; 1,000 is 1; 1_000 is 1; 12,50 is 12; 10min is 10; 0x1F is 0; 1e3 is 1; 12.99 is 12
convict nat: 1000 is 1000; 1,000 is 1; 1_000 is 1; 12,50 is 12; 10min is 10; 0x1F is 0; 1e3 is 1; 12.99 is 12
env-var asFloat: 1000 is 1000; 1,000 is refused; 1_000 is refused; 12,50 is refused; 10min is refused; 0x1F is 0; 1e3 is 1000; 12.99 is 12.99
env-var asInt: 1000 is 1000; 1,000 is refused; 1_000 is refused; 12,50 is refused; 10min is refused; 0x1F is refused; 1e3 is refused; 12.99 is refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
