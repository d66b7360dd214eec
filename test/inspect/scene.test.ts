/**
 * Goal: a page shows of any actor what its own messages say, reads any chart as XState does, and survives whatever is sent.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, type AnyStateNode, createActor, createMachine } from 'xstate';
import { activeStates, chartLimits, readDefinition } from '../../src/inspect/defined-chart.ts';
import { inspect } from '../../src/inspect/index.ts';
import { type Message, readMessage } from '../../src/inspect/message.ts';
import { createScene, sceneLimits, sequenceOf, treeOf } from '../../src/inspect/scene.ts';
import { emptyPayment } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { chartIds, chartSources } from '../../src/relation/index.ts';
import { body } from '../cli/terminal.ts';
import { recordInspector } from './recorder.ts';

const machines: Readonly<Record<string, AnyStateMachine>> = {
  ...Object.fromEntries(chartIds.map((id) => [id, chartSources[id].create()])),
  'every way to write a target': createMachine({
    id: 'player',
    initial: 'stopped',
    states: {
      stopped: {
        on: { play: 'playing', jump: { target: '#fast' }, noop: {} },
        always: { guard: 'isOn', target: 'playing' },
      },
      playing: {
        id: 'here',
        initial: 'slow',
        on: { stop: '#player.stopped', faster: '.forward.fast', deep: '#here.forward' },
        states: {
          slow: { on: { faster: { guard: { type: 'mayRun' }, target: 'forward.fast' } }, after: { 1000: 'forward' } },
          forward: { initial: 'fast', states: { fast: { id: 'fast' } }, onDone: '#player.ended' },
        },
      },
      ended: { type: 'final' },
    },
  }),
  'states side by side': createMachine({
    id: 'two',
    type: 'parallel',
    states: {
      left: { initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } },
      right: { initial: 'a', states: { a: { on: { both: { target: ['b', '#two.left.b'] } } }, b: {} } },
    },
  }),
};

/** The states and edges of a machine, as XState itself reads them. */
function asXStateReads(machine: AnyStateMachine) {
  const nodes: AnyStateNode[] = [];
  const visit = (node: AnyStateNode): void => {
    nodes.push(node);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  const guardOf = (guard: unknown): string =>
    typeof guard === 'object' && guard !== null && 'type' in guard ? String(guard.type) : String(guard ?? '');
  const nameOf = (event: string): string =>
    event
      .replace(/^$/, 'always')
      .replace(/^xstate\.after\.(\d+)\..*/, 'after $1')
      .replace(/^xstate\.done\.state\..*/, 'done');
  const edges = nodes
    .slice(1)
    .flatMap((node) =>
      [...[...node.transitions.values()].flat(), ...(node.always ?? [])].flatMap(({ eventType, target, guard }) =>
        (target ?? [node]).map(
          (to) => `${node.path.join('.')} ${nameOf(eventType)} [${guardOf(guard)}] ${to.path.join('.')}`,
        ),
      ),
    );
  return {
    states: nodes
      .slice(1)
      .map((node) => node.path.join('.'))
      .sort(),
    edges: [...new Set(edges)].sort(),
  };
}

describe('a definition', () => {
  it.each(Object.entries(machines))('should be read as XState reads it: %s', (_, machine) => {
    const chart = readDefinition(JSON.stringify(machine.config));
    const edges = (chart?.edges ?? []).map(({ from, event, guard = '', to }) => `${from} ${event} [${guard}] ${to}`);
    const { states, edges: expected } = asXStateReads(machine);
    expect(chart?.states.map(({ id }) => id).sort()).toEqual(states);
    expect([...new Set(edges)].sort()).toEqual(expected);
    expect(chart?.cut).toBe(false);
  });

  it('should say which states begin, end and hold others', () => {
    const { states = [] } = readDefinition(JSON.stringify(machines['every way to write a target']?.config)) ?? {};
    const named = (id: string) => states.find((state) => state.id === id);
    expect(named('stopped')).toMatchObject({ initial: true, final: false, compound: false });
    expect(named('playing.slow')).toMatchObject({ initial: true, parent: 'playing', name: 'slow' });
    expect(named('playing')).toMatchObject({ initial: false, compound: true });
    expect(named('ended')).toMatchObject({ final: true });
    const { states: both = [] } = readDefinition(JSON.stringify(machines['states side by side']?.config)) ?? {};
    expect(both.filter(({ initial }) => initial).map(({ id }) => id)).toEqual(['left', 'left.a', 'right', 'right.a']);
  });

  it.each(['', '{', 'null', '[]', '{"id":"payment order-1"}', '{"states":[]}'])('should be none: %s', (text) => {
    expect(readDefinition(text)).toBeUndefined();
  });

  it('should be cut where it is more than a page can show', () => {
    const states = Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [`s${n}`, { on: { go: 's0', again: 's1' } }]),
    );
    const chart = readDefinition(JSON.stringify({ id: 'large', states }));
    expect(chart?.cut).toBe(true);
    expect(chart?.states.length).toBeLessThanOrEqual(chartLimits.states);
    expect(chart?.edges.length).toBeLessThanOrEqual(chartLimits.edges);
    const deep = JSON.parse(`${'{"states":{"a":'.repeat(300)}{}${'}}'.repeat(300)}`);
    expect(readDefinition(JSON.stringify(deep))?.states.length).toBeLessThanOrEqual(chartLimits.depth);
  });

  it('should never be more than text, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.dictionary(fc.string(), fc.jsonValue()), (text, states) => {
        readDefinition(text);
        const chart = readDefinition(JSON.stringify({ states, initial: states }));
        for (const { id, name } of chart?.states ?? []) expect(typeof id + typeof name).toBe('stringstring');
      }),
    );
  });

  it('should name as active what XState has entered', () => {
    for (const machine of Object.values(machines)) {
      const snapshot = createActor(machine.provide({ guards: { isOn: () => false } } as never), {
        input: { sameDay: false, edition: '2019-10', brand: 'visa', amount: 1, currency: 'EUR' },
      }).getSnapshot();
      const innermost = [...snapshot._nodes].filter(({ type }: AnyStateNode) => type === 'atomic' || type === 'final');
      expect([...activeStates(snapshot.value)].sort()).toEqual(
        innermost.map(({ path }: AnyStateNode) => path.join('.')).sort(),
      );
    }
    expect(activeStates('initialized')).toEqual(['initialized']);
    expect(activeStates({})).toEqual([]);
  });
});

