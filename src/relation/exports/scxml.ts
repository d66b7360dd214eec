/**
 * A chart as W3C SCXML 1.0, guards and data model included, printed from the compiled law: the hierarchy as it is written,
 * and the transitions, conditions and updates that its lawful rows come to.
 *
 * The profile is the data model. A processor may be given other values when the session begins (SCXML 5.3; `<param>` where
 * the chart is invoked), and otherwise begins with the first opening. A fact is an event of its type, what it carries is the
 * event's data. What no document can judge, as whether a refund may be asked for, is data too: the answer of its permission.
 */
import type { StateMeta } from '../../../machines/index.ts';
import type { ChartId, FactClass, Profile, ProfileValue, Row } from '../cell.ts';
import type { Law } from '../law.ts';
import { type WrittenState, written } from '../written.ts';
import { escaped } from './escaped.ts';

/** The namespace of what the law says beside SCXML; a processor ignores it, a reader sees it. */
const lawNamespace = 'urn:paychart:law';

/** What a reader of the document has to know. */
const preface =
  'Printed from the compiled law: what it refuses has no transition. Facts are events. What a fact carries is the data of ' +
  'its event; what a document cannot judge is the answer of the permission of that name. The data model is the profile: ' +
  'a session begins with the values it is given, or else with these.';

/** The condition of an edge that is always taken. */
const always = 'true';

/** A fact in a cell: what an expression can read there, by how it is read, and the lawful row that takes it, if any. */
interface Offer {
  readonly state: string;
  readonly event: string;
  /** `brand`, `_event.data.threeD`, … with their values. */
  readonly words: Profile;
  readonly row: Row | undefined;
}

/** What can be read in one case, and the value that an expression has to come to. */
interface Case {
  readonly words: Profile;
  readonly value: ProfileValue;
}

/**
 * A chart as an SCXML document.
 *
 * @throws Error if an edge depends on what SCXML cannot read, or leads where it cannot.
 */
