/**
 * A process with an actor of its own, which knows nothing of Paychart: XState, and the inspector of `@statelyai/inspect`. Each
 * line of standard input is sent to the actor as an event.
 */
import { createInterface } from 'node:readline';
import { createWebSocketInspector } from '@statelyai/inspect';
import { createActor, createMachine } from 'xstate';

const machine = createMachine({
  id: 'traffic light',
  initial: 'off',
  states: {
    off: { description: 'Nobody is about: <b>quiet</b>.', on: { 'switch.on': 'on' } },
    on: {
      initial: 'green',
      on: { 'switch.off': 'off', broken: 'broken' },
      states: {
        green: { on: { tick: 'yellow' } },
        yellow: { on: { tick: [{ guard: 'isBusy', target: 'green' }, { target: 'red' }] } },
        red: { on: { tick: 'green' } },
      },
    },
    broken: { type: 'final' },
  },
}).provide({ guards: { isBusy: () => false } });

const inspector = createWebSocketInspector({ url: process.argv[2] as string });
const actor = createActor(machine, { inspect: inspector.inspect, id: 'crossing <img src=x onerror=alert(1)>' }).start();
for await (const type of createInterface({ input: process.stdin })) actor.send({ type });
inspector.stop();
