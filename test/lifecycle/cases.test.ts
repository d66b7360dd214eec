/**
 * Goal: small inputs with the right answer, played one by one. The cases are kept beside the project, not in it; where they are
 * absent nothing is played. Their format and their words are told in the README beside them.
 *
 * A name that a case gives to a violation or a reason holds if all its words are in the code or the sentence of one that stands.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  configure,
  fundsAt,
  InputError,
  type MinorUnits,
  mayCancel,
  mayRefund,
  type OpenPayment,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Report,
  safeToShip,
  save,
  statusOf,
  step,
  type Verdict,
} from '../../src/index.ts';
import * as wire from '../../src/multisafepay/index.ts';
import { moneyText } from '../../src/words/index.ts';

const folder = new URL('../../../shared/cases/', import.meta.url);
const present = existsSync(folder);
if (!present) console.info(`cases skipped: there is no ${folder.pathname}`);

/** Lives that have charts of their own, which are tested where those charts are. */
const elsewhere: ReadonlySet<string> = new Set(['manual-capture']);

type OneOf<T> = T | readonly T[];
type Said = Readonly<Record<string, unknown>>;

interface Expected {
  readonly amount: MinorUnits;
  readonly currency: string;
}

interface Happening {
  readonly fact?: PaymentFact;
  readonly configure?: Omit<OpenPayment, 'orderId'> & Partial<Expected>;
  readonly report?: Said;
  /** The text of an order, where the text matters. */
  readonly raw?: string;
  readonly channel?: Report['channel'];
}

interface Judgement {
  readonly verdict?: OneOf<string>;
  readonly violations?: readonly OneOf<string>[];
  readonly not_violations?: readonly OneOf<string>[];
  readonly alarm?: boolean;
}

interface AskedRefund {
  readonly amount: MinorUnits;
  readonly currency?: string;
  readonly transactionId?: string;
  readonly at?: string;
  readonly answer: OneOf<string>;
}

interface Shipping {
  readonly answer: OneOf<string>;
  readonly because?: readonly OneOf<string>[];
  readonly notBecause?: readonly OneOf<string>[];
}

const sums = ['collected', 'reserved', 'refunded', 'chargedBack', 'refundable', 'unattributed', 'doubleLoss'] as const;

type After = Partial<Readonly<Record<(typeof sums)[number], OneOf<number | boolean>>>> & {
  readonly ship?: OneOf<string> | Shipping;
  readonly mayCancel?: OneOf<string>;
  readonly mayRefund?: OneOf<AskedRefund>;
  readonly fundsAt?: {
    readonly includes?: readonly string[];
    readonly excludes?: readonly string[];
    readonly notOnly?: readonly string[];
  };
  readonly shows?: readonly [string, string];
  readonly mustNotShow?: readonly (readonly [string, string])[];
  readonly prints?: OneOf<string>;
  readonly knowsIds?: readonly string[];
};

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly given?: Partial<Omit<OpenPayment, 'orderId'>> & {
    readonly opened?: boolean;
    readonly orderId?: string;
    readonly expects?: Expected;
  };
  readonly happens: readonly Happening[];
  readonly verdicts: readonly (OneOf<string> | Judgement)[];
  readonly after?: After;
}

const files = present ? readdirSync(folder).filter((name) => /^.+--.+\.json$/.test(name)) : [];
const cases = files
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case)
  .filter(({ kind }) => !elsewhere.has(kind));

