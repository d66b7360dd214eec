/**
 * Goal: a chart as SCXML is the law, not a picture of it. An interpreter that nobody here wrote runs the documents and
 * comes to what XState comes to: in every cell for every fact, along every way, and on long random lives. A bug of the law
 * is printed as it is, and a document that was tampered with is refused or noticed.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnyMachineSnapshot, type AnyStateMachine, assign, initialTransition, transition } from 'xstate';
import {
  type CaptureAsk,
  type CardFact,
  type CardInput,
  type CardProfile,
  cardPermissions,
  cardSetup,
  createRefundMachine,
  createTransactionMachine,
  documented,
  openingProfile,
  type RefundAsk,
  refundPermissions,
  refuseCapture,
  refuseOrder,
  refuseRefund,
} from '../../../machines/index.ts';
import { relationScxml } from '../../../src/relation/exports/scxml.ts';
import {
  buildRelation,
  type ChartId,
  type ChartSource,
  cellName,
  chartIds,
  chartSources,
  compileLaw,
  copyOf,
  dotted,
  edgesOf,
  type Law,
  type Profile,
  type Row,
  statesOf,
  stateValue,
  theLaw,
  type WrittenState,
  written,
} from '../../../src/relation/index.ts';
import { type LoadedDocument, load, type Session } from './scion.ts';

type Fact = ChartSource['facts'][number]['fact'];
/** A fact that asks for something. */
type AskingFact =
  | { readonly type: 'capture.requested'; readonly at: string; readonly ask: CaptureAsk }
  | { readonly type: 'refund.requested'; readonly at: string; readonly ask: RefundAsk };

const law = theLaw();

/** A fact of every class, of all charts: each chart is offered the facts of the others, too. */
const everyFact: readonly Fact[] = [
  ...new Map(chartIds.flatMap((id) => chartSources[id].facts).map(({ name, fact }) => [name, fact])).values(),
];

const texts = new Map(chartIds.map((id) => [id, relationScxml(law, id)]));
const documents = new Map(await Promise.all(chartIds.map(async (id) => [id, await load(textOf(id))] as const)));
const machines = new Map(chartIds.map((id) => [id, chartSources[id].create()]));
const expectedByXState = new Map(chartIds.map((id) => [id, expectations(machineOf(id), law, id)]));

it('should be the same text of the same law', () => {
  const again = compileLaw(chartSources);
  for (const chart of chartIds) expect(relationScxml(again, chart)).toBe(textOf(chart));
});

