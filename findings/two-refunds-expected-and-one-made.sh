#!/usr/bin/env bash
# A test that two refunds of 5.00 were made passes with one, in Jest, Vitest, Chai and Sinon; that the customer is any object passes with null; and that no
# refusal is thrown passes when a timeout is.
#
# Guess:    a list that is to contain two equal entries has to have two; `any(Object)` wants an object; `not.toThrow('refused')` wants nothing thrown, or at
#           least says so where something else was.
# Instead:  arrayContaining of Jest and Vitest, include.members of Chai and array.contains of Sinon look for each expected entry by itself and may find the
#           same one again; Node's partialDeepStrictEqual counts. `any(Object)` takes null, as typeof does, and `any(Number)` takes NaN. not.toThrow with a
#           text passes with every error whose message lacks it.
# Versions: expect 30.5.2 (Jest), @vitest/expect 5.1.1 with chai 6.3.0, sinon 22.1.0, Node.js 24.21.0.
# Matters:  the tests that guard against a refund made once too rarely, or an order without a customer, cannot fail. Compare whole lists, and errors outside
#           `not`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node@24.21.0 expect@30.5.2 @vitest/expect@5.1.1 chai@6.3.0 sinon@22.1.0

cat >observe.mjs <<'JS'
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as chai from 'chai';
import sinon from 'sinon';

const test = (name, body) => {
  let told = 'passes';
  try { body(); } catch { told = 'fails'; }
  console.log(`${name}: ${told}`);
};
const refunds = [{ amount: 5 }, { amount: 7 }];
const expected = [{ amount: 5 }, { amount: 5 }];
const timeout = () => { throw new Error('timeout'); };
const asserted = (name, expect) => {
  test(`${name}, arrayContaining two equal refunds`, () => expect(refunds).toEqual(expect.arrayContaining(expected)));
  test(`${name}, any(Object) for null`, () => expect({ customer: null }).toEqual({ customer: expect.any(Object) }));
  test(`${name}, any(Number) for NaN`, () => expect({ amount: NaN }).toEqual({ amount: expect.any(Number) }));
  test(`${name}, not.toThrow('refused')`, () => expect(timeout).not.toThrow('refused'));
};
// Jest and Vitest share a place for their matchers, so that each has a process of its own.
if (process.argv[2] === 'jest') {
  const { expect } = await import('expect');
  asserted('Jest', expect);
} else {
  process.stdout.write(execFileSync(process.execPath, [process.argv[1], 'jest']));
  test('Chai, include.deep.members', () => chai.expect(refunds).to.include.deep.members(expected));
  test("Chai, not.throw('refused')", () => chai.expect(timeout).to.not.throw('refused'));
  const { JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import('@vitest/expect');
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  asserted('Vitest', chai.expect);
  test('Sinon, array.contains', () => assert(sinon.match.array.contains([5, 5]).test([5, 7])));
  test('Node, partialDeepStrictEqual', () => assert.partialDeepStrictEqual(refunds, expected));
  test('Node, doesNotThrow(/refused/)', () => assert.doesNotThrow(timeout, /refused/));
}
JS

cat >stated <<'TEXT'
Jest, arrayContaining two equal refunds: passes
Jest, any(Object) for null: passes
Jest, any(Number) for NaN: passes
Jest, not.toThrow('refused'): passes
Chai, include.deep.members: passes
Chai, not.throw('refused'): passes
Vitest, arrayContaining two equal refunds: passes
Vitest, any(Object) for null: passes
Vitest, any(Number) for NaN: passes
Vitest, not.toThrow('refused'): passes
Sinon, array.contains: passes
Node, partialDeepStrictEqual: fails
Node, doesNotThrow(/refused/): fails
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
