#!/usr/bin/env bash
# A subscriber of @xstate/store or @tanstack/store that sends an event itself is never told what came of it: the order is refunded, and it was told of
# `completed` last.
#
# Guess:    each subscriber is told of each state, at least of the last one: if one of them sends an event while it is told, it is told again, at once or after
#           the others.
# Instead:  the subscriber that sends is told of the state it has answered and of no later one, until another event comes; those behind it are told of the
#           later one only. In zustand, redux, nanostores, effector, jotai and XState's actors all are told of the last state.
# Versions: @xstate/store 4.2.3, @tanstack/store 0.11.2; zustand 5.1.0, redux 5.0.1, nanostores 1.5.5, effector 23.4.4, jotai 3.0.1, xstate 5.33.3.
# Matters:  what writes each state to a database or shows it on a page, and also sends what follows, keeps the state before the last, and all of its tests with
#           one event at a time pass. Send from a microtask of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @xstate/store@4.2.3 @tanstack/store@0.11.2 zustand@5.1.0 redux@5.0.1 nanostores@1.5.5 effector@23.4.4 jotai@3.0.1 xstate@5.33.3

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { Store } from '@tanstack/store';
import { createStore as createXStateStore } from '@xstate/store';
import { createEvent, createStore as createEffectorStore } from 'effector';
import { atom, createStore as createJotaiStore } from 'jotai/vanilla';
import { atom as createNanoStore } from 'nanostores';
import { legacy_createStore as createRedux } from 'redux';
import { assign, createActor, createMachine } from 'xstate';
import { createStore as createZustand } from 'zustand/vanilla';

const first = 'initialized';
const makers = {
  '@xstate/store'() {
    const store = createXStateStore({ context: { status: first }, on: { set: (_, { status }) => ({ status }) } });
    return { send: (status) => store.send({ type: 'set', status }), subscribe: (tell) => store.subscribe(({ context }) => tell(context.status)), status: () => store.getSnapshot().context.status };
  },
  '@xstate/store, sent from a microtask'() {
    const store = createXStateStore({ context: { status: first }, on: { set: (_, { status }) => ({ status }) } });
    return { send: (status) => queueMicrotask(() => store.send({ type: 'set', status })), subscribe: (tell) => store.subscribe(({ context }) => tell(context.status)), status: () => store.getSnapshot().context.status };
  },
  '@tanstack/store'() {
    const store = new Store(first);
    return { send: (status) => store.setState(() => status), subscribe: (tell) => store.subscribe(() => tell(store.state)), status: () => store.state };
  },
  zustand() {
    const store = createZustand(() => ({ status: first }));
    return { send: (status) => store.setState({ status }), subscribe: (tell) => store.subscribe(({ status }) => tell(status)), status: () => store.getState().status };
  },
  redux() {
    const store = createRedux((status = first, event) => event.status ?? status);
    return { send: (status) => store.dispatch({ type: 'set', status }), subscribe: (tell) => store.subscribe(() => tell(store.getState())), status: store.getState };
  },
  nanostores() {
    const store = createNanoStore(first);
    return { send: (status) => store.set(status), subscribe: (tell) => store.listen(tell), status: () => store.get() };
  },
  effector() {
    const set = createEvent();
    const store = createEffectorStore(first).on(set, (_, status) => status);
    return { send: set, subscribe: (tell) => store.updates.watch(tell), status: () => store.getState() };
  },
  jotai() {
    const status = atom(first);
    const store = createJotaiStore();
    return { send: (next) => store.set(status, next), subscribe: (tell) => store.sub(status, () => tell(store.get(status))), status: () => store.get(status) };
  },
  xstate() {
    const actor = createActor(createMachine({ context: { status: first }, on: { set: { actions: assign({ status: ({ event }) => event.status }) } } })).start();
    return { send: (status) => actor.send({ type: 'set', status }), subscribe: (tell) => actor.subscribe(({ context }) => tell(context.status)), status: () => actor.getSnapshot().context.status };
  },
};
for (const [name, make] of Object.entries(makers)) {
  const { send, subscribe, status } = make();
  const told = [[], []];
  subscribe((now) => {
    told[0].push(now);
    if (now === 'completed') send('refunded');
  });
  subscribe((now) => told[1].push(now));
  send('completed');
  await pause(20);
  console.log(`${name}: the one that sends was told ${told[0].join(', ')}; the other ${told[1].join(', ')}; it is ${status()}`);
}
JS

cat >stated <<'TEXT'
@xstate/store: the one that sends was told completed; the other refunded; it is refunded
@xstate/store, sent from a microtask: the one that sends was told completed, refunded; the other completed, refunded; it is refunded
@tanstack/store: the one that sends was told completed; the other refunded; it is refunded
zustand: the one that sends was told completed, refunded; the other refunded, refunded; it is refunded
redux: the one that sends was told completed, refunded; the other refunded, refunded; it is refunded
nanostores: the one that sends was told completed, refunded; the other refunded, refunded; it is refunded
effector: the one that sends was told completed, refunded; the other completed, refunded; it is refunded
jotai: the one that sends was told completed, refunded; the other refunded, refunded; it is refunded
xstate: the one that sends was told completed, refunded; the other completed, refunded; it is refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