describe.each(chartIds)('the %s chart as SCXML', (chart) => {
  const text = textOf(chart);

  it('should be well-formed XML, of a size to read', () => {
    console.info(`${chart}: ${text.length} characters, ${text.split('\n').length - 1} lines`);
    expect(malformed(text)).toBeUndefined();
    expect(text.length).toBeLessThan(10_000);
  });

  it('should have the states of the chart in their places, with names that XML takes for ids', () => {
    const root = written(machineOf(chart));
    const states = statesOf(root).filter(({ name }) => name !== '');
    const printed = elementsOf(text, 'state', 'final');
    expect(printed.map(({ id }) => id)).toEqual(states.map(({ name }) => name));
    for (const { id } of printed) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/);
    expect(printed.filter(({ tag }) => tag === 'final').map(({ id }) => id)).toEqual(
      states.filter(({ state }) => state.type === 'final').map(({ name }) => name),
    );
    expect(printed.map(({ initial }) => initial)).toEqual(
      states.map(({ name, state }) => state.initial && `${name}.${state.initial}`),
    );
  });

  it('should have every edge that is written, with its target, or none where it stays', () => {
    const edges = edgesOf(written(machineOf(chart))).map(({ from, fact, guard, target, to }) => [
      `${from.name} ${fact}${guard ? ` [${guard}]` : ''}`,
      target && to,
    ]);
    const printed = elementsOf(text, 'transition').map((edge) => [edge['law:edge'], edge.target]);
    expect(printed.sort()).toEqual(edges.sort());
  });

  it('should say what every state shows', () => {
    const shown = elementsOf(text, 'state', 'final').map((printed) => [printed.id, printed['law:pair']]);
    const expected = statesOf(written(machineOf(chart))).flatMap(({ name }) => {
      const pair = law.metas.get(`${chart} ${name}`)?.pair;
      return name === '' ? [] : [[name, pair ? `${pair.order} ${pair.transaction}` : undefined]];
    });
    expect(shown).toEqual(expected);
  });

  it('should begin as its first opening, unless it is given another', () => {
    const [first = {}] = chartSources[chart].openings;
    expect(documentOf(chart).begin().data()).toEqual(first);
    for (const opening of chartSources[chart].openings) {
      const [begun] = initialTransition(machineOf(chart), inputOf(opening) as never);
      expect(sessionText(documentOf(chart).begin(opening))).toBe(snapshotText(begun));
    }
  });

  it('should come to what XState comes to in every cell, for every fact', () => {
    const cells = expectedOf(chart);
    const taken = cells.flatMap(({ answers }) => answers.filter((answer) => answer.taken)).length;
    console.info(
      `${chart}: ${cells.length} cells × ${everyFact.length} facts: ${cells.length * everyFact.length} asked, ${taken} taken`,
    );
    expect(taken).toBe(law.relation.rows.filter(({ from, broken }) => from.chart === chart && !broken).length);
    expect(disagreements(documentOf(chart), cells)).toEqual([]);
  });

  it('should come to it along the way from the opening to every cell, and there for every fact', () => {
    const { reached, steps, differing } = driven(documentOf(chart), machineOf(chart), chart);
    console.info(`${chart}: ${reached.size} cells reached from their openings, ${steps} steps driven`);
    const lawful = law.relation.reach(law.relation.openings([chart]), 'lawful');
    expect(reached).toEqual(new Set(law.relation.list(lawful).map(cellName)));
    expect(differing).toEqual([]);
  });
});

describe('a random life', () => {
  const visited = new Set<string>();
  const counts = { steps: 0, taken: 0 };
  const asked = { capture: { admitted: 0, refused: 0 }, refund: { admitted: 0, refused: 0 } };

  test.prop({ life: anyLife() }, { numRuns: 1500 })(
    'should be the same in the interpreter as in XState, step by step',
    ({ life: { chart, opening, choices } }) => {
      const machine = machineOf(chart);
      const session = documentOf(chart).begin(opening);
      let [snapshot] = initialTransition(machine, inputOf(opening) as never);
      let afterTheEnd = 0;
      for (const { mood, pick, ask } of choices) {
        if (snapshot.status === 'done' && afterTheEnd++ === 2) break;
        const facts = everyFact.map((fact) => asking(fact, ask));
        const possible = facts.filter((fact) => isTaken(machine, snapshot, fact));
        const lasting = possible.filter((fact) => !endsIt(machine, snapshot, fact));
        const wished = { hostile: facts, any: possible, lasting }[mood];
        const among = [wished, possible, facts].find(({ length }) => length > 0) ?? [];
        const fact = among[pick % among.length] as Fact;
        const taken = possible.includes(fact);
        const [next] = transition(machine, snapshot, fact as never);
        expect(send(session, fact)).toBe(taken);
        expect(sessionText(session)).toBe(snapshotText(next));
        snapshot = next;
        visited.add(`${chart} ${session.state()}`);
        counts.steps++;
        if (taken) counts.taken++;
        const [answer] = fact.type === `${chart}.requested` ? Object.values(answered(fact) ?? {}) : [];
        if (answer !== undefined) asked[chart as keyof Asks][answer ? 'admitted' : 'refused']++;
      }
    },
  );

  it('should have visited every state that a fact leads to, and asked for captures and refunds that are admitted and refused', () => {
    const entered = law.relation.rows.filter(({ broken }) => !broken).map(({ to }) => `${to.chart} ${to.state}`);
    expect(new Set(entered).difference(visited)).toEqual(new Set());
    for (const { admitted, refused } of Object.values(asked)) expect(Math.min(admitted, refused)).toBeGreaterThan(0);
  });

  afterAll(() => {
    console.info(`${counts.steps} random steps, ${counts.taken} taken`);
    for (const [what, { admitted, refused }] of Object.entries(asked))
      console.info(`${what}: ${admitted} admitted, ${refused} refused`);
  });
});

