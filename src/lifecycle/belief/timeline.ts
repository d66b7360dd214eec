/**
 * What is possible, given what was seen. A timeline stores the evidence of one transaction; the possible set is derived
 * from it: every cell of the relation that some history through all the evidence can have reached (decision D19).
 */
import {
  type CardBrand,
  type Collector,
  type Edition,
  orderStatuses,
  type RefusalCode,
  threeDModes,
  transactionStatuses,
} from '../../../machines/index.ts';
import type { CellSet, ChartId, JudgingLaw, NumberedCell } from '../../relation/index.ts';
import { lawInForce } from '../in-force.ts';
import { compareRecency } from '../recency.ts';
import type { Sighting } from '../sighting.ts';

/** What is known of a card payment for life; what is missing is open. */
export interface KnownOfCard {
  readonly edition?: Edition | undefined;
  /** Who was configured to collect. */
  readonly collector?: Collector | undefined;
  readonly brand?: CardBrand | undefined;
  readonly lowValue?: boolean | undefined;
  /** It is authorised, and captured by hand; missing if it is captured at once, as far as is known (decision D33). */
  readonly capture?: 'manual' | undefined;
}

/** What is known of a capture for life: nothing. */
export type KnownOfCapture = Readonly<Record<never, never>>;

/** What is known of a refund or chargeback for life. */
export interface KnownOfRefund {
  readonly sameDay?: boolean | undefined;
}

/** The evidence of one transaction: what is known for life, and what was seen, oldest first. */
export type Timeline =
  | { readonly kind: 'card'; readonly known: KnownOfCard; readonly seen: readonly Sighting[] }
  | { readonly kind: 'capture'; readonly known: KnownOfCapture; readonly seen: readonly Sighting[] }
  | { readonly kind: 'refund'; readonly known: KnownOfRefund; readonly seen: readonly Sighting[] };

const charts = {
  atOnce: ['transaction', 'own-mid'],
  byHand: ['authorisation'],
  capture: ['capture'],
  refund: ['refund'],
} as const satisfies Readonly<Record<string, readonly ChartId[]>>;

/** The charts that a transaction may be on. */
function chartsOf({ kind, known }: Pick<Timeline, 'kind' | 'known'>): readonly ChartId[] {
  if (kind !== 'card') return charts[kind];
  return (known as KnownOfCard).capture === 'manual' ? charts.byHand : charts.atOnce;
}

/** Whether a cell agrees with what is known for life. */
function agreesWithKnown(cell: NumberedCell, timeline: Timeline): boolean {
  const { profile } = cell;
  if (timeline.kind === 'refund')
    return timeline.known.sameDay === undefined || timeline.known.sameDay === profile.sameDay;
  if (timeline.kind === 'capture') return true;
  const { edition, brand, lowValue } = timeline.known;
  return (
    (edition === undefined || edition === profile.edition) &&
    (brand === undefined || brand === profile.brand) &&
    (lowValue === undefined || lowValue === profile.lowValue) &&
    mayCollect(profile, timeline.known.collector)
  );
}

/**
 * Whether the collector of a profile may be the one of the payment. Nobody is taken to collect a brand that is not theirs
 * unless that is configured (decisions D4, D36): own MID configured for the order leaves open who collects another brand.
 */
function mayCollect({ brand, collector }: NumberedCell['profile'], configured: Collector | undefined): boolean {
  const { rows } = lawInForce();
  const isTheirs = (of: Collector): boolean =>
    (rows.brands[brand as CardBrand].collectedBy as readonly Collector[]).includes(of);
  if (configured === undefined) return isTheirs(collector as Collector);
  return configured === collector || !isTheirs(configured);
}

/** Whether a cell shows what was seen. */
function agreesWithSighting({ meta, state, profile }: NumberedCell, seen: Sighting): boolean {
  return (
    (seen.state === undefined || seen.state === state) &&
    (seen.order === undefined || seen.order === meta.pair?.order) &&
    (seen.transaction === undefined || seen.transaction === meta.pair?.transaction) &&
    (!seen.collected || meta.counts === 'collected') &&
    (seen.threeD === undefined || seen.threeD === profile.threeD) &&
    (seen.authenticated === undefined || seen.authenticated === profile.authenticated) &&
    (seen.softDeclined === undefined || seen.softDeclined === profile.softDeclined)
  );
}

