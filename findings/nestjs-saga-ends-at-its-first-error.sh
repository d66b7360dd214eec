#!/usr/bin/env bash
# A saga of NestJS that has thrown once hears no event any more, while handlers of the same events go on.
#
# Guess:    an error with one event costs that event: it is logged, or ends the process so that somebody starts it anew. The next event is
#           handled, as it is by an event handler that throws and by a saga whose command fails.
# Instead:  a saga is one stream for the life of the process, and an error in a step of it ends the stream. It is logged once; what comes afterwards
#           goes by without a word. The process is well and answers its health check.
# Versions: @nestjs/cqrs 12.0.0 with @nestjs/core 12.5.1 and rxjs 7.8.2.
# Matters:  one order without an amount, and no captured order after it is shipped, until the next release. Catch within the mapping of one event:
#           mergeMap with catchError inside.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  @nestjs/cqrs@12.0.0 @nestjs/common@12.5.1 @nestjs/core@12.5.1 reflect-metadata@0.2.2 rxjs@7.8.2

cat >observe.mjs <<'JS'
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandHandler, CqrsModule, EventBus, EventsHandler, Saga } from '@nestjs/cqrs';
import { EMPTY, catchError, defer, map, mergeMap } from 'rxjs';

class Captured { constructor(order) { this.order = order; } }
class Ship { constructor(order, way) { Object.assign(this, { order, way }); } }

const seen = { handler: [], saga: [], 'saga that catches': [] };
class Handler { handle({ order }) { if (order === 2) throw new Error('in the handler'); seen.handler.push(order); } }
EventsHandler(Captured)(Handler);
class Shipping { async execute({ order, way }) { if (order === 1) throw new Error('in the command'); seen[way].push(order); } }
CommandHandler(Ship)(Shipping);
const mapped = (way) => ({ order }) => { if (order === 3) throw new Error('in the saga'); return new Ship(order, way); };
class Sagas {
  plain = (events) => events.pipe(map(mapped('saga')));
  catching = (events) => events.pipe(mergeMap((event) => defer(() => [mapped('saga that catches')(event)]).pipe(catchError(() => EMPTY))));
}
for (const name of ['plain', 'catching']) Saga()(Sagas.prototype, name);
class App {}
Module({ imports: [CqrsModule.forRoot()], providers: [Handler, Shipping, Sagas] })(App);

let unhandled = 0;
process.on('unhandledRejection', () => unhandled++);
const app = await NestFactory.createApplicationContext(App, { logger: false });
await app.init();
for (let order = 0; order < 6; order++) {
  app.get(EventBus).publish(new Captured(order));
  await pause(20);
}
await app.close();
for (const [name, orders] of Object.entries(seen)) console.log(`${name}: orders ${orders.join(', ')}`);
console.log(`unhandled errors of the process: ${unhandled}`);
JS

cat >stated <<'TEXT'
handler: orders 0, 1, 3, 4, 5
saga: orders 0, 2
saga that catches: orders 0, 2, 4, 5
unhandled errors of the process: 0
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
