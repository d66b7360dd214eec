#!/usr/bin/env bash
# SCION says that a parallel state is done before its last region is, and then once more.
#
# Guess:    when one event takes both regions of a parallel state to their final states, SCXML's order is: the first
#           region is done, the second is done, the parallel state is done; each is said once.
# Instead:  `done.state` of the parallel state comes twice: once before that of the second region, once after it. With
#           a final state reached in two separate steps it comes once.
# Versions: @scion-scxml/scxml 4.3.27.
# Matters:  "authenticated and reviewed, so capture", written on the `done.state` of a parallel state, captures twice
#           in the SCXML interpreter that JavaScript projects check their charts with.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @scion-scxml/scxml@4.3.27

cat >observe.cjs <<'JS'
const scxml = require('@scion-scxml/scxml');

const region = (name, event) => `<state id="${name}" initial="${name}_open">
    <state id="${name}_open"><transition event="both ${event}" target="${name}_closed"/></state>
    <final id="${name}_closed"/>
  </state>`;
const told = (name) => `<transition event="done.state.${name}"><log expr="'${name}'"/></transition>`;
const chart = `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" initial="all">
  <parallel id="all">
    <state id="holder" initial="payment">
      <parallel id="payment">${region('authentication', 'one')}${region('review', 'two')}</parallel>
    </state>
    <state id="observer">${told('authentication')}${told('review')}${told('payment')}</state>
  </parallel>
</scxml>`;

function run(name, events) {
  scxml.documentStringToModel('chart.scxml', chart, (error, model) => {
    if (error) throw error;
    model.prepare((failure, prepared) => {
      if (failure) throw failure;
      const done = [];
      const log = (...words) => done.push(words.join(' ').trim());
      const interpreter = new scxml.core.Statechart(prepared, { console: { ...console, log } });
      interpreter.start();
      for (const event of events) interpreter.gen({ name: event });
      console.log(`${name}: ${done.join(', ')}`);
      if (events.length === 1) run('in two steps', ['one', 'two']);
    });
  });
}

run('in one step', ['both']);
JS

cat >stated <<'TEXT'
in one step: authentication, payment, review, payment
in two steps: authentication, review, payment
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