const numbered = (words: readonly unknown[]): ReadonlyMap<unknown, number> =>
  new Map([undefined, ...words].map((word, number) => [word, number]));

/** The words of a sighting, each numbered; a missing one is 0, an unknown one is one more than all. */
const alphabet = {
  order: numbered(orderStatuses),
  transaction: numbered(transactionStatuses),
  collected: numbered([true]),
  threeD: numbered(['none', ...threeDModes]),
  authenticated: numbered([false, true]),
  softDeclined: numbered([false, true]),
  late: numbered([true]),
} as const satisfies Partial<Record<keyof Sighting, ReadonlyMap<unknown, number>>>;

const keysShown = Object.keys(alphabet) as (keyof typeof alphabet)[];

/** A number for what a sighting shows: the same for sightings that agree with the same cells. */
function codeOf(seen: Sighting): number {
  const { states } = memoryInForce();
  let code = states.get(seen.state) ?? states.size;
  for (const key of keysShown) {
    const numbers = alphabet[key];
    code = code * (numbers.size + 1) + (numbers.get(seen[key]) ?? numbers.size);
  }
  return code;
}

function knownKey(timeline: Timeline): string {
  if (timeline.kind === 'refund') return `refund ${timeline.known.sameDay ?? ''}`;
  if (timeline.kind === 'capture') return timeline.kind;
  const { edition, collector, brand, lowValue, capture } = timeline.known;
  return `card ${edition ?? ''} ${collector ?? ''} ${brand ?? ''} ${lowValue ?? ''} ${capture ?? ''}`;
}

/**
 * What some evidence comes to: the cells that can be the present one, each the end of some history that passes all of it in
 * its order. Evidence that begins alike shares its beginning, as in a tree; no amount and no time tells two apart, so there
 * are few of them, however many payments there are.
 */
interface Evidence {
  readonly all: CellSet;
  readonly lawful: CellSet;
  readonly next: Map<number, Evidence>;
  possible?: Possible;
}

/** What the evidence comes to after each sighting, the beginning first, given what is known for life. */
interface Trail {
  readonly kind: Timeline['kind'];
  readonly known: Timeline['known'];
  readonly after: readonly Evidence[];
}

/** Whether a trail is that of a timeline, whose sightings it is kept by. */
function isTrailOf(trail: Trail, timeline: Timeline): boolean {
  if (trail.kind !== timeline.kind) return false;
  if (timeline.kind === 'refund') return (trail.known as KnownOfRefund).sameDay === timeline.known.sameDay;
  if (timeline.kind === 'capture') return true;
  const { edition, collector, brand, lowValue, capture } = trail.known as KnownOfCard;
  const { known } = timeline;
  return (
    brand === known.brand &&
    lowValue === known.lowValue &&
    edition === known.edition &&
    collector === known.collector &&
    capture === known.capture
  );
}

/** What has been derived under one law. It belongs to the law, and is forgotten as a whole when it is full. */
interface Memory {
  /** Every state of the law, numbered. */
  readonly states: ReadonlyMap<unknown, number>;
  beginnings: Map<string, Evidence>;
  /** How many pieces of evidence hang on the beginnings. */
  held: number;
  /** Of the evidence that was asked about lately. */
  trails: Map<readonly Sighting[], Trail>;
}

/** How many pieces of evidence are remembered for a law; more are forgotten all at once. Lives need a few hundred. */
export const mostRemembered = 20_000;

const memories = new WeakMap<JudgingLaw, Memory>();

/** The memory that was asked for last, which is nearly always the one that is asked for next. */
let lastAsked: { readonly law: JudgingLaw; readonly memory: Memory } | undefined;

function memoryInForce(): Memory {
  const law = lawInForce();
  if (lastAsked?.law === law) return lastAsked.memory;
  const memory = memories.get(law) ?? begun(law);
  lastAsked = { law, memory };
  return memory;
}

function begun(law: JudgingLaw): Memory {
  // Of each name of a state, behind that of its chart: the cells would all be made to tell them.
  const states = numbered([...new Set([...law.metas.keys()].map((name) => name.slice(name.indexOf(' ') + 1)))]);
  const memory: Memory = { states, beginnings: new Map(), held: 0, trails: new Map() };
  memories.set(law, memory);
  return memory;
}

/** How many pieces of evidence are remembered for the law in force. */
export function remembered(): number {
  return memoryInForce().held;
}

