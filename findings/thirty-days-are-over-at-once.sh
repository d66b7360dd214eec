#!/usr/bin/env bash
# A deadline of thirty days is over at once in XState, SCION, RxJS, opossum and cockatiel.
#
# Guess:    a delay is waited for, however long it is, or it is refused as too long.
# Instead:  those five hand it to Node's timer as it is. That counts to a little less than 25 days and makes a longer delay one
#           millisecond, with a warning that names no chart: what was to expire in 30 days expires in the step after. 24 days are
#           waited for. Effect, p-timeout, croner and bpmn-engine wait for both, toad-scheduler and memoizee refuse the longer.
# Versions: xstate 5.33.3, @scion-scxml/scxml 4.3.27, rxjs 7.8.2, opossum 10.0.0, cockatiel 4.0.0; effect 4.1.0, p-timeout 8.0.0,
#           croner 11.0.1, bpmn-engine 25.0.1, toad-scheduler 4.1.0, memoizee 0.4.17.
# Matters:  a payment link lives for 30 days. A chart that is tried with short delays passes, and in production each order expires
#           as it begins. Keep the instant of a deadline as data, and look at it daily.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent xstate@5.33.3 @scion-scxml/scxml@4.3.27 rxjs@7.8.2 opossum@10.0.0 cockatiel@4.0.0 \
  effect@4.1.0 p-timeout@8.0.0 croner@11.0.1 bpmn-engine@25.0.1 toad-scheduler@4.1.0 memoizee@0.4.17

cat >observe.mjs <<'JS'
import { createRequire } from 'node:module';
import { Engine } from 'bpmn-engine';
import { timeout, TimeoutStrategy } from 'cockatiel';
import { Cron } from 'croner';
import { Effect } from 'effect';
import memoizee from 'memoizee';
import CircuitBreaker from 'opossum';
import pTimeout from 'p-timeout';
import { timer } from 'rxjs';
import { SimpleIntervalJob, Task, ToadScheduler } from 'toad-scheduler';
import { createActor, createMachine } from 'xstate';

const scxml = createRequire(import.meta.url)('@scion-scxml/scxml');
const day = 24 * 60 * 60 * 1000;
const never = () => new Promise(() => {});

const ways = {
  'XState, after': (days, over) => {
    const states = { held: { after: { [days * day]: 'expired' } }, expired: { entry: over } };
    createActor(createMachine({ initial: 'held', states })).start();
  },
  'SCION, send with a delay': (days, over) => {
    const chart = `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
      <state id="held"><onentry><send event="late" delay="${days * 86_400}s"/></onentry>
        <transition event="late" target="expired"/></state>
      <state id="expired"><onentry><log expr="'expired'"/></onentry></state></scxml>`;
    scxml.documentStringToModel('chart.scxml', chart, (_, model) => model.prepare((_, prepared) => {
      new scxml.core.Statechart(prepared, { console: { ...console, log: over } }).start();
    }));
  },
  'RxJS, timer until a Date': (days, over) => timer(new Date(Date.now() + days * day)).subscribe(over),
  'opossum, timeout': (days, over) => new CircuitBreaker(never, { timeout: days * day }).fire().catch(over),
  'cockatiel, timeout': (days, over) => timeout(days * day, TimeoutStrategy.Aggressive).execute(never).catch(over),
  'Effect, sleep': (days, over) => Effect.runFork(Effect.andThen(Effect.sleep(days * day), Effect.sync(over))),
  'p-timeout': (days, over) => pTimeout(never(), { milliseconds: days * day }).catch(over),
  'croner': (days, over) => new Cron(new Date(Date.now() + days * day).toISOString(), over),
  'bpmn-engine, duration': (days, over) => {
    const source = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="payment" isExecutable="true">
      <intermediateCatchEvent id="held"><timerEventDefinition>
        <timeDuration xsi:type="tFormalExpression">P${days}D</timeDuration>
      </timerEventDefinition></intermediateCatchEvent></process></definitions>`;
    new Engine({ name: 'payment', source }).execute().then((run) => run.waitFor('end')).then(over);
  },
  'toad-scheduler': (days, over) => {
    new ToadScheduler().addSimpleIntervalJob(new SimpleIntervalJob({ days }, new Task('expire', over)));
  },
  'memoizee, maxAge': (days, over) => {
    let calls = 0;
    const load = memoizee(() => { calls += 1; }, { maxAge: days * day });
    load();
    setTimeout(() => { load(); if (calls > 1) over(); }, 200);
  },
};

const seen = {};
for (const [name, wait] of Object.entries(ways)) {
  seen[name] = {};
  for (const days of [24, 30]) {
    seen[name][days] = 'waits';
    try { wait(days, () => { seen[name][days] = 'over at once'; }); } catch { seen[name][days] = 'refused'; }
  }
}
setTimeout(() => {
  for (const [name, { 24: shorter, 30: longer }] of Object.entries(seen)) {
    console.log(`${name}: 24 days ${shorter}, 30 days ${longer}`);
  }
  process.exit();
}, 2000);
JS

cat >stated <<'TEXT'
XState, after: 24 days waits, 30 days over at once
SCION, send with a delay: 24 days waits, 30 days over at once
RxJS, timer until a Date: 24 days waits, 30 days over at once
opossum, timeout: 24 days waits, 30 days over at once
cockatiel, timeout: 24 days waits, 30 days over at once
Effect, sleep: 24 days waits, 30 days waits
p-timeout: 24 days waits, 30 days waits
croner: 24 days waits, 30 days waits
bpmn-engine, duration: 24 days waits, 30 days waits
toad-scheduler: 24 days waits, 30 days refused
memoizee, maxAge: 24 days waits, 30 days refused
TEXT
timeout 60 node --no-warnings observe.mjs >observed 2>warnings

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
