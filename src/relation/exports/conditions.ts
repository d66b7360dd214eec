/**
 * What the edges of a chart depend on, as expressions of ECMAScript: the condition under which the compiled law takes an edge, and what
 * it changes in the profile. For documents that are run by others, who know nothing of the rules.
 */
import type { ChartId, FactClass, Profile, ProfileValue, Row } from '../cell.ts';
import type { Law } from '../law.ts';

/** How a document reads what an edge depends on, as an expression. */
export interface Reading {
  /** A key of the profile. */
  profile(key: string): string;
  /** What a fact carries: a word of it, or the answer of a permission that no document can judge. */
  carried(key: string): string;
}

/** An edge as a document writes it. */
export interface ReadEdge {
  /** Its name: where it is written, its fact, its guard. */
  readonly edge: string;
  /** The state it is written in; empty for the root. */
  readonly place: string;
  readonly fact: string;
  /** When it is taken; left out where it always is. */
  readonly condition: string | undefined;
  /** The innermost state it leads to; left out where it stays. */
  readonly target: string | undefined;
  /** What it changes in the profile, in an order in which no value is read after it has changed. */
  readonly updates: readonly { readonly key: string; readonly value: string }[];
  /** The requirements and decisions it stands on. */
  readonly ids: readonly string[];
}

/** A word that a fact carries, with the values it may have. */
export interface CarriedWord {
  readonly fact: string;
  readonly key: string;
  readonly values: readonly ProfileValue[];
}

/** The condition of an edge that is always taken. */
const always = 'true';

/** A fact in a cell: what an expression can read there, by how it is read, and the lawful row that takes it, if any. */
interface Offer {
  readonly state: string;
  readonly fact: string;
  readonly words: Profile;
  readonly row: Row | undefined;
}

/** What can be read in one case, and the value that an expression has to come to. */
interface Case {
  readonly words: Profile;
  readonly value: ProfileValue;
}

/**
 * The edges of a chart, in the order in which the relation meets them.
 *
 * @throws Error if an edge is written at the root, depends on what no document can read, or leads to several states.
 */
export function edgesRead(law: Law, chart: ChartId, read: Reading): readonly ReadEdge[] {
  const offers = offersOf(law, chart, read);
  const edges = new Set(offers.flatMap(({ row }) => row?.edge ?? []));
  const atRoot = [...edges].filter((edge) => placeOf(edge) === '');
  if (atRoot.length > 0) throw new Error(`no transitions at the root can be printed, as "${atRoot.join('", "')}"`);
  return [...edges].map((edge) => readEdge(edge, offers, read));
}

/** The words that the facts of a chart carry. */
export function carriedWords(law: Law, chart: ChartId): readonly CarriedWord[] {
  const rows = law.relation.rows.filter(({ from }) => from.chart === chart);
  const met = law.sources[chart].facts.flatMap((one) =>
    Object.entries(carriedBy(one, rows)).map(([key, value]) => ({ fact: one.fact.type, key, value })),
  );
  return [...Map.groupBy(met, ({ fact, key }) => `${fact} ${key}`).values()].map((alike) => {
    const [{ fact, key }] = alike as [(typeof met)[number]];
    const values = alike.flatMap(({ value }): ProfileValue[] => (typeof value === 'boolean' ? [true, false] : [value]));
    return { fact, key, values: [...new Set(values)] };
  });
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
function offersOf({ sources, relation }: Law, chart: ChartId, read: Reading): readonly Offer[] {
  const rows = relation.rows.filter(({ from }) => from.chart === chart);
  const facts = sources[chart].facts.map((fact) => ({ ...fact, carried: named(carriedBy(fact, rows), read.carried) }));
  return relation.cells
    .filter((cell) => cell.chart === chart)
    .flatMap((cell) => {
      const lawful = relation.rowsFrom(cell).filter(({ broken }) => !broken);
      const profile = named(cell.profile, read.profile);
      return facts.map(({ name, fact, carried }) => ({
        state: cell.state,
        fact: fact.type,
        words: { ...profile, ...carried },
        row: lawful.find((row) => row.fact === name),
      }));
    });
}

const named = (words: Profile, name: (key: string) => string): Profile =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [name(key), value]));

/** What a fact of a class carries: the words of the fact, and for anything else the answer of its permission. */
function carriedBy({ name, fact }: FactClass, rows: readonly Row[]): Profile {
  const { type: _, at: __, ...carried } = fact;
  const words = Object.entries(carried).flatMap(([key, value]: [string, unknown]): [string, ProfileValue][] =>
    typeof value === 'string'
      ? [[key, value]]
      : rows.flatMap((row) => (row.fact === name && row.permission ? [[row.permission, !row.broken]] : [])),
  );
  return Object.fromEntries(words);
}

function readEdge(edge: string, offers: readonly Offer[], read: Reading): ReadEdge {
  const place = placeOf(edge);
  const taken = offers.flatMap(({ words, row }) => (row?.edge === edge ? [{ words, row }] : []));
  const fact = offers.find(({ row }) => row?.edge === edge)?.fact as string;
  // Where an edge further in takes the fact, this one is not asked.
  const asked = offers.filter(
    (offer) =>
      offer.fact === fact && isWithin(offer.state, place) && (!offer.row || isWithin(place, placeOf(offer.row.edge))),
  );
  const condition = expression(
    `"${edge}"`,
    asked.map(({ words, row }) => ({ words, value: row?.edge === edge })),
  );
  const stays = taken.every(({ row }) => row.from.state === row.to.state);
  const [target, ...others] = new Set(taken.map(({ row }) => row.to.state));
  if (!stays && others.length > 0)
    throw new Error(`"${edge}" leads to several states: ${target}, ${others.join(', ')}`);
  return {
    edge,
    place,
    fact,
    condition: condition === always ? undefined : condition,
    target: stays ? undefined : target,
    updates: updatesOf(edge, taken, read),
    ids: taken[0]?.row.grounds.ids ?? [],
  };
}

/** What an edge changes in the profile. */
function updatesOf(
  edge: string,
  taken: readonly { readonly words: Profile; readonly row: Row }[],
  read: Reading,
): ReadEdge['updates'] {
  const profile = Object.keys(taken[0]?.row.to.profile ?? {});
  const ofProfile = profile.map(read.profile);
  const changed = profile.filter((key) => taken.some(({ row: { from, to } }) => from.profile[key] !== to.profile[key]));
  return changed.map((key) => {
    const cases = taken.map(({ words, row }) => ({ words, value: row.to.profile[key] as ProfileValue }));
    const said = Object.keys(taken[0]?.words ?? {})
      .filter((word) => !ofProfile.includes(word))
      .find((word) => cases.every(({ words, value }) => words[word] === value));
    // Values are assigned one after the other: none may be found by another that changes.
    const others = changed.filter((other) => other !== key).map(read.profile);
    return { key, value: said ?? expression(`${key} after "${edge}"`, cases, others) };
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
export function literal(value: ProfileValue): string {
  return typeof value === 'boolean' ? String(value) : `'${value.replace(/['\\]/g, '\\$&')}'`;
}
