#!/usr/bin/env bash
# bpmn-engine lets a branch that was never taken leave, and be joined.
#
# Guess:    behind an exclusive gateway one branch runs: only its activities are entered and left. If both branches
#           lead into a parallel gateway, the process waits there for ever, as BPMN says: one token came, two are due.
# Instead:  activities of the other branch are left without having been entered, by the same event as those that ran;
#           and the parallel gateway counts that, so the process ends as if nothing were wrong.
# Versions: bpmn-engine 25.0.1.
# Matters:  who counts captures by `activity.leave` of the capture counts those that did not happen; and a model that
#           was tried in this engine stands still in one that keeps to tokens. Count `activity.end`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent bpmn-engine@25.0.1

cat >observe.mjs <<'JS'
import { EventEmitter } from 'node:events';
import { Engine } from 'bpmn-engine';

const source = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="payments" targetNamespace="https://example.org">
  <process id="payment" isExecutable="true">
    <startEvent id="start"/><exclusiveGateway id="review" default="hold_it"/>
    <task id="capture"/><task id="hold"/><parallelGateway id="join"/><endEvent id="end"/>
    <sequenceFlow id="begin" sourceRef="start" targetRef="review"/>
    <sequenceFlow id="capture_it" sourceRef="review" targetRef="capture">
      <conditionExpression xsi:type="tFormalExpression">\${environment.variables.approved}</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="hold_it" sourceRef="review" targetRef="hold"/>
    <sequenceFlow id="captured" sourceRef="capture" targetRef="join"/>
    <sequenceFlow id="held" sourceRef="hold" targetRef="join"/>
    <sequenceFlow id="finish" sourceRef="join" targetRef="end"/>
  </process>
</definitions>`;

const listener = new EventEmitter();
const seen = { enter: [], end: [], leave: [] };
for (const what of Object.keys(seen)) {
  listener.on(`activity.${what}`, ({ id }) => ['capture', 'hold', 'join', 'end'].includes(id) && seen[what].push(id));
}
const engine = new Engine({ name: 'payment', source, variables: { approved: false } });
const execution = await engine.execute({ listener });
for (const [what, ids] of Object.entries(seen)) console.log(`${what}: ${ids.sort().join(', ')}`);
console.log(`process: ${execution.state}`);
JS

cat >stated <<'TEXT'
enter: end, hold, join
end: end, hold, join
leave: capture, end, hold, join
process: idle
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
