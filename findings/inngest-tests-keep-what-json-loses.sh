#!/usr/bin/env bash
# What a step of Inngest returns is a Date, a Map and a bigint in a test by Inngest's engine, and a text, an empty object and nothing where the function runs.
#
# Guess:    the engine for tests hands the result of a step on as the service does, through JSON, so that a function that passes its test can live with what it
#           is given; a bigint is an error, as it is to JSON.
# Instead:  in a test the function goes on with the very value that the step returned. Served, the step's result goes out as JSON, and the function begins anew
#           with what came back: a Date is a text, a Map is empty, NaN is null, and a bigint is left out without an error.
# Versions: @inngest/test 1.0.0 with inngest 4.24.0.
# Matters:  `fetched.at.getTime()` and `fetched.amount - fee` behind a step are green, and fail in the first run of a real refund. Return plain JSON from
#           steps, and send it through JSON.parse(JSON.stringify(…)) in the test.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts inngest@4.24.0 @inngest/test@1.0.0

cat >observe.mjs <<'JS'
import { InngestTestEngine } from '@inngest/test';
import { Inngest } from 'inngest';
import { serve } from 'inngest/edge';

const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const client = new Inngest({ id: 'payments', isDev: true, logger });
const event = { name: 'order/refund', data: {}, id: 'event', ts: 1 };
const results = { 'a Date': () => new Date(0), 'a Map': () => new Map([['R1', 250]]), NaN: () => Number.NaN, 'a bigint': () => 1250n };
for (const [name, result] of Object.entries(results)) {
  let given;
  const refund = client.createFunction({ id: 'refund', retries: 0, triggers: [{ event: event.name }] }, async ({ step }) => {
    const { value } = await step.run('fetch', async () => ({ value: result() }));
    given = value;
    return 'refunded';
  });
  const shown = () => (given === undefined ? 'nothing' : given === null || typeof given !== 'object' ? `${given === null ? '' : `${typeof given} `}${given}` : `${given.constructor.name} ${given.size ?? JSON.stringify(given)}`);
  await new InngestTestEngine({ function: refund, events: [event] }).execute();
  const tested = shown();

  const handle = serve({ client, functions: [refund] });
  const called = async (steps) => {
    const body = { version: 2, event, events: [event], steps, ctx: { run_id: 'run', attempt: 0, stack: { stack: Object.keys(steps), current: 0 } } };
    const request = { method: 'POST', headers: { 'content-type': 'application/json', host: 'localhost' }, body: JSON.stringify(body) };
    const response = await handle(new Request('http://localhost/api/inngest?fnId=payments-refund&stepId=step', request));
    return { status: response.status, answer: await response.json() };
  };
  given = undefined;
  const { status, answer } = await called({});
  let served = `an error, ${status}`;
  if (status === 206) {
    const [{ id, data }] = answer;
    await called({ [id]: { type: 'data', data } });
    served = shown();
  }
  console.log(`${name}: ${tested} in the test, ${served} where it is served`);
}
process.exit();
JS

cat >stated <<'TEXT'
a Date: Date "1970-01-01T00:00:00.000Z" in the test, string 1970-01-01T00:00:00.000Z where it is served
a Map: Map 1 in the test, Object {} where it is served
NaN: number NaN in the test, null where it is served
a bigint: bigint 1250 in the test, nothing where it is served
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