const actor = (n: number, fields: object = {}): Message => ({
  type: '@xstate.actor',
  name: `actor ${n}`,
  sessionId: `x:${n}`,
  _version: '0.7.2',
  ...fields,
});

const event = (n: number, carried: object = {}): Message => ({
  type: '@xstate.event',
  sessionId: `x:${n}`,
  _version: '0.7.2',
  event: { type: 'go', ...carried },
});

describe('a scene', () => {
  it('should show a payment with its transactions under it, each where it is', async () => {
    const { inspector, messages } = recordInspector();
    const inspected = inspect(emptyPayment('order-1'), inspector);
    inspected.observe(readOrder(body({ status: 'initialized', financial_status: 'initialized' })));
    const scene = createScene();
    for (const message of await messages()) scene.take(readMessage(message) as Message);
    const rows = treeOf(scene).map(({ actor: { name, active, possible }, depth }) => ({
      name,
      depth,
      active,
      possible,
    }));
    expect(rows).toEqual([
      { name: 'payment order-1', depth: 0, active: [], possible: [] },
      {
        name: 'attempt 26000001',
        depth: 1,
        active: ['initialized'],
        possible: ['initialized.authenticating', 'initialized.authorising', 'initialized.screening'],
      },
    ]);
    inspected.observe(readOrder(body()));
    for (const message of (await messages()).slice(-4)) scene.take(readMessage(message) as Message);
    expect(treeOf(scene)[1]?.actor).toMatchObject({ active: ['completed'], possible: [] });
    const { says = [] } = treeOf(scene)[0]?.actor ?? {};
    expect(says[0]).toMatch(/^Ship\? Not known: /);
    expect(says.at(-1)).toBe('What may come next: chargeback received; refund requested.');
    expect(scene.log.at(-1)).toMatchObject({ type: 'report.applied' });
    inspected.stop();
    for (const message of (await messages()).slice(-4)) scene.take(readMessage(message) as Message);
    expect(treeOf(scene).map(({ actor: { status } }) => status)).toEqual(['stopped', 'stopped']);
  });

  it('should be found by name, with the tree around what is found', () => {
    const scene = createScene();
    scene.take(actor(1));
    scene.take(actor(2, { name: 'refund 26000009', parentId: 'x:1' }));
    scene.take(actor(3));
    expect(treeOf(scene, ' REFUND ').map(({ actor: { sessionId } }) => sessionId)).toEqual(['x:1', 'x:2']);
    expect(treeOf(scene, 'nothing')).toEqual([]);
  });

  it('should say of actors whose process has ended that they are as they were', () => {
    const scene = createScene();
    scene.take({ ...actor(1), sessionId: 'process 1/x:1' });
    scene.take({ ...actor(1), sessionId: 'process 11/x:1' });
    scene.end('process 1');
    expect([...scene.actors.values()].map(({ ended }) => ended)).toEqual([true, false]);
  });

  it('should be bounded, whatever is sent', () => {
    const limits = { actors: 10, log: 20, definitions: 3, context: 100, event: 50, history: 5, historyText: 120 };
    const scene = createScene(limits);
    for (let n = 0; n < 100; n++) {
      scene.take(actor(n, { definition: `{"id":"${n}"}`, snapshot: { context: { text: 'x'.repeat(1000) } } }));
      scene.take(event(n, { text: 'x'.repeat(1000) }));
    }
    expect(scene.actors.size).toBe(10);
    expect(scene.log).toHaveLength(20);
    expect([...scene.actors.keys()].at(-1)).toBe('x:99');
    for (const { context, definition } of scene.actors.values())
      expect([context.length, definition]).toEqual([100, undefined]);
    for (const { carries } of scene.log) expect(carries.length).toBe(50);
    expect(scene.logCut()).toBe(80);
    expect(scene.historyOf('x:1').events).toEqual([]);
    for (let n = 0; n < 100; n++) scene.take({ ...event(n), sessionId: `nobody ${n}` });
    expect(scene.historyOf('nobody 1').events).toEqual([]);
    expect(Object.values(sceneLimits).every((limit) => limit > 0)).toBe(true);
  });

  it('should keep what each actor was sent, however much another is, and say what it no longer keeps', () => {
    const limits = { ...sceneLimits, history: 5, historyText: 100 };
    const scene = createScene(limits);
    scene.take(actor(1));
    scene.take(event(1, { first: true }));
    scene.take(actor(2, { parentId: 'x:1' }));
    for (let n = 0; n < 10_000; n++) scene.take(event(2, { n }));
    expect(scene.historyOf('x:1')).toMatchObject({ events: [{ carries: '{"first":true}' }], cut: 0 });
    const { events, cut } = scene.historyOf('x:2');
    expect([events.length, cut, events.at(-1)?.carries]).toEqual([5, 9_995, '{"n":9999}']);
    scene.take(event(2, { text: 'x'.repeat(80) }));
    expect(scene.historyOf('x:2')).toMatchObject({ events: [{ type: 'go' }], cut: 10_000 });
    expect(sequenceOf(scene, 'x:2')).toMatchObject({ sessions: ['x:1', 'x:2'], outside: true, cut: 10_000 });
  });

  it('should have the time that is told, and the time it was heard where none can be', () => {
    const scene = createScene(sceneLimits, () => 5000);
    const told = ['1700000000000', '2023-11-14T22:13:20Z', '0', 'never', '9'.repeat(40), undefined];
    for (const createdAt of told) scene.take({ ...event(1), ...(createdAt !== undefined && { createdAt }) });
    const same = 1_700_000_000_000;
    expect(scene.historyOf('x:1').events.map(({ at }) => at)).toEqual([same, same, 5000, 5000, 5000, 5000]);
    scene.take({ ...actor(1), createdAt: '1700000000000' });
    scene.take({ ...event(1), createdAt: '1700000009000' });
    expect(scene.actors.get('x:1')).toMatchObject({ since: same, last: same + 9000 });
  });

  it('should say who told whom what among those that belong together, of so many as can be drawn', () => {
    const scene = createScene();
    scene.take(actor(1));
    for (let n = 2; n <= 6; n++) scene.take(actor(n, { parentId: 'x:1' }));
    scene.take(actor(7));
    scene.take(event(7));
    scene.take(event(1));
    for (let n = 2; n <= 6; n++) scene.take({ ...event(n, { n }), sourceId: 'x:1' } as Message);
    const arrows = ({ events }: ReturnType<typeof sequenceOf>) =>
      events.map(({ source, sessionId }) => `${source} ${sessionId}`);
    const whole = sequenceOf(scene, 'x:3');
    expect(whole.sessions).toEqual(['x:1', 'x:2', 'x:3', 'x:4', 'x:5', 'x:6']);
    expect(arrows(whole)[0]).toBe('undefined x:1');
    expect(arrows(whole).at(-1)).toBe('x:1 x:6');
    const few = sequenceOf(scene, 'x:3', 300, 3);
    expect(few).toMatchObject({ sessions: ['x:1', 'x:5', 'x:6'], outside: false, cut: 4 });
    expect(sequenceOf(scene, 'x:3', 1)).toMatchObject({ sessions: ['x:1', 'x:6'], cut: 5 });
    expect(sequenceOf(scene, 'x:404')).toMatchObject({ sessions: [], events: [], cut: 0 });
  });

  it('should end, where actors claim to be each other’s parents', () => {
    const scene = createScene();
    scene.take(actor(1, { parentId: 'x:2' }));
    scene.take(actor(2, { parentId: 'x:1' }));
    scene.take(actor(3, { parentId: 'x:3' }));
    scene.take(actor(4, { parentId: 'x:404' }));
    scene.take(event(1));
    expect(sequenceOf(scene, 'x:1').events).toHaveLength(1);
    expect(treeOf(scene).map(({ actor: { sessionId } }) => sessionId)).toEqual(['x:4']);
  });
});
