/**
 * The sidecar that served this page, if one did: its payments as they change, what it set aside, and a payment with its
 * timeline. It is asked over its own API; nobody else is.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import * as v from 'valibot';
import type { PaymentView } from '../../../lifecycle/index.ts';
import { type Frame, framesOf } from './event-stream.ts';

/** How the page and the sidecar stand. */
export type Connection =
  /** The page came from a file, or from a server that is no sidecar. */
  | 'absent'
  /** The token is missing or wrong. */
  | 'locked'
  | 'connecting'
  | 'live'
  /** The sidecar does not answer; it is tried again. */
  | 'away';

const pairSchema = v.object({ order: v.string(), transaction: v.string() });

const lineSchema = v.object({
  orderId: v.string(),
  verdict: v.nullable(v.string()),
  shows: v.array(pairSchema),
  brands: v.array(v.string()),
  currency: v.optional(v.string()),
  position: v.optional(v.object({ collected: v.number() })),
  alarms: v.number(),
  violations: v.number(),
  updatedAt: v.string(),
});

/** A payment in a line of the list. Amounts in minor units. */
export type Line = v.InferOutput<typeof lineSchema>;

const entrySchema = v.object({
  n: v.number(),
  kind: v.string(),
  receivedAt: v.string(),
  verdict: v.string(),
  says: v.string(),
  reported: v.optional(v.object({ order: v.string(), transaction: v.optional(v.string()) })),
  reportedAt: v.optional(v.string()),
  fact: v.optional(v.string()),
  actor: v.optional(v.string()),
  shows: v.array(pairSchema),
});

/** An entry of a payment's log. */
export type LogEntry = v.InferOutput<typeof entrySchema>;

const paymentSchema = v.object({
  payment: v.nullable(
    v.looseObject({ orderId: v.string(), attempts: v.array(v.unknown()), refunds: v.array(v.unknown()) }),
  ),
  timeline: v.array(entrySchema),
});

/** A payment with its timeline. */
export interface Opened {
  readonly orderId: string;
  readonly payment: PaymentView | null;
  readonly timeline: readonly LogEntry[];
}

const setAsideSchema = v.object({
  orderId: v.string(),
  n: v.number(),
  verdict: v.string(),
  says: v.string(),
  receivedAt: v.string(),
});

/** A report that was set aside. */
export type SetAside = v.InferOutput<typeof setAsideSchema>;

const listSchema = v.object({
  payments: v.array(lineSchema),
  next: v.optional(v.string()),
  total: v.optional(v.number()),
});
const quarantineSchema = v.object({ setAside: v.array(setAsideSchema), next: v.optional(v.string()) });

const refusedSchema = v.object({
  error: v.optional(v.object({ code: v.string(), says: v.string(), wayOut: v.optional(v.string()) })),
  says: v.optional(v.string()),
});

const refundedSchema = v.object({ outcome: v.picklist(['done', 'unknown']) });

/** What is looked for in the list. */
export interface Sought {
  readonly search: string;
  /** A verdict, or nothing for all. */
  readonly verdict: string;
}

/** How many payments are read at a time. */
const listed = 200;

const tokenKey = 'paychart-sidecar-token';
const firstWait = 500;
const longestWait = 10_000;

/** How the page and the sidecar stand to each other. */
export const connection = signal<Connection>('connecting');
/** The payments, the last change first; nothing before they were read. */
export const lines = signal<readonly Line[] | undefined>(undefined);
/** From where on more of them can be read; nothing if these are all. */
const further = signal<string | undefined>(undefined);
/** Whether there are more payments than are listed. */
export const hasMore = computed(() => further.value !== undefined);
/** How many payments there are of those sought, as far as the sidecar says. */
export const total = signal<number | undefined>(undefined);
/** What was set aside, and whether there is more of it. */
export const setAside = signal<{ readonly reports: readonly SetAside[]; readonly more: boolean }>({
  reports: [],
  more: false,
});
/** What of that is listed: it stands still while the list is held. */
export const asideListed = signal<readonly SetAside[]>([]);
/** What is sought among the payments. */
export const sought = signal<Sought>({ search: '', verdict: '' });
/** The payment that is looked at. */
export const opened = signal<Opened | undefined>(undefined);
/** An order that was asked for, and that the sidecar does not know. */
export const unknownOrder = signal<string | undefined>(undefined);
/** What could not be shown, and why. */
export const trouble = signal<string | undefined>(undefined);
/** How many changes came since the page follows. */
export const changes = signal(0);