describe.skipIf(!present)('a case', () => {
  it('should be there to be played', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each(cases.map((one) => [one.id, one] as const))('should end as it must: %s', (_, one) => {
    play(one);
  });
});

function play({ given = {}, happens, verdicts, after = {} }: Case): void {
  const { expects, opened, edition, collector } = given;
  const orderId = given.orderId ?? firstOrderId(happens);
  const said = { ...(edition && { edition }), ...(collector && { collector }), ...expects };
  let payment: Payment | undefined = opened ? openPayment({ orderId, ...said }) : undefined;
  for (const [index, happening] of happens.entries()) {
    const came = happen(payment, happening);
    payment = came.payment;
    expectJudged(verdicts[index] ?? {}, came, `happening ${index + 1}`);
  }
  expectAfter(after, payment, expects);
}

function firstOrderId(happens: readonly Happening[]): string {
  for (const { report, raw } of happens) {
    const order = report ?? (raw === undefined ? undefined : (JSON.parse(raw) as Said));
    if (order?.order_id !== undefined) return String(order.order_id);
  }
  return 'order-1';
}

/** What one happening came to. */
interface Came {
  readonly word: string;
  readonly payment: Payment | undefined;
  readonly verdict?: Verdict;
  /** Why it was refused or set aside. */
  readonly because?: Naming;
}

/** A violation, refusal or reason: the words of its name and of its sentence. */
interface Naming {
  readonly code: string;
  readonly says?: string;
}

function happen(payment: Payment | undefined, happening: Happening): Came {
  if (happening.configure) return { word: 'accepted', payment: configure(known(payment), happening.configure) };
  if (happening.fact) {
    const stepped = step(known(payment), happening.fact);
    if (stepped.ok) return { word: 'accepted', payment: stepped.next };
    return { word: 'refused', payment, because: stepped.refusal };
  }
  const report = readReport(happening);
  if (!report) return { word: 'unreadable', payment };
  const { verdict, payment: next } = observe(payment, report);
  const because = 'refusal' in verdict ? { because: verdict.refusal } : {};
  return { word: verdict.verdict, payment: next ?? payment, verdict, ...because };
}

function known(payment: Payment | undefined): Payment {
  if (!payment) throw new Error('the case tells a fact before anything is known of the order');
  return payment;
}

/** A report, read as it comes over the wire; nothing if it cannot be read. */
function readReport({ report, raw, channel }: Happening): Report | undefined {
  const text = raw ?? JSON.stringify(report);
  const body = channel === 'status_read' ? `{"success":true,"data":${text}}` : text;
  try {
    return readText(body);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The wire's own reader of text, which keeps every digit of an id; parsed JSON where it has none. */
function readText(body: string): Report {
  const reader: unknown = 'readOrderText' in wire ? wire.readOrderText : undefined;
  return isTextReader(reader) ? reader(body) : wire.readOrder(JSON.parse(body));
}

function isTextReader(found: unknown): found is (text: string) => Report {
  return typeof found === 'function';
}

const list = <T>(value: OneOf<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** Which of the wanted names are among those that are said: each has all words of one of its alternatives. */
function isNamed(wanted: OneOf<string>, said: readonly Naming[]): boolean {
  return said.some(({ code, says = '' }) => {
    const words = new Set(wordsOf(`${code} ${says}`));
    return list(wanted).some((alternative) => wordsOf(alternative).every((word) => words.has(word)));
  });
}

function isWithdrawn(violation: object): boolean {
  return 'withdrawn' in violation && Boolean(violation.withdrawn);
}

function expectJudged(wanted: OneOf<string> | Judgement, came: Came, place: string): void {
  const { verdict, violations = [], not_violations: unwanted = [], alarm } = judgementOf(wanted);
  if (verdict !== undefined) expect(list(verdict), `${place}: ${JSON.stringify(came.because)}`).toContain(came.word);
  const fresh = came.verdict?.verdict === 'applied' ? came.verdict.violations : [];
  const broken = [...fresh, ...(came.payment?.violations ?? [])].filter((one) => !isWithdrawn(one));
  const said: Naming[] = came.because ? [...broken, came.because] : broken;
  for (const one of violations) expect(isNamed(one, said), `${place}: ${names(said)} names ${one}`).toBe(true);
  for (const one of unwanted) expect(isNamed(one, broken), `${place}: ${names(broken)} names ${one}`).toBe(false);
  const raised = came.verdict && 'alarms' in came.verdict ? came.verdict.alarms : [];
  const alarms = [...raised, ...(came.payment?.alarms ?? [])];
  if (alarm !== undefined) expect(alarms.length > 0, `${place}: an alarm`).toBe(alarm);
}

function judgementOf(wanted: OneOf<string> | Judgement): Judgement {
  return typeof wanted === 'string' || Array.isArray(wanted)
    ? { verdict: wanted as OneOf<string> }
    : (wanted as Judgement);
}

const names = (said: readonly Naming[]): string => JSON.stringify(said.map(({ code }) => code));

/** Shipping as the caller asks it, with what the order is for. */
const shipping: (payment: Payment, expected?: Expected) => Answer = safeToShip;

function expectAfter(after: After, payment: Payment | undefined, expects: Expected | undefined): void {
  const standing = payment && position(payment);
  for (const sum of sums) {
    const nothing = sum === 'doubleLoss' ? false : 0;
    const wanted = after[sum];
    if (wanted !== undefined) expect(list(wanted), sum).toContain(standing ? standing[sum] : nothing);
  }
  if (after.ship !== undefined) expectShipping(shippingOf(after.ship), payment && shipping(payment, expects));
  if (after.mayCancel !== undefined)
    expect(list(after.mayCancel), 'may cancel').toContain(payment ? mayCancel(payment).answer : 'no');
  for (const asked of after.mayRefund === undefined ? [] : list(after.mayRefund)) expectRefund(asked, payment, expects);
  if (after.fundsAt) expectFunds(after.fundsAt, payment ? fundsAt(payment) : []);
  expectShown(after, payment);
  if (after.prints !== undefined) {
    const currency = payment?.attempts.findLast((one) => one.currency !== undefined)?.currency;
    expect(list(after.prints)).toContain(moneyText(standing?.collected ?? 0, currency));
  }
  const stored = payment ? JSON.stringify(save(payment)) : '';
  for (const id of after.knowsIds ?? []) expect(stored).toContain(id);
}

function shippingOf(wanted: OneOf<string> | Shipping): Shipping {
  return typeof wanted === 'object' && 'answer' in wanted ? wanted : { answer: wanted as OneOf<string> };
}

function expectShipping(wanted: Shipping, answer: Answer | undefined): void {
  const because = answer?.because ?? [];
  expect(list(wanted.answer), `ship: ${names(because)}`).toContain(answer?.answer ?? 'unknown');
  for (const one of wanted.because ?? [])
    expect(isNamed(one, because), `ship: ${names(because)} names ${one}`).toBe(true);
  for (const one of wanted.notBecause ?? [])
    expect(isNamed(one, because), `ship: ${names(because)} names ${one}`).toBe(false);
}

function expectRefund(asked: AskedRefund, payment: Payment | undefined, expects: Expected | undefined): void {
  const { amount, transactionId, at = '2026-03-20T09:00:00Z' } = asked;
  const shown = payment?.attempts.findLast((one) => one.currency !== undefined)?.currency;
  const currency = asked.currency ?? expects?.currency ?? shown ?? 'EUR';
  const wish = { amount, currency, at, ...(transactionId !== undefined && { transactionId }) };
  const answer = payment ? mayRefund(payment, wish).answer : 'no';
  expect(list(asked.answer), `may refund ${amount}`).toContain(answer);
}

function expectFunds(wanted: NonNullable<After['fundsAt']>, places: readonly string[]): void {
  expect(places).toEqual(expect.arrayContaining([...(wanted.includes ?? [])]));
  for (const place of wanted.excludes ?? []) expect(places).not.toContain(place);
  if (wanted.notOnly) expect(new Set(places)).not.toEqual(new Set(wanted.notOnly));
}

/** One word for all spellings of it. */
const oneWord: Readonly<Record<string, string>> = {
  chargedback: 'chargeback',
  void: 'cancelled',
  canceled: 'cancelled',
};
const spelt = (words: readonly (string | null | undefined)[]): string[] =>
  words.map((word) => oneWord[word ?? ''] ?? word ?? '');

function expectShown({ shows, mustNotShow = [] }: After, payment: Payment | undefined): void {
  const shown = payment ? statusOf(payment).map(({ order, transaction }) => spelt([order, transaction])) : [];
  if (shows) expect(shown).toEqual([spelt(shows)]);
  for (const pair of mustNotShow) expect(shown).not.toContainEqual(spelt(pair));
}
