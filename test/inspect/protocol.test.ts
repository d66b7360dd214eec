/**
 * Goal: what is sent is the protocol of `@statelyai/inspect`, so that Stately's hosted inspector, which the build machines
 * cannot reach, reads it as it reads any actor's; and what others send is read only if it is that protocol.
 *
 * The fixture is what `createBrowserInspector` posts to its window. UPDATE_FIXTURES=1 records it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createBrowserInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { inspect } from '../../src/inspect/index.ts';
import { type Message, messageLimits, readMessage, readMessageText, underName } from '../../src/inspect/message.ts';
import { openPayment } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { body } from '../cli/terminal.ts';
import { recordInspector } from './recorder.ts';

const fixture = new URL('./protocol.json', import.meta.url);

/** A window that an inspector of the package runs in: it opens another, whose messages are kept. */
function fakeWindow() {
  const posted: { readonly message: StatelyInspectionEvent; readonly targetOrigin: string }[] = [];
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const opened: unknown[] = [];
  const target = {
    postMessage: (message: StatelyInspectionEvent, targetOrigin: string) => void posted.push({ message, targetOrigin }),
  };
  const window = {
    open: (url: string) => {
      opened.push(url);
      return target;
    },
    addEventListener: (_: 'message', listener: (typeof listeners)[number]) => void listeners.push(listener),
  };
  const connect = (): void => {
    for (const listener of listeners) listener({ data: { type: '@statelyai.connected' } });
  };
  return { window: window as never, posted, opened, connect };
}

/** The life that is recorded: held, approved, refunded in part; and a report that is not believed. */
async function recorded() {
  const { window, posted, opened, connect } = fakeWindow();
  const inspector = createBrowserInspector({ window, url: 'https://inspector.example/' });
  const inspected = inspect(openPayment({ orderId: 'order-1' }), inspector);
  const report = (fields: object): unknown => inspected.observe(readOrder(body({ ...fields })));
  report({ status: 'uncleared', financial_status: 'uncleared' });
  await turn();
  connect();
  report({ modified: '2019-11-04T08:05:00' });
  report({ status: 'expired', financial_status: 'expired', modified: '2019-11-04T08:06:00' });
  const listed = { type: 'refund', status: 'reserved', amount: 500, currency: 'EUR', transaction_id: 26000009 };
  report({ modified: '2019-11-04T09:00:00', amount_refunded: 500, related_transactions: [listed] });
  inspected.stop();
  await turn();
  return { messages: posted.map(({ message }) => message), opened };
}

const turn = async (): Promise<void> => {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setTimeout(resolve));
};

/** Messages with their sessions numbered from 1 and no time: what differs from run to run. */
function comparable(messages: readonly StatelyInspectionEvent[]): unknown[] {
  const sessions = new Map<string, string>();
  return JSON.parse(
    JSON.stringify(messages, (key, value) => {
      if (key === 'createdAt') return '0';
      if (!/^(session|root|parent|source)Id$/.test(key) || typeof value !== 'string') return value;
      if (!sessions.has(value)) sessions.set(value, `x:${sessions.size + 1}`);
      return sessions.get(value);
    }),
  );
}

describe('what is sent', () => {
  it('should be the messages of the fixture, as the package posts them', async () => {
    const { messages, opened } = await recorded();
    const found = comparable(messages);
    if (process.env.UPDATE_FIXTURES) writeFileSync(fixture, `${JSON.stringify(found, undefined, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(fixture, 'utf8')));
    expect(opened).toEqual(['https://inspector.example/']);
  });

  it('should be read whole by what reads the protocol', async () => {
    const { messages } = await recorded();
    for (const message of messages) expect(readMessage(message)).toEqual(message);
  });

  it('should lose nothing on the way, however little the package lets through by itself', async () => {
    const { messages } = await recorded();
    for (const message of messages) expect(JSON.stringify(message)).not.toMatch(/\[\.\.\.\]|\[Circular\]/);
    const { inspector, messages: whole } = recordInspector();
    inspect(openPayment({ orderId: 'order-1' }), inspector).observe(readOrder(body()));
    for (const message of await whole()) expect(JSON.stringify(message)).not.toMatch(/\[Array\]|\[Object\]|\[\.\.\.\]/);
  });

  it('should name a definition that XState reads back as the chart', async () => {
    const { messages } = await recorded();
    const [attempt] = messages.flatMap((one) => (one.type === '@xstate.actor' && one.parentId ? [one] : []));
    const machine = createMachine(JSON.parse(attempt?.definition as string));
    const last = messages.findLast((one) => one.type === '@xstate.snapshot' && one.sessionId === attempt?.sessionId);
    expect(last).toBeDefined();
    const { value } = (last as Extract<StatelyInspectionEvent, { type: '@xstate.snapshot' }>).snapshot as never;
    expect(machine.resolveState({ value, context: {} } as never).value).toEqual(value);
  });
});

describe('what is read', () => {
  const actor: Message = {
    type: '@xstate.actor',
    name: 'light',
    sessionId: 'x:1',
    _version: '0.7.2',
    snapshot: { status: 'active' },
  };

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['an unknown type', { ...actor, type: '@xstate.microstep' }],
    ['no session', { ...actor, sessionId: '' }],
    ['a session that is no text', { ...actor, sessionId: { toString: 'x' } }],
    ['a name that is too long', { ...actor, name: 'n'.repeat(messageLimits.name + 1) }],
    ['a definition that is too long', { ...actor, definition: 'd'.repeat(messageLimits.definition + 1) }],
    ['no version, as other windows send', { ...actor, _version: undefined }],
    ['an unknown status', { ...actor, snapshot: { status: 'sleeping' } }],
    ['an event without a type', { type: '@xstate.event', sessionId: 'x:1', _version: '1', event: {} }],
  ])('should not be %s', (_, value) => {
    expect(readMessage(value)).toBeUndefined();
  });

  it('should be without keys that the protocol does not have', () => {
    const given = JSON.parse(JSON.stringify({ ...actor, html: '<b>', snapshot: { status: 'active', machine: {} } }));
    expect(readMessage(given)).toEqual(actor);
  });

  it('should not be a text that is too long, or no JSON', () => {
    const text = JSON.stringify(actor);
    expect(readMessageText(text)).toEqual(actor);
    expect(readMessageText(`${text}${' '.repeat(messageLimits.bytes)}`)).toBeUndefined();
    expect(readMessageText('{')).toBeUndefined();
  });

  it('should be put under a name with every id it has', () => {
    const event: Message = {
      type: '@xstate.event',
      sessionId: 'x:2',
      rootId: 'x:1',
      sourceId: 'x:1',
      _version: '0.7.2',
      event: { type: 'go' },
    };
    expect(underName(event, 'p1')).toEqual({ ...event, sessionId: 'p1/x:2', rootId: 'p1/x:1', sourceId: 'p1/x:1' });
    expect(underName({ ...actor, parentId: 'x:0' }, 'p1')).toMatchObject({ sessionId: 'p1/x:1', parentId: 'p1/x:0' });
    expect(underName(actor, 'p1')).not.toHaveProperty('parentId.length');
  });
});