/** The trail of a timeline. The cap only guards against a flood of made-up evidence. */
function trailOf(timeline: Timeline): readonly Evidence[] {
  const memory = memoryInForce();
  if (memory.held > mostRemembered) {
    memory.beginnings = new Map();
    memory.trails = new Map();
    memory.held = 0;
  }
  const { kind, known, seen } = timeline;
  const last = memory.trails.get(seen);
  if (last && isTrailOf(last, timeline)) return last.after;
  const begun = knownKey(timeline);
  const start = memory.beginnings.get(begun) ?? begin(timeline, begun);
  const after = [start];
  for (const one of seen) after.push(follow(start, after[after.length - 1] as Evidence, one));
  keepTrail(seen, { kind, known, after });
  return after;
}

/** How many trails are kept, before all are forgotten: far more than one report asks for. */
const mostTrails = 512;

/** Keeps a trail. A weak map would hold more of them, and costs the collector of garbage more than making them anew. */
function keepTrail(seen: readonly Sighting[], trail: Trail): void {
  const memory = memoryInForce();
  // A new map, not an empty one: V8 lets an emptied map point to what it holds next, so that none of it would be let go of for long.
  if (memory.trails.size >= mostTrails) memory.trails = new Map();
  memory.trails.set(seen, trail);
}

function evidenceOf(timeline: Timeline): Evidence {
  const trail = trailOf(timeline);
  return trail[trail.length - 1] as Evidence;
}

function begin(timeline: Timeline, key: string): Evidence {
  const { relation } = lawInForce();
  const openings = setOf(
    relation.list(relation.openings(chartsOf(timeline))).filter((cell) => agreesWithKnown(cell, timeline)),
  );
  const start: Evidence = { all: openings, lawful: openings, next: new Map() };
  const memory = memoryInForce();
  memory.beginnings.set(key, start);
  memory.held++;
  return start;
}

/** Some cells as a set. */
const setOf = (cells: readonly NumberedCell[]): CellSet =>
  cells.reduce((set, { index }) => set | (1n << BigInt(index)), 0n);

/** What evidence comes to with one more sighting after it. */
function follow(start: Evidence, before: Evidence, seen: Sighting): Evidence {
  const code = codeOf(seen);
  const known = before.next.get(code);
  if (known) return known;
  const { relation } = lawInForce();
  const from = seen.late ? start : before;
  // Only what can follow is looked at: it is a small part of all cells.
  const all = setOf(relation.list(relation.reach(from.all, 'all')).filter((cell) => agreesWithSighting(cell, seen)));
  // Whatever follows lawfully follows, so that what of it shows the sighting is among these.
  const after: Evidence = { all, lawful: relation.reach(from.lawful, 'lawful') & all, next: new Map() };
  before.next.set(code, after);
  memoryInForce().held++;
  return after;
}

/** Whether any history at all passes the evidence, permissions aside. */
export function isLawful(timeline: Timeline): boolean {
  return evidenceOf(timeline).all !== 0n;
}

/** A rule that every explanation of the evidence breaks, under one edition. */
export interface BrokenRule {
  readonly code: RefusalCode;
  /** The edition under which it is broken, for a payment whose edition is open; a refund has none. */
  readonly edition?: Edition;
}

/** What the evidence comes to. */
export interface Possible {
  /** The cells that can be the present one. Per edition, lawful ones if there are any; else those of a broken permission. */
  readonly cells: readonly NumberedCell[];
  readonly set: CellSet;
  readonly broken: readonly BrokenRule[];
}

/** What is possible now, given the evidence. */
export function possible(timeline: Timeline): Possible {
  return possibleAfter(evidenceOf(timeline));
}

function possibleAfter(evidence: Evidence): Possible {
  evidence.possible ??= preferLawful(evidence);
  return evidence.possible;
}

/** Per edition, the lawful explanations if there are any; else those that a permission broke, with its rule. */
function preferLawful({ all, lawful }: Evidence): Possible {
  const { relation } = lawInForce();
  const editionOf = (cell: NumberedCell): string => String(cell.profile.edition ?? '');
  const lawfulEditions = new Set(relation.list(lawful).map(editionOf));
  const forced = relation.list(all).filter((cell) => !lawfulEditions.has(editionOf(cell)));
  const rules = new Map<string, BrokenRule>();
  for (const cell of forced) {
    for (const code of cell.broken) {
      const edition = cell.profile.edition as Edition | undefined;
      rules.set(`${edition} ${code}`, edition === undefined ? { code } : { code, edition });
    }
  }
  const set = lawful | setOf(forced);
  return { cells: relation.list(set), set, broken: [...rules.values()] };
}