/** Whether this page may do more than read at the sidecar: it was started so. */
export const mayAct = signal(false);

const token = signal(kept(tokenKey));
/** The token that the sidecar did not take, last. */
const refusedToken = signal('');

/** Whether a token was given, and is not the sidecar's. */
export const isTokenWrong = computed(() => token.value !== '' && refusedToken.value === token.value);
const wished = signal<string | undefined>(undefined);

/** Whether something is sought, so that the list is not all there is. */
export const isFiltered = computed(() => sought.value.search !== '' || sought.value.verdict !== '');

/** Takes a token, and tries it. */
export function unlock(given: string): void {
  token.value = given.trim();
  keep(tokenKey, token.value);
  restart();
}

/** Keeps a text until the tab is closed; in a browser without storage, it lasts as long as the page. */
function keep(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {}
}

function kept(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Looks at a payment; at none without an id. */
export function open(orderId: string | undefined): void {
  wished.value = orderId;
  unknownOrder.value = undefined;
  if (orderId === undefined || opened.value?.orderId !== orderId) opened.value = undefined;
  if (orderId !== undefined) void readOpened();
}

/** Seeks. */
export function seek(what: Sought): void {
  sought.value = what;
  void readList();
}

let following: AbortController | undefined;

/** Follows the sidecar until the function that is returned is called. */
export function follow(): () => void {
  restart();
  return () => following?.abort();
}

function restart(): void {
  following?.abort();
  following = new AbortController();
  void keepFollowing(following.signal);
}

async function keepFollowing(stop: AbortSignal): Promise<void> {
  if (location.protocol === 'file:' || !(await isSidecar())) {
    connection.value = 'absent';
    return;
  }
  for (let wait = firstWait; !stop.aborted; wait = Math.min(wait * 2, longestWait)) {
    // What is said stays until there is something new to say.
    if (connection.value !== 'away' && connection.value !== 'locked') connection.value = 'connecting';
    try {
      const answer = await fetch('/events', { headers: headers(), signal: stop });
      if (answer.status === 401 || answer.status === 400) {
        connection.value = 'locked';
        if (token.value !== '') refusedToken.value = token.value;
        return;
      }
      if (answer.ok && answer.body) {
        connection.value = 'live';
        wait = firstWait;
        await readAll();
        for await (const frame of framesOf(answer.body)) take(frame);
      }
    } catch {
      // It went away, or we stopped listening.
    }
    if (stop.aborted) return;
    connection.value = 'away';
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Whether the list is to be read once it is not held any more. */
let isListOld = false;

/** Reads all that is shown; the list, once nobody is about to choose a line of it. */
function readAll(): Promise<unknown> {
  isListOld = isHeld;
  return Promise.all([isHeld || readList(), readQuarantine(), readOpened()]);
}

/** Whether what served this page is a sidecar; one that does not answer may be. */
async function isSidecar(): Promise<boolean> {
  try {
    const answer = await fetch('/health');
    return answer.ok && (answer.headers.get('content-type') ?? '').includes('json');
  } catch {
    return true;
  }
}

const headers = (): Record<string, string> => ({ authorization: `Bearer ${token.value}` });

/** Whether a list is looked at by somebody who may be about to choose a line of it: then no line moves. */
let isHeld = false;
/** What changed while the list was held, the last change last. */
const held = new Map<string, Line>();
/** How many payments would come to the top of the list if it were not held. */
export const fresh = signal(0);

/** How long the list stays still after the pointer has left it: a touch leaves before it clicks. In milliseconds. */
const lastsAfter = 300;
let lettingGo: ReturnType<typeof setTimeout> | undefined;

/** What is in the list. */
const holders = new Set<'pointer' | 'keyboard'>();

/** Holds the list still while the pointer or the keyboard is in it, and lets it go on once neither is. */
export function hold(by: 'pointer' | 'keyboard', still: boolean): void {
  if (still) holders.add(by);
  else holders.delete(by);
  clearTimeout(lettingGo);
  if (holders.size > 0) {
    isHeld = true;
    return;
  }
  lettingGo = setTimeout(() => {
    isHeld = false;
    letGo();
  }, lastsAfter);
}

/** Shows what has come while the list was held. */
export function letGo(): void {
  if (isListOld) void readAll();
  const news = [...held.values()].reverse();
  held.clear();
  batch(() => {
    fresh.value = 0;
    if (news.length > 0) toTop(news);
    asideListed.value = setAside.value.reports;
  });
}

/** Puts what changed in its place: what was told late of long ago is below what changed since. */
function toTop(news: readonly Line[]): void {
  const changed = new Set(news.map(({ orderId }) => orderId));
  const known = lines.value ?? [];
  const all = [...news.filter(isSought), ...known.filter(({ orderId }) => !changed.has(orderId))].sort(
    (a, b) => Number(a.updatedAt < b.updatedAt) - Number(a.updatedAt > b.updatedAt),
  );
  const tooMany = all.splice(Math.max(listed, known.length));
  const last = all.at(-1);
  // What no longer has room comes after the last that has.
  if (tooMany.length > 0 && last) further.value = `${last.updatedAt} ${last.orderId}`;
  lines.value = all;
}

/** Whether a line is of those sought: what the list has already was found by the sidecar. */
function isSought(line: Line): boolean {
  const { search, verdict } = sought.value;
  return (
    (verdict === '' || line.verdict === verdict) &&
    (search === '' ||
      lines.value?.some(({ orderId }) => orderId === line.orderId) === true ||
      line.orderId.toLowerCase().includes(search.toLowerCase()))
  );
}

const waiting = new Map<string, Line>();
let isPlanned = false;

function take({ event, data }: Frame): void {
  // What it says first: whether a page may act.
  if (event === 'hello') mayAct.value = (parsed(data) as { readonly acts?: unknown } | undefined)?.acts === true;
  if (event !== 'payment') return;
  const line = v.safeParse(lineSchema, parsed(data));
  if (!line.success) return;
  waiting.set(line.output.orderId, line.output);
  if (isPlanned) return;
  isPlanned = true;
  // However many come at once, the page is drawn once a frame.
  requestAnimationFrame(() => {
    isPlanned = false;
    show();
  });
}

function show(): void {
  const news = [...waiting.values()].reverse();
  waiting.clear();
  changes.value += news.length;
  const changed = new Map(news.map((line) => [line.orderId, line]));
  if (meanwhile !== undefined) meanwhile = [...news, ...meanwhile.filter(({ orderId }) => !changed.has(orderId))];
  bring(news);
  if (wished.value !== undefined && changed.has(wished.value)) void readOpened();
  if (news.some(({ verdict: came }) => came === 'illegal' || came === 'unknown' || came === 'admitted'))
    planQuarantine();
}

/** Shows what changed, the last change first: at the top, or, while the list is held, where it stands. */
function bring(news: readonly Line[]): void {
  if (!isHeld) {
    toTop(news);
    return;
  }
  const changed = new Map(news.map((line) => [line.orderId, line]));
  lines.value = lines.value?.map((line) => changed.get(line.orderId) ?? line);
  for (const line of news.toReversed()) {
    held.delete(line.orderId);
    if (isSought(line)) held.set(line.orderId, line);
  }
  fresh.value = held.size;
}

let isQuarantinePlanned = false;

/** What is set aside is read again, but not for each of many. */
function planQuarantine(): void {
  if (isQuarantinePlanned) return;
  isQuarantinePlanned = true;
  setTimeout(() => {
    isQuarantinePlanned = false;
    void readQuarantine();
  }, 500);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

let again: ReturnType<typeof setTimeout> | undefined;

/** Asks the API: `null` if it has no such thing; nothing, if it does not answer or answers what this page does not know. */
async function ask<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined | null> {
  try {
    const answer = await fetch(path, { headers: headers() });
    if (answer.status === 404) return null;
    if (!answer.ok) {
      trouble.value = undefined;
      if (answer.status === 401) return undefined;
      trouble.value = `The sidecar answered ${answer.status}. It is tried again.`;
      clearTimeout(again);
      again = setTimeout(readAll, longestWait / 4);
      return undefined;
    }
    const read = v.safeParse(schema, await answer.json());
    trouble.value = read.success ? undefined : 'The sidecar is of another version than this page: reload the page.';
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the sidecar to do something. Nothing if it does not answer. */
async function post(path: string, body?: object): Promise<Answer | undefined> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: parsed(await answer.text()) };
  } catch {
    return undefined;
  }
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** Why something was not done, by what kind of refusal and in words. */
function refusedBy({ status, body }: Answer): { readonly code?: string; readonly says: string } {
  const read = v.safeParse(refusedSchema, body);
  const { error, says } = read.success ? read.output : {};
  if (!error) return { says: says ?? `The sidecar answered ${status}.` };
  return { code: error.code, says: `${error.says} ${error.wayOut ?? ''}`.trim() };
}

/** Asks the sidecar to do something. @returns why it did not, in words; nothing if it did. */
async function act(path: string, body?: object): Promise<string | undefined> {
  const answer = await post(path, body);
  if (answer === undefined)
    return 'The sidecar does not answer: it is not known whether that was done. Look at the timeline.';
  if (!isGood(answer)) return refusedBy(answer).says;
  await Promise.all([readQuarantine(), readOpened()]);
  return undefined;
}

/** Has an order read at MultiSafepay now. @returns why that did not come about; nothing if it did. */
export const readNow = (orderId: string): Promise<string | undefined> =>
  act(`/payments/${encodeURIComponent(orderId)}/read`);

/** A correction by a person. @returns why it was not taken; nothing if it was. */
export const correct = (orderId: string, correction: object): Promise<string | undefined> =>
  act(`/payments/${encodeURIComponent(orderId)}/corrections`, correction);

const refundSchema = v.object({
  /** What makes it one refund, however often it is asked for. */
  refundId: v.string(),
  /** In minor units. */
  amount: v.number(),
  currency: v.string(),
  /** Which of several payments of the order. */
  transactionId: v.optional(v.string()),
  /** The same amount again within minutes is meant. */
  intentional: v.optional(v.literal(true)),
  actor: v.string(),
  reason: v.string(),
});

/** A refund as a person asks for it. */
export type RefundAsked = v.InferOutput<typeof refundSchema>;

const refundsKey = 'paychart-refunds-asked';
const refundsSchema = v.array(v.object({ orderId: v.string(), asked: refundSchema }));

/** The refunds that were asked for from this tab and of which it has not heard yet what became, by their order: a reload keeps them. */
const unheard = new Map(keptRefunds().map(({ orderId, asked }) => [orderId, asked]));

function keptRefunds(): v.InferOutput<typeof refundsSchema> {
  const read = v.safeParse(refundsSchema, parsed(kept(refundsKey)));
  return read.success ? read.output : [];
}

const keepRefunds = (): void =>
  keep(refundsKey, JSON.stringify([...unheard].map(([orderId, asked]) => ({ orderId, asked }))));

/** The refund of an order that was asked for, and of which nothing was heard. */
export const unheardRefund = (orderId: string): RefundAsked | undefined => unheard.get(orderId);

/** Leaves a refund as it is, whatever has become of it. */
export function leaveRefund(orderId: string): void {
  unheard.delete(orderId);
  keepRefunds();
}

/** What asking for a refund came to. */
export interface RefundCame {
  /**
   * `done`: MultiSafepay took it on. `unknown`: it may have; nothing is sent again. `refused`: it was not made. `again`: what became of it
   * is not known here, and the same may be asked again.
   */
  readonly standing: 'done' | 'unknown' | 'refused' | 'again';
  readonly says: string;
  /** Of what is refused: by which rule, or why else. */
  readonly code?: string;
}

/** Whether an answer says of the refund itself that it was not made; others say nothing of what became of an earlier call. */
function isRefusal(status: number, code: string | undefined): boolean {
  if (status === 409) return code !== 'in_flight' && code !== 'read_first';
  if (status === 403) return code === 'page_may_not_act' || code === 'other_origin';
  return status === 502 ? code === 'multisafepay' : status === 400 || status === 404;
}

/** Asks for a refund. The same refund again is the same: it is made once, and the first answer is told. */
export async function refund(orderId: string, asked: RefundAsked): Promise<RefundCame> {
  unheard.set(orderId, asked);
  keepRefunds();
  const came = await askRefund(orderId, asked);
  if (came.standing !== 'again') leaveRefund(orderId);
  return came;
}

async function askRefund(orderId: string, asked: RefundAsked): Promise<RefundCame> {
  const answer = await post(`/payments/${encodeURIComponent(orderId)}/refunds`, asked);
  if (answer === undefined)
    return { standing: 'again', says: 'The sidecar does not answer: it is not known whether the refund was made.' };
  if (!isGood(answer)) {
    const why = refusedBy(answer);
    return { standing: isRefusal(answer.status, why.code) ? 'refused' : 'again', ...why };
  }
  const came = v.safeParse(refundedSchema, answer.body);
  await readOpened();
  if (!came.success) return { standing: 'again', says: 'The sidecar is of another version than this page.' };
  return came.output.outcome === 'done'
    ? { standing: 'done', says: 'MultiSafepay has taken the refund on.' }
    : {
        standing: 'unknown',
        says: 'It is not known whether the refund was made. MultiSafepay is asked until it says; nothing is sent again.',
      };
}

let asked = 0;
/** What changed while the list is read, the last change first: the answer may be of before. */
let meanwhile: readonly Line[] | undefined;

async function readList(): Promise<void> {
  const mine = ++asked;
  meanwhile = [];
  const list = await ask(`/payments?${queryOf()}`, listSchema);
  if (mine !== asked) return;
  const news = meanwhile;
  meanwhile = undefined;
  if (!list) return;
  held.clear();
  const readAt = new Map(list.payments.map(({ orderId, updatedAt }) => [orderId, updatedAt]));
  batch(() => {
    fresh.value = 0;
    lines.value = list.payments;
    further.value = list.next;
    total.value = list.total;
    bring(news.filter(({ orderId, updatedAt }) => updatedAt > (readAt.get(orderId) ?? '')));
  });
}

/** Reads the payments that come after those listed. */
export async function readMore(): Promise<void> {
  const mine = asked;
  const after = further.value;
  if (after === undefined) return;
  const list = await ask(`/payments?${queryOf(after)}`, listSchema);
  if (!list || mine !== asked) return;
  const known = new Set(lines.value?.map(({ orderId }) => orderId));
  batch(() => {
    lines.value = [...(lines.value ?? []), ...list.payments.filter(({ orderId }) => !known.has(orderId))];
    further.value = list.next;
  });
}

function queryOf(after?: string): URLSearchParams {
  const { search, verdict } = sought.value;
  return new URLSearchParams({
    by: 'updated',
    limit: String(listed),
    ...(search !== '' && { search }),
    ...(verdict !== '' && { verdict }),
    ...(after !== undefined && { after }),
  });
}

/** A reading that is done once at a time, and once more if it is asked for meanwhile: no answer is shown after a later one. */
function oneAtATime(read: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | undefined;
  let isAsked = false;
  const readOn = async (): Promise<void> => {
    try {
      for (; isAsked; await read()) isAsked = false;
    } finally {
      reading = undefined;
    }
  };
  return () => {
    isAsked = true;
    reading ??= readOn();
    return reading;
  };
}

let asideWished = listed;

/** Reads what was set aside, as far as it is looked at. */
const readQuarantine = oneAtATime(async () => {
  const reports: SetAside[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(listed), ...(next !== undefined && { after: next }) });
    const list = await ask(`/quarantine?${query}`, quarantineSchema);
    if (!list) return;
    reports.push(...list.setAside);
    next = list.next;
  } while (next !== undefined && reports.length < asideWished);
  batch(() => {
    setAside.value = { reports, more: next !== undefined };
    if (!isHeld) asideListed.value = reports;
  });
});

/** Reads more of what was set aside: it comes after what is listed. */
export async function readMoreAside(): Promise<void> {
  asideWished = setAside.value.reports.length + listed;
  await readQuarantine();
  asideListed.value = [...asideListed.value, ...newAside(setAside.value.reports, asideListed.value)];
}

/** What was set aside and is not listed yet. */
export function newAside(reports: readonly SetAside[], among: readonly SetAside[]): readonly SetAside[] {
  const known = new Set(among.map(({ orderId, n }) => `${n} ${orderId}`));
  return reports.filter(({ orderId, n }) => !known.has(`${n} ${orderId}`));
}

/** Reads the payment that is looked at. */
const readOpened = oneAtATime(async () => {
  const orderId = wished.value;
  if (orderId === undefined) return;
  const read = await ask(`/payments/${encodeURIComponent(orderId)}`, paymentSchema);
  // Another one is looked at by now, and was asked for.
  if (wished.value !== orderId) return;
  if (read === null) unknownOrder.value = orderId;
  else if (read) opened.value = { orderId, payment: read.payment as PaymentView | null, timeline: read.timeline };
});

effect(() => {
  if (connection.value === 'locked') lines.value = undefined;
});