export function relationScxml(law: Law, chart: ChartId): string {
  const { create, openings } = law.sources[chart];
  const root = written(create());
  const offers = offersOf(law, chart);
  const edges = new Set(offers.flatMap(({ row }) => row?.edge ?? []));
  const leaving = Map.groupBy(edges, placeOf);
  const atRoot = leaving.get('');
  if (atRoot) throw new Error(`SCXML has no transitions at the root, as "${atRoot.join('", "')}"`);

  const stateElement = (name: string, { type, initial, states = {} }: WrittenState): string[] => {
    const { pair, word, counts, money, means, ship, deadline, ids } = law.metas.get(`${chart} ${name}`) as StateMeta;
    return element(
      type === 'final' ? 'final' : 'state',
      {
        id: name,
        initial: initial && `${name}.${initial}`,
        'law:pair': pair ? `${pair.order} ${pair.transaction}` : undefined,
        'law:word': word,
        'law:counts': counts,
        'law:money': money,
        'law:means': means,
        'law:ship': ship ? 'yes' : 'no',
        'law:deadlineHours': deadline && String(deadline.hours),
        'law:grounds': ids.join(' '),
      },
      [
        ...(leaving.get(name) ?? []).flatMap((edge) => transitionElement(edge, offers)),
        ...Object.entries(states).flatMap(([key, child]) => stateElement(`${name}.${key}`, child)),
      ],
    );
  };
  const data = Object.entries(openings[0] ?? {}).flatMap(([id, value]) =>
    element('data', { id, expr: literal(value) }),
  );
  const document = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:law': lawNamespace,
      version: '1.0',
      datamodel: 'ecmascript',
      initial: root.initial,
      'law:chart': chart,
    },
    [
      // Interpreters stumble over one without data.
      ...(data.length > 0 ? element('datamodel', {}, data) : []),
      ...Object.entries(root.states ?? {}).flatMap(([key, child]) => stateElement(key, child)),
    ],
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<!-- ${preface} -->`, ...document, ''].join('\n');
}

/** The state that an edge is written in; empty for the root. */
function placeOf(edge: string): string {
  return edge.slice(0, edge.indexOf(' '));
}

/** Whether a state is a place, or inside it. */
function isWithin(state: string, place: string): boolean {
  return `${state}.`.startsWith(`${place}.`);
}

/** Every fact in every cell of a chart. */
function offersOf({ sources, relation }: Law, chart: ChartId): readonly Offer[] {
  const rows = relation.rows.filter(({ from }) => from.chart === chart);
  const facts = sources[chart].facts.map((fact) => ({ ...fact, data: dataOf(fact, rows) }));
  return relation.cells
    .filter((cell) => cell.chart === chart)
    .flatMap((cell) => {
      const lawful = relation.rowsFrom(cell).filter(({ broken }) => !broken);
      return facts.map(({ name, fact, data }) => ({
        state: cell.state,
        event: fact.type,
        words: { ...cell.profile, ...data },
        row: lawful.find((row) => row.fact === name),
      }));
    });
}

/** What the event of a fact class carries: the words of the fact, and for anything else the answer of its permission. */
function dataOf({ name, fact }: FactClass, rows: readonly Row[]): Profile {
  const { type: _, at: __, ...carried } = fact;
  const data = Object.entries(carried).flatMap(([key, value]: [string, unknown]): [string, ProfileValue][] =>
    typeof value === 'string'
      ? [[key, value]]
      : rows.flatMap((row) => (row.fact === name && row.permission ? [[row.permission, !row.broken]] : [])),
  );
  return Object.fromEntries(data.map(([key, value]) => [`_event.data.${key}`, value]));
}

function transitionElement(edge: string, offers: readonly Offer[]): string[] {
  const place = placeOf(edge);
  const taken = offers.flatMap(({ words, row }) => (row?.edge === edge ? [{ words, row }] : []));
  const event = offers.find(({ row }) => row?.edge === edge)?.event;
  // Where an edge further in takes the fact, this one is not asked.
  const asked = offers.filter(
    (offer) =>
      offer.event === event && isWithin(offer.state, place) && (!offer.row || isWithin(place, placeOf(offer.row.edge))),
  );
  const cond = expression(
    `"${edge}"`,
    asked.map(({ words, row }) => ({ words, value: row?.edge === edge })),
  );
  const stays = taken.every(({ row }) => row.from.state === row.to.state);
  const [target, ...others] = new Set(taken.map(({ row }) => row.to.state));
  if (!stays && others.length > 0)
    throw new Error(`"${edge}" leads to several states: ${target}, ${others.join(', ')}`);
  return element(
    'transition',
    {
      event,
      cond: cond === always ? undefined : cond,
      target: stays ? undefined : target,
      'law:edge': edge,
      'law:grounds': taken[0]?.row.grounds.ids.join(' '),
    },
    assignElements(edge, taken),
  );
}

/** What an edge changes in the profile. */
function assignElements(edge: string, taken: readonly { readonly words: Profile; readonly row: Row }[]): string[] {
  const profile = Object.keys(taken[0]?.row.to.profile ?? {});
  const changed = profile.filter((key) => taken.some(({ row: { from, to } }) => from.profile[key] !== to.profile[key]));
  return changed.flatMap((location) => {
    const cases = taken.map(({ words, row }) => ({ words, value: row.to.profile[location] as ProfileValue }));
    const said = Object.keys(taken[0]?.words ?? {})
      .filter((word) => !profile.includes(word))
      .find((word) => cases.every(({ words, value }) => words[word] === value));
    // Values are assigned one after the other: none may be found by another that changes.
    const others = changed.filter((key) => key !== location);
    return element('assign', { location, expr: said ?? expression(`${location} after "${edge}"`, cases, others) });
  });
}

/** An expression that comes to the value of every case, over no more words than it takes. */
function expression(what: string, cases: readonly Case[], unreadable: readonly string[] = []): string {
  const readable = Object.keys(cases[0]?.words ?? {}).filter((word) => !unreadable.includes(word));
  const { words, apart } = toldApart(what, readable, cases);
  const values = [...new Set(apart.map(({ value }) => value))];
  const when = (value: ProfileValue): string => alternatives(words, apart, value).join(' || ');
  const last = values.pop() as ProfileValue;
  if (typeof last === 'boolean' && values.length > 0) return when(true);
  return values.reduceRight<string>(
    (otherwise, value) => `${when(value)} ? ${literal(value)} : ${otherwise}`,
    literal(last),
  );
}

/** The words it takes to tell apart cases that come to different values, and one case for each reading of them. */
function toldApart(what: string, readable: readonly string[], cases: readonly Case[]) {
  let words = readable;
  let apart = readings(words, cases);
  if (!apart) throw new Error(`${what} depends on more than ${words.join(', ')}`);
  for (const word of readable) {
    const fewer = words.filter((other) => other !== word);
    const still = readings(fewer, apart);
    if (still) [words, apart] = [fewer, still];
  }
  return { words, apart };
}

/** One case for each reading of the words; `undefined` if cases that read alike come to different values. */
function readings(words: readonly string[], cases: readonly Case[]): readonly Case[] | undefined {
  const known = new Map<string, Case>();
  for (const one of cases) {
    const reading = JSON.stringify(words.map((word) => one.words[word]));
    const alike = known.get(reading) ?? one;
    if (alike.value !== one.value) return undefined;
    known.set(reading, alike);
  }
  return [...known.values()];
}

/** The alternatives in which cases come to a value, read word by word in the order that takes the fewest characters. */
function alternatives(words: readonly string[], cases: readonly Case[], value: ProfileValue): readonly string[] {
  if (cases.every((one) => one.value === value)) return [always];
  if (cases.every((one) => one.value !== value)) return [];
  const orders = words.map((word) => {
    const others = words.filter((other) => other !== word);
    const branches = [...Map.groupBy(cases, (one) => one.words[word] as ProfileValue)].map(([read, there]) => ({
      test: typeof read === 'boolean' ? `${read ? '' : '!'}${word}` : `${word} === ${literal(read)}`,
      isEither: typeof read === 'boolean',
      rest: alternatives(others, there, value),
    }));
    // Of yes and no, where one is enough, the other need not be said.
    const enough = branches.find(({ isEither, rest }) => isEither && rest[0] === always);
    if (enough) return branches.flatMap((branch) => (branch === enough ? branch.test : branch.rest));
    return [...Map.groupBy(branches, ({ rest }) => bracketed(rest)).values()].flatMap((alike) => {
      const tests = alike.map(({ test }) => test);
      const rest = alike[0]?.rest ?? [];
      if (rest.length === 0) return [];
      return rest[0] === always ? tests : [`${bracketed(tests)} && ${bracketed(rest)}`];
    });
  });
  return orders.reduce((best, next) => (next.join().length < best.join().length ? next : best));
}

function bracketed(alternatives: readonly string[]): string {
  return alternatives.length > 1 ? `(${alternatives.join(' || ')})` : alternatives.join();
}

/** A value as ECMAScript. */
function literal(value: ProfileValue): string {
  return typeof value === 'boolean' ? String(value) : `'${value.replace(/['\\]/g, '\\$&')}'`;
}

/** An XML element, a line each for it and its children; attributes that are `undefined` are left out. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  children: readonly string[] = [],
): string[] {
  const printed = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const open = `<${name}${printed.join('')}`;
  return children.length === 0 ? [`${open}/>`] : [`${open}>`, ...children.map((line) => `  ${line}`), `</${name}>`];
}