/** What placing a sighting in a timeline came to. */
export type Placement =
  | { readonly where: 'end' | 'before'; readonly timeline: Timeline }
  | { readonly where: 'nowhere'; readonly because: 'newer' | 'older' | 'unknown' };

/** Whether a sighting's time allows it to stand between those before a position and those from there on. */
function mayStand(seen: readonly Sighting[], position: number, sighting: Sighting, isPast?: IsPast): boolean {
  return seen.every(
    (one, index) =>
      compareRecency(sighting.at, one.at) !== (index < position ? 'older' : 'newer') &&
      !(index >= position && isPast?.(one)),
  );
}

/** Whether what we told ourselves was certainly so before what is placed was asked for. */
export type IsPast = (told: Sighting) => boolean;

/**
 * Places a sighting where its time allows and some history passes it: at the end if it can be the newest, else before.
 * A run of the same sighting keeps its first and its last, so a timeline stays as short as a life.
 */
export function place(timeline: Timeline, sighting: Sighting, isPast?: IsPast): Placement {
  const { kind, known, seen } = timeline;
  const trail = trailOf(timeline);
  const start = trail[0] as Evidence;
  const now = possibleAfter(trail[seen.length] as Evidence);
  const tried: number[] = [];
  for (let position = seen.length; position >= 0; position--) {
    if (!mayStand(seen, position, sighting, isPast)) continue;
    tried.push(position);
    // A sighting just before a late payment may itself be the moment the payment came back to life.
    const candidates = seen[position]?.late ? [sighting, { ...sighting, late: true as const }] : [sighting];
    for (const candidate of candidates) {
      let evidence = follow(start, trail[position] as Evidence, candidate);
      for (let rest = position; rest < seen.length; rest++) evidence = follow(start, evidence, seen[rest] as Sighting);
      if (evidence.all === 0n) continue;
      const tells = possibleAfter(evidence).set !== now.set;
      if (position === seen.length) {
        const longer = tells ? [...seen, candidate] : again(seen, candidate);
        if (tells) keepTrail(longer, { kind, known, after: [...trail, evidence] });
        else if (longer !== seen) keepTrailOfMoved(timeline, longer, trail);
        return { where: 'end', timeline: withSeen(timeline, longer) };
      }
      // An older sighting is kept only if it tells something.
      return {
        where: 'before',
        timeline: tells ? withSeen(timeline, seen.toSpliced(position, 0, candidate)) : timeline,
      };
    }
  }
  if (tried.length === 1 && tried[0] === seen.length) return { where: 'nowhere', because: 'newer' };
  return { where: 'nowhere', because: tried.includes(seen.length) ? 'unknown' : 'older' };
}

/** Keeps the trail of sightings whose last was moved, or is the one before with another time. */
function keepTrailOfMoved(
  { kind, known, seen }: Timeline,
  longer: readonly Sighting[],
  trail: readonly Evidence[],
): void {
  // A late one is moved as another, and what was not seen before has no trail yet.
  if (seen.length === 0 || seen.at(-1)?.late) return;
  if (longer.length === seen.length) keepTrail(longer, { kind, known, after: trail });
}

const withSeen = (timeline: Timeline, seen: readonly Sighting[]): Timeline =>
  seen === timeline.seen ? timeline : ({ ...timeline, seen } as Timeline);

/** The sightings after a new last one that tells nothing: it only moves the time of the last. */
function again(seen: readonly Sighting[], sighting: Sighting): readonly Sighting[] {
  const last = seen.at(-1);
  if (last === undefined) return [sighting];
  if (last.at !== undefined && compareRecency(sighting.at, last.at) !== 'newer') return seen;
  if (sighting.at === undefined) return seen;
  const { at: _, late: __, ...shown } = last;
  const moved: Sighting = { ...shown, at: sighting.at };
  const previous = seen.at(-2);
  return previous && codeOf(previous) === codeOf(last) ? [...seen.slice(0, -1), moved] : [...seen, moved];
}

/** Adds a sighting at the end, whatever its time: what a fact of our own, or a late payment, does. */
export function append(timeline: Timeline, sighting: Sighting): Timeline {
  return { ...timeline, seen: [...timeline.seen, sighting] } as Timeline;
}
