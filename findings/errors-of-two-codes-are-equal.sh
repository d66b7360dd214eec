#!/usr/bin/env bash
# An error with the code "declined" equals one with the code "expired" to Jest's toEqual and toStrictEqual, and a form of 10.00 one of 12.50 to Chai, Sinon
# and Node's assert.
#
# Guess:    two objects that differ in what the caller reads from them are not equal in a test, in any of the libraries; or the libraries agree.
# Instead:  Jest compares errors by their message, name and cause and leaves every other field aside; Vitest, Chai, Sinon and Node compare the fields. Forms
#           in URLSearchParams, FormData and Headers have their contents where Chai, Sinon and Node's deepStrictEqual do not look, and so any two are equal;
#           Jest and Vitest look. Two Requests with other bodies are equal to Node, Jest and Vitest.
# Versions: expect 30.5.2 (Jest), @vitest/expect 5.1.1 with chai 6.3.0, sinon 22.1.0, Node.js 24.21.0.
# Matters:  a test that the provider was sent 10.00, or that a refusal is told from a timeout, passes whatever was sent or thrown. Compare texts,
#           `String(form)`, and the code by itself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts expect@30.5.2 @vitest/expect@5.1.1 chai@6.3.0 sinon@22.1.0
# The output is of this Node, whichever the machine has.
npm install --no-audit --no-fund --silent node@24.21.0
PATH="$PWD/node_modules/.bin:$PATH"

cat >observe.mjs <<'JS'
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as chai from 'chai';
import sinon from 'sinon';

// Jest and Vitest share a place for their matchers, so that each has a process of its own.
const byJest = async () => {
  const { expect } = await import('expect');
  return { Jest: (one, other) => expect(one).toEqual(other), 'Jest, strict': (one, other) => expect(one).toStrictEqual(other) };
};
const byOthers = async () => {
  const { JestChaiExpect, JestExtend } = await import('@vitest/expect');
  chai.use(JestExtend);
  chai.use(JestChaiExpect);
  return { Vitest: (one, other) => chai.expect(one).toEqual(other), 'Vitest, strict': (one, other) => chai.expect(one).toStrictEqual(other) };
};
const libraries = process.argv[2] === 'jest' ? await byJest() : {
  ...(await byOthers()),
  Chai: (one, other) => chai.expect(one).to.deep.equal(other),
  Sinon: (one, other) => {
    const spy = sinon.spy();
    spy(one);
    sinon.assert.calledWith(spy, other);
  },
  'Node, deepStrictEqual': (one, other) => assert.deepStrictEqual(one, other),
};
if (process.argv[2] !== 'jest') process.stdout.write(execFileSync(process.execPath, [process.argv[1], 'jest']));
const form = (amount) => {
  const data = new FormData();
  data.set('amount', amount);
  return data;
};
const pairs = {
  codes: ['declined', 'expired'].map((code) => Object.assign(new Error('refused'), { code })),
  URLSearchParams: ['10.00', '12.50'].map((amount) => new URLSearchParams({ amount })),
  FormData: ['10.00', '12.50'].map(form),
  Headers: ['a', 'b'].map((key) => new Headers({ 'Idempotency-Key': key })),
  Requests: ['10.00', '12.50'].map((body) => new Request('http://localhost/', { method: 'POST', body })),
};
for (const [name, compare] of Object.entries(libraries)) {
  const equal = Object.entries(pairs).filter(([, [one, other]]) => {
    try { compare(one, other); return true; } catch { return false; }
  });
  console.log(`${name}: equal are ${equal.map(([what]) => what).join(', ') || 'none'}`);
}
JS

cat >stated <<'TEXT'
Jest: equal are codes, Requests
Jest, strict: equal are codes, Requests
Vitest: equal are Requests
Vitest, strict: equal are Requests
Chai: equal are URLSearchParams, FormData, Headers
Sinon: equal are URLSearchParams, FormData, Headers
Node, deepStrictEqual: equal are URLSearchParams, FormData, Headers, Requests
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