describe('a bug of the law', () => {
  const bugs: readonly (readonly [string, ChartId, Partial<ChartSource>])[] = [
    ["an extra edge, asked before its ancestor's", 'transaction', { create: changedCard(addEdge) }],
    ['a dropped guard', 'transaction', { create: changedCard(dropGuard) }],
    [
      'a brand rule swapped',
      'transaction',
      {
        create: () =>
          createTransactionMachine().provide({
            guards: {
              permits3D: ({ context, event }: { readonly context: CardProfile; readonly event: CardFact }) =>
                event.type === 'order.created' && event.threeD === '3-D' && !refuseOrder(swapped(context), '3-D'),
            },
          }),
        permissions: {
          ...cardPermissions,
          permits3D: { ...cardPermissions.permits3D, refuse: (profile) => refuseOrder(swapped(profile), '3-D') },
        },
      },
    ],
    [
      'an update forgotten',
      'transaction',
      { create: () => createTransactionMachine().provide({ actions: { rememberSoftDecline: () => {} } }) },
    ],
    [
      'a mode mistaken for the other, where no guard asks for it',
      'transaction',
      {
        create: () =>
          changedCard(dropGuard)().provide({
            actions: {
              rememberMode: assign(({ event }) => ({ threeD: event.threeD === '3-D' ? 'non-3-D' : '3-D' })),
            },
          }),
      },
    ],
    [
      'a reversal that can be cancelled',
      'refund',
      {
        create: () => createRefundMachine().provide({ guards: { permitsRefundCancellation: () => true } }),
        permissions: {
          ...refundPermissions,
          permitsRefundCancellation: { concerns: () => true, refuse: () => undefined },
        },
      },
    ],
  ];

  it.each(bugs)('should be printed as it is, and disagree with the law: %s', async (_, chart, bug) => {
    const source = { ...chartSources[chart], ...bug };
    const buggy = compileLaw({ ...chartSources, [chart]: source });
    const document = await load(relationScxml(buggy, chart));
    expect(disagreements(document, expectedOf(chart), 1)).not.toEqual([]);
    expect(disagreements(document, expectations(source.create(), buggy, chart))).toEqual([]);
  });
});

describe('a law that SCXML cannot say', () => {
  const [guarded, changing] = ['[routesOnToAuthorisation]', 'authentication.completed Y'];

  it.each<[string, RegExp, (row: Row) => Row | undefined]>([
    [
      'an edge at the root',
      /no transitions at the root/,
      (row) => ({ ...row, edge: row.edge.replace(/^uncleared /, ' ') }),
    ],
    [
      'an edge that leads to one state for some, to another for others',
      /leads to several states/,
      (row) =>
        row.edge.endsWith(guarded) && row.fact === changing ? { ...row, to: { ...row.to, state: 'uncleared' } } : row,
    ],
    [
      'an edge that is there in one part of its state only',
      /depends on more than/,
      (row) => (row.fact === 'transaction.expired' && row.from.state === 'initialized.screening' ? undefined : row),
    ],
    [
      'a value that depends on another that changes with it',
      /threeD after "uncleared review.approved" depends on more than/,
      (row) => {
        if (row.edge !== 'uncleared review.approved') return row;
        const { profile } = row.to;
        const swap: Profile = { lowValue: !profile.lowValue, threeD: profile.lowValue ? '3-D' : 'non-3-D' };
        return { ...row, to: { ...row.to, profile: { ...profile, ...swap } } };
      },
    ],
  ])('should be refused, not printed wrong: %s', (_, message, change) => {
    const rows = law.relation.rows.flatMap((row) => (row.from.chart === 'transaction' ? (change(row) ?? []) : row));
    const changed: Law = { ...law, relation: buildRelation(rows, law.metas) };
    expect(() => relationScxml(changed, 'transaction')).toThrow(message);
  });
});

// The own-MID document differs from the transaction document in words only; a capture and a dispute have no data, a dispute no condition.
describe.each(['transaction', 'authorisation', 'refund'] as const)(
  'a document of the %s chart that was tampered with',
  (chart) => {
    const text = textOf(chart);

    it('should be refused where it ends too early', async () => {
      const ends = Array.from({ length: 60 }, (_, i) => Math.floor((i * (text.length - 2)) / 59));
      const accepted = (await Promise.all(ends.map((end) => isAccepted(text.slice(0, end))))).filter(Boolean);
      console.info(`${chart}: ${ends.length} beginnings of the document, ${accepted.length} accepted`);
      expect(accepted).toEqual([]);
    });

    it.each<[string, (text: string) => string]>([
      ['a bare "&"', (text) => text.replace(/ cond="/, ' cond="1 && ')],
      ['a condition that does not parse', (text) => text.replace(/ cond="/, ' cond="if ')],
      ['a target that is no state', (text) => text.replace(/ target="[^"]*"/, ' target="nowhere"')],
      ['a value missing from the data model', (text) => text.replace(/<data .*\n/, '')],
      ['elements that close in the wrong order', (text) => text.replace('</state>', '</scxml>')],
    ])('should be refused or noticed with %s', async (_, change) => {
      const changed = change(text);
      expect(changed).not.toBe(text);
      expect(await isNoticed(changed, chart)).toBe(true);
    });

    it.each<[string, (text: string) => string]>([
      ['a bare "<"', (text) => text.replace(/ cond="/, ' cond="1 < 2, ')],
      ['a bare "&"', (text) => text.replace(/ cond="/, ' cond="1 && ')],
      ['a tag that is not closed', (text) => text.replace('</state>', '')],
      ['two roots', (text) => `${text}<scxml/>`],
    ])('should be seen to be malformed with %s', (_, change) => {
      expect(malformed(change(text))).toBeDefined();
    });
  },
);

describe.each(chartIds)('a document of the %s chart', (chart) => {
  const text = textOf(chart);

  it('should be noticed with any transition, condition, target or assignment changed', async () => {
    const changes = [...tampered(text)];
    const unnoticed: string[] = [];
    for (const { what, changed } of changes) if (!(await isNoticed(changed, chart))) unnoticed.push(what);
    console.info(`${chart}: ${changes.length} changes of the document, ${unnoticed.length} unnoticed`);
    expect(changes.length).toBeGreaterThan(0);
    expect(unnoticed).toEqual([]);
  });
});

function textOf(chart: ChartId): string {
  return texts.get(chart) as string;
}

function documentOf(chart: ChartId): LoadedDocument {
  return documents.get(chart) as LoadedDocument;
}

function machineOf(chart: ChartId): AnyStateMachine {
  return machines.get(chart) as AnyStateMachine;
}

/** What XState makes of every fact in every cell of a chart of the law. */
function expectedOf(chart: ChartId): readonly Expected[] {
  return expectedByXState.get(chart) as readonly Expected[];
}

/** The input from which a machine makes an opening. */
function inputOf({ edition, brand, lowValue, ...refund }: Profile): object {
  return brand === undefined ? refund : { edition, brand, amount: lowValue ? 3000 : 3001, currency: 'EUR' };
}

/** Gives a session a fact as an event. The answer to what is asked for is found by the rule itself, not by the relation. */
function send(session: Session, fact: Fact): boolean {
  const { type, ...data } = fact;
  return session.send(type, answered(fact) ?? data);
}

/** The answer of the permission that a fact asks, as the document reads it; nothing for a fact that asks none. */
function answered(fact: Fact): Readonly<Record<string, boolean>> | undefined {
  if (!asks(fact)) return undefined;
  return fact.type === 'capture.requested'
    ? { permitsCapture: refuseCapture(fact.ask) === undefined }
    : { permitsRefund: refuseRefund(fact.ask) === undefined };
}

/** A fact, asking for what is given where it asks for anything. */
function asking(fact: Fact, { refund, capture }: Asks): Fact {
  if (!asks(fact)) return fact;
  const asked: AskingFact = fact.type === 'capture.requested' ? { ...fact, ask: capture } : { ...fact, ask: refund };
  return asked;
}

function asks(fact: Fact): fact is AskingFact {
  return 'ask' in fact;
}

function isTaken(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, fact: Fact): boolean {
  return machine.getTransitionData(snapshot, fact as never).length > 0;
}

function endsIt(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, fact: Fact): boolean {
  return machine.getTransitionData(snapshot, fact as never).some(({ target }) => target?.some(isFinal));
}

function isFinal({ type }: { readonly type: string }): boolean {
  return type === 'final';
}

/** Where a session is, and where XState is, in the same words. */
function sessionText(session: Session): string {
  return placeText(session.state(), session.data(), session.isFinal());
}

function snapshotText({ value, context, status }: AnyMachineSnapshot): string {
  return placeText(dotted(value), context, status === 'done');
}

function placeText(state: string, profile: Profile, isFinal: boolean): string {
  const values = Object.keys(profile)
    .sort()
    .map((key) => `${key}=${JSON.stringify(profile[key])}`);
  return [state, ...values, isFinal ? 'final' : 'going on'].join(' ');
}

/** What XState makes of every fact somewhere. */
interface Expected {
  readonly snapshot: AnyMachineSnapshot;
  readonly answers: readonly { readonly fact: Fact; readonly taken: boolean; readonly after: AnyMachineSnapshot }[];
}

function expectedAt(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): Expected {
  const answers = everyFact.map((fact) => {
    const taken = isTaken(machine, snapshot, fact);
    return { fact, taken, after: taken ? transition(machine, snapshot, fact as never)[0] : snapshot };
  });
  return { snapshot, answers };
}

/** What XState makes of every fact in every cell of a chart of a law. */
function expectations(machine: AnyStateMachine, { relation }: Law, chart: ChartId): readonly Expected[] {
  return relation.cells
    .filter((cell) => cell.chart === chart)
    .map(({ state, profile }) =>
      expectedAt(machine, machine.resolveState({ value: stateValue(state), context: profile } as never)),
    );
}

/** Offers every fact where a session is brought to; where it comes to something else than XState. */
function offerAll({ snapshot, answers }: Expected, bring: () => Session): string[] {
  let session = bring();
  return answers.flatMap(({ fact, taken, after }) => {
    const got = `${send(session, fact) ? 'taken' : 'not taken'} ${sessionText(session)}`;
    const expected = `${taken ? 'taken' : 'not taken'} ${snapshotText(after)}`;
    if (taken || got !== expected) session = bring();
    return got === expected ? [] : [`${fact.type} at ${snapshotText(snapshot)}: ${got}; XState: ${expected}`];
  });
}

/** Every cell × every fact: a stored session is resumed in each. With `enough`, no further than the first that differs. */
function disagreements(
  document: LoadedDocument,
  cells: readonly Expected[],
  enough = Number.POSITIVE_INFINITY,
): string[] {
  const found: string[] = [];
  for (const expected of cells) {
    const { value, context } = expected.snapshot;
    found.push(...offerAll(expected, () => document.resume(dotted(value), context)));
    if (found.length >= enough) break;
  }
  return found;
}

/** The shortest way from every opening to every cell that XState reaches, driven fact by fact, and there every fact. */
function driven(document: LoadedDocument, machine: AnyStateMachine, chart: ChartId) {
  const reached = new Set<string>();
  const differing: string[] = [];
  let steps = 0;
  for (const opening of chartSources[chart].openings) {
    const [begun] = initialTransition(machine, inputOf(opening) as never);
    const ways = new Map([[snapshotText(begun), { snapshot: begun, facts: [] as readonly Fact[] }]]);
    for (const [name, { snapshot, facts }] of ways) {
      const bring = (): Session => {
        const session = document.begin(opening);
        for (const fact of facts) send(session, fact);
        steps += facts.length;
        if (sessionText(session) !== name) differing.push(`${sessionText(session)}; XState: ${name}`);
        return session;
      };
      const expected = expectedAt(machine, snapshot);
      differing.push(...offerAll(expected, bring));
      reached.add(cellName({ chart, state: dotted(snapshot.value), profile: snapshot.context }));
      for (const { fact, taken, after } of expected.answers)
        if (taken && !ways.has(snapshotText(after)))
          ways.set(snapshotText(after), { snapshot: after, facts: [...facts, fact] });
    }
  }
  return { reached, steps, differing };
}

/** What is asked for, should a fact ask. */
interface Asks {
  readonly capture: CaptureAsk;
  readonly refund: RefundAsk;
}

interface Life {
  readonly chart: ChartId;
  readonly opening: Profile;
  readonly choices: readonly {
    /** Whether it takes any fact, one that may happen, or one that may happen and after which others may. */
    readonly mood: 'hostile' | 'any' | 'lasting';
    readonly pick: number;
    readonly ask: Asks;
  }[];
}

/** A life: mostly what may happen and goes on; every capture and refund is asked for anew. */
function anyLife(): fc.Arbitrary<Life> {
  const mood = fc.constantFrom('hostile', 'any', 'lasting', 'lasting', 'lasting', 'lasting');
  const choice = fc.record({ mood, pick: fc.nat(), ask: fc.record({ capture: anyCapture(), refund: anyRefund() }) });
  return fc.constantFrom(...chartIds).chain((chart) => {
    const { openings } = chartSources[chart];
    const started = law.relation.rows.filter(({ from, broken }) => from.chart === chart && !broken);
    const hopeful = openings.filter((opening) => started.some(({ from }) => from.profile === opening));
    return fc.record({
      chart: fc.constant(chart),
      opening: fc.oneof({ weight: 7, arbitrary: fc.constantFrom(...hopeful) }, fc.constantFrom(...openings)),
      choices: fc.array(choice, { minLength: 1, maxLength: 16, size: 'max' }),
    });
  });
}

/** An instant of two years. */
const instant = fc
  .integer({ min: 0, max: 730 * 24 * 60 })
  .map((minutes) => new Date(Date.UTC(2024, 0, 1, 0, minutes)).toISOString());
const amount = fc.integer({ min: 0, max: 500 });
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD');

function mostly(usual: boolean): fc.Arbitrary<boolean> {
  return fc.nat({ max: 7 }).map((of8) => (of8 === 0) !== usual);
}

/** A capture as asked for, on any day of two years, most often of what remains. */
function anyCapture(): fc.Arbitrary<CaptureAsk> {
  const ledger = fc.record(
    {
      authorised: mostly(true),
      currency,
      remaining: fc.integer({ min: 0, max: 1000 }),
      remainingKnown: mostly(true),
      expires: instant,
    },
    { requiredKeys: ['authorised', 'remaining', 'remainingKnown'] },
  );
  return fc.record({ amount, currency, at: instant, ledger });
}

/** A refund as asked for, on any day of two years, most often for money that is there. */
function anyRefund(): fc.Arbitrary<RefundAsk> {
  const ledger = fc.record(
    {
      collected: mostly(true),
      refundable: fc.integer({ min: 0, max: 1000 }),
      refundableKnown: mostly(true),
      currency,
      earliest: instant,
      chargebackAttached: mostly(false),
      outcomeUnknown: mostly(false),
      earlier: fc.array(fc.record({ amount, at: instant }), { maxLength: 3 }),
    },
    {
      requiredKeys: [
        'collected',
        'refundable',
        'refundableKnown',
        'currency',
        'chargebackAttached',
        'outcomeUnknown',
        'earlier',
      ],
    },
  );
  return fc.record(
    { amount, currency, at: instant, intentional: fc.boolean(), ledger },
    { requiredKeys: ['amount', 'currency', 'at', 'ledger'] },
  );
}

/** A factory of the transaction chart as written, after a change. */
function changedCard(change: (root: WrittenState) => void): () => AnyStateMachine {
  return () => {
    const root = copyOf(written(createTransactionMachine()));
    change(root);
    return cardSetup.createMachine({
      ...root,
      context: ({ input }: { input: CardInput }) => openingProfile('multisafepay', input),
    } as never) as unknown as AnyStateMachine;
  };
}

function edgesAt(root: WrittenState, ...path: readonly string[]): Record<string, unknown> {
  const place = path.reduce<WrittenState | undefined>((state, key) => state?.states?.[key], root);
  return place?.on as Record<string, unknown>;
}

function addEdge(root: WrittenState): void {
  edgesAt(root, 'initialized', 'screening')['transaction.expired'] = { target: '#declined', meta: documented('TX-5') };
}

function dropGuard(root: WrittenState): void {
  const [first] = edgesAt(root, 'requested')['order.created'] as { guard?: string }[];
  delete first?.guard;
}

/** The same payment by another card: what is so of Maestro is taken for American Express. */
function swapped(profile: CardProfile): CardProfile {
  const other = { maestro: 'amex', amex: 'maestro' } as const;
  return {
    ...profile,
    brand: profile.brand === 'maestro' || profile.brand === 'amex' ? other[profile.brand] : profile.brand,
  };
}

/** The elements of a name, with their attributes, in the order printed. */
function elementsOf(text: string, ...tags: readonly string[]): Record<string, string | undefined>[] {
  return [...text.matchAll(/<(\w+)((?: [\w:]+="[^"]*")+)/g)]
    .filter(([, tag]) => tags.includes(tag as string))
    .map(([, tag, attributes = '']) => ({
      tag,
      ...Object.fromEntries([...attributes.matchAll(/ ([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
    }));
}

/** Where a document is not well-formed XML (SCION takes a bare "<" in an attribute): the rest that is not, if any. */
function malformed(text: string): string | undefined {
  const attribute = String.raw`\s+[\w:]+="(?:[^<&"]|&(?:amp|lt|gt|quot);)*"`;
  const tag = new RegExp(`^\\s*<(/?)([A-Za-z]\\w*)((?:${attribute})*)(/?)>\\s*`);
  const open: string[] = [];
  let rest = text.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\s*(?:<!--(?:(?!--)[\s\S])*-->)?/, '');
  do {
    const [whole = '', closes, name = '', , isEmpty] = tag.exec(rest) ?? [];
    if (whole === '' || (closes && open.pop() !== name)) return rest;
    if (!closes && !isEmpty) open.push(name);
    rest = rest.slice(whole.length);
  } while (open.length > 0);
  return rest || undefined;
}

async function isAccepted(text: string): Promise<boolean> {
  return load(text).then(
    () => true,
    () => false,
  );
}

/** Whether a document is refused, or comes to something else than XState somewhere. */
async function isNoticed(text: string, chart: ChartId): Promise<boolean> {
  try {
    return disagreements(await load(text), expectedOf(chart), 1).length > 0;
  } catch {
    return true;
  }
}

/** A document with one transition lost, one condition turned round, one target moved, or one assignment lost. */
function* tampered(text: string): Generator<{ what: string; changed: string }> {
  const ids = elementsOf(text, 'state', 'final').map(({ id }) => id as string);
  const changes: readonly [RegExp, (...match: readonly string[]) => string][] = [
    [/<transition (?:[^>]*\/>|[\s\S]*?<\/transition>)/g, () => ''],
    [/ cond="([^"]*)"/g, (_, cond) => ` cond="!(${cond})"`],
    [/ target="([^"]*)"/g, (_, target) => ` target="${ids[(ids.indexOf(target as string) + 1) % ids.length]}"`],
    [/<assign [^>]*\/>/g, () => ''],
  ];
  for (const [part, change] of changes) {
    for (const match of text.matchAll(part)) {
      const instead = change(...match);
      yield {
        what: `${match[0]} ⇒ ${instead}`,
        changed: text.slice(0, match.index) + instead + text.slice(match.index + match[0].length),
      };
    }
  }
}
