/**
 * The evidence of one payment: its log, what each entry came to, the rules that were applied with their sources, what is open,
 * and whether the log holds: link by link, and judged again.
 */
import {
  brandNames,
  type CardProfile,
  type Collector,
  cardRule,
  collectorNames,
  collectorRows,
  type Grounds,
  type Pair,
  type RefusalCode,
  refusals,
  type Source,
  sources,
  standingRules,
} from '../../machines/index.ts';
import {
  type Alarm,
  emptyPayment,
  InputError,
  type Payment,
  type PaymentView,
  possibleOfAttempt,
  possibleOfRefund,
  save,
  type Violation,
  viewOf,
} from '../lifecycle/index.ts';
import { maskCardData } from '../multisafepay/index.ts';
import { lawHashes } from '../relation/index.ts';
import { canonical, type Sha256 } from '../store/canonical.ts';
import type { KeptDocument } from '../store/documents.ts';
import { brokenLink, type Came, comeAgain, documentOf, type Entry } from '../store/entry.ts';
import type { Kept } from '../store/kept.ts';
import { lawNames } from '../store/law-names.ts';
import { saysText } from '../words/index.ts';

/** The version of the form of evidence. */
export const evidenceVersion = 2;

/** Where evidence is from: a database, lines that were exported from one, or bare notifications, which have no log. */
export type EvidenceOrigin = 'database' | 'export' | 'notifications';

/** An entry in words, as whoever tells the history puts it. */
export interface ToldEntry {
  readonly n: number;
  readonly says: string;
  readonly shows: readonly Pair[];
  readonly reported?: { readonly order: string; readonly transaction?: string };
  readonly reportedAt?: string;
  readonly transactionId?: string;
  readonly fact?: string;
  readonly actor?: string;
}

/** What evidence is made of. */
export interface EvidenceInputs {
  /** The account that the order is of, if it has a name. */
  readonly account?: string;
  readonly orderId: string;
  readonly origin: EvidenceOrigin;
  /** The log, the first entry first. */
  readonly entries: readonly Entry[];
  /** The same entries in words. */
  readonly told: readonly ToldEntry[];
  /** The payment as it is stored; nothing while nothing is believed of the order, or where it could not be read. */
  readonly stored: Payment | undefined;
  /** The documents that could not be read, as far as they are there; what is left of those that were erased. */
  readonly documents?: readonly KeptDocument[];
  /** The last entry that the payment's own row names. */
  readonly head?: { readonly n: number; readonly hash: string | null };
  /** What is kept beside the log; missing where this is taken from something that has the log alone. */
  readonly kept?: Kept;
  /** The version of Paychart that makes it, if that is known. */
  readonly toolVersion?: string;
  readonly sha256: Sha256;
}

/** Whether something holds; if not, what is wrong. */
export interface Held {
  readonly holds: boolean;
  readonly says: string;
}

/** A rule that was applied, and what stands behind it. */
export interface AppliedRule extends Grounds {
  readonly rule: string;
  readonly says: string;
  /** The source by its full name. */
  readonly sourceText: string;
  /** The entries that it was applied to; none if it is about the payment as a whole. */
  readonly entries: readonly number[];
}

/** An entry with what it came to. */
export interface EvidencedEntry extends ToldEntry, Pick<Entry, 'kind' | 'verdict' | 'code' | 'violations' | 'law'> {
  /** When it was received; null where nobody noted it. */
  readonly receivedAt: string | null;
  readonly digest: string;
  readonly previousHash: string | null;
  readonly hash: string | null;
}

/** A document that could not be read, as evidence: the log has its digest. */
export interface EvidencedDocument extends Held {
  /** The entries that came with it. */
  readonly entries: readonly number[];
  readonly digest: string;
  /** The JSON; null if it is not there. */
  readonly json: unknown;
}

/** The evidence of one payment: plain JSON. */
export interface Evidence {
  readonly format: 'paychart-evidence';
  readonly version: typeof evidenceVersion;
  /** The account that the order is of, if it has a name. */
  readonly account?: string;
  /** What made it. */
  readonly tool: { readonly name: 'paychart'; readonly version: string };
  readonly orderId: string;
  readonly origin: EvidenceOrigin;
  /** The hash of each chart of the law that this was printed under. */
  readonly laws: typeof lawHashes;
  /** Whether every link of the log holds. */
  readonly chain: Held & { readonly entries: number; readonly head: string | null };
  /** Whether each entry, judged again under the law of today, comes to what it came to then, and all of them to what is stored. */
  readonly judgedAgain: Held;
  readonly payment: PaymentView;
  readonly violations: readonly Violation[];
  readonly alarms: readonly Alarm[];
  /** What a person corrected: who, why, on what evidence. */
  readonly corrections: readonly { readonly n: number; readonly receivedAt: string; readonly body: object }[];
  readonly history: readonly EvidencedEntry[];
  readonly rules: readonly AppliedRule[];
  /** What became of each document that could not be read: kept, erased, or not to be had where this was taken from. */
  readonly documents: readonly EvidencedDocument[];
  /** What is kept beside the log; null where this was taken from something that has the log alone. */
  readonly kept: Kept | null;
  /** The log as it stands, so that others can verify it. */
  readonly log: readonly Entry[];
  /** Where something that looks like card data was masked in this evidence; its digest can then not be computed from it. */
  readonly masked: readonly string[];
}

/** Puts the evidence of a payment together. */
export async function evidenceOf(inputs: EvidenceInputs): Promise<Evidence> {
  const { account, orderId, origin, entries, told: inWords, head, sha256 } = inputs;
  const again = await judgedAgain(inputs);
  const payment = inputs.stored ?? again.payment ?? emptyPayment(orderId);
  const isLogged = origin !== 'notifications';
  const whole: Omit<Evidence, 'masked'> = {
    format: 'paychart-evidence',
    version: evidenceVersion,
    ...(account !== undefined && { account }),
    tool: { name: 'paychart', version: inputs.toolVersion ?? 'not known' },
    orderId,
    origin,
    laws: lawHashes,
    chain: isLogged
      ? { ...(await chainOf(entries, head, sha256)), entries: entries.length, head: entries.at(-1)?.hash ?? null }
      : {
          holds: false,
          says: 'there is no log: this was judged now, from bare notifications',
          entries: entries.length,
          head: null,
        },
    judgedAgain: isLogged ? again.held : { holds: true, says: 'it was judged only now' },
    payment: viewOf(payment),
    violations: payment.violations,
    alarms: payment.alarms,
    corrections: entries.flatMap(({ n, kind, receivedAt, body }) =>
      kind === 'correction' ? [{ n, receivedAt, body }] : [],
    ),
    history: entries.map((entry, index) => historyOf(entry, inWords[index], isLogged)),
    rules: rulesOf(payment, entries),
    documents: await documentsIn(inputs),
    kept: inputs.kept ?? null,
    log: isLogged ? entries : [],
  };
  const { value, masked } = maskCardData(whole);
  return { ...(value as typeof whole), masked };
}

/** The documents that the log names, each with what became of it. */
async function documentsIn({ entries, documents = [], sha256 }: EvidenceInputs): Promise<readonly EvidencedDocument[]> {
  const named = new Map<string, number[]>();
  for (const entry of entries) {
    const digest = documentOf(entry);
    if (digest !== undefined) named.set(digest, [...(named.get(digest) ?? []), entry.n]);
  }
  return Promise.all(
    [...named].map(async ([digest, at]) => {
      const kept = documents.find((one) => one.digest === digest);
      return { entries: at, digest, ...(await becameOf(kept, sha256)) };
    }),
  );
}

async function becameOf(kept: KeptDocument | undefined, sha256: Sha256): Promise<Held & { readonly json: unknown }> {
  if (kept === undefined) return { holds: true, says: 'it is not kept where this was taken from', json: null };
  if (kept.erasedAt !== null) return { holds: true, says: `it was erased on ${kept.erasedAt}`, json: null };
  const holds = (await sha256(canonical(kept.json))) === kept.digest;
  const says = holds ? 'it is what the log has the digest of' : 'it is another than the log has the digest of';
  return { holds, says, json: kept.json };
}

async function chainOf(entries: readonly Entry[], head: EvidenceInputs['head'], sha256: Sha256): Promise<Held> {
  const broken = await brokenLink(entries, sha256);
  if (broken !== undefined) return { holds: false, says: `the log is broken: ${broken}` };
  const last = entries.at(-1);
  if (head && (head.n !== (last?.n ?? 0) || head.hash !== (last?.hash ?? null)))
    return {
      holds: false,
      says: `the log is broken: it ends with entry ${last?.n ?? 0}, and the payment names entry ${head.n}`,
    };
  return { holds: true, says: 'every link holds' };
}

/**
 * The entries, judged once more under the law of today. What was judged under an older law cannot be: judging begins with the entry
 * that carried the payment over.
 */
async function judgedAgain({ entries, stored, sha256 }: EvidenceInputs): Promise<{
  readonly held: Held;
  readonly payment: Payment | undefined;
}> {
  const { whole: today } = await lawNames(sha256);
  const begins = Math.max(
    0,
    entries.findLastIndex(({ kind }) => kind === 'migrated'),
  );
  let payment: Payment | undefined;
  for (let at = begins; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    if (entry.law !== today)
      return differs(
        `entry ${entry.n} was judged under another law (${entry.law.slice(0, 12)}), and cannot be judged here`,
      );
    let came: Came;
    try {
      came = comeAgain(entries, at, payment);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return differs(`entry ${entry.n} cannot be judged: ${error.message}`);
    }
    if (came.verdict !== entry.verdict || (came.code ?? null) !== entry.code)
      return differs(`entry ${entry.n} comes to ${came.verdict} now, and came to ${entry.verdict}`);
    payment = came.payment;
  }
  if (stored && payment && canonical(JSON.parse(save(stored))) !== canonical(JSON.parse(save(payment))))
    return differs('the payment as stored does not follow from its log');
  const older =
    begins === 0 ? '' : `; the ${begins} before the payment was carried over were judged under an older law`;
  const says = `each entry comes to what it came to, and all of them to what is stored${older}`;
  return { held: { holds: true, says }, payment };

  function differs(says: string) {
    return { held: { holds: false, says }, payment };
  }
}

function historyOf(entry: Entry, told: ToldEntry | undefined, isLogged: boolean): EvidencedEntry {
  const { n, kind, receivedAt, verdict, code, violations, law, digest, previousHash, hash } = entry;
  return {
    ...(told ?? { n, says: '', shows: [] }),
    n,
    kind,
    receivedAt: isLogged ? receivedAt : null,
    verdict,
    code,
    violations,
    law,
    digest,
    previousHash: isLogged ? previousHash : null,
    hash: isLogged ? hash : null,
  };
}

/** Every rule that was applied: what was refused or violated, what the states stand on, who may be paid how. */
function rulesOf(payment: Payment, entries: readonly Entry[]): readonly AppliedRule[] {
  const rule = (
    name: string,
    says: string,
    { ids, basis, source }: Grounds,
    values: readonly number[] = [],
  ): AppliedRule => ({
    rule: name,
    says,
    ids,
    basis,
    source,
    sourceText: sources[source as Source],
    entries: values,
  });
  const codes = new Map<string, number[]>();
  for (const { n, code, violations } of entries)
    for (const one of [...(code === null ? [] : [code]), ...violations]) codes.set(one, [...(codes.get(one) ?? []), n]);
  const broken = [...codes].flatMap(([code, at]) => {
    if (!Object.hasOwn(refusals, code)) return [];
    const known = code as RefusalCode;
    const says = payment.edition === undefined ? saysText(known) : standingRules.saysOf(known, payment.edition);
    return [rule(code, says, refusals[known], at)];
  });
  const cells = [
    ...payment.attempts.flatMap((attempt) => possibleOfAttempt(payment, attempt).cells),
    ...payment.refunds.flatMap((refund) => possibleOfRefund(refund).cells),
  ];
  const states = new Map(
    cells.map(({ chart, state, meta }) => [
      `state ${chart} ${state}`,
      rule(`state ${chart} ${state}`, meta.means, meta),
    ]),
  );
  return [
    ...broken,
    ...states.values(),
    ...paymentRules(payment).map(([name, says, grounds]) => rule(name, says, grounds)),
  ];
}

/** The rows on who collects, and on how each attempt was paid, as far as that is certain: a row that may have been applied is left out. */
function paymentRules(payment: Payment): readonly (readonly [name: string, says: string, grounds: Grounds])[] {
  const collectors: readonly Collector[] = payment.collector === undefined ? [] : [payment.collector];
  const applied = payment.attempts.flatMap((attempt) => {
    const ways = new Map(
      possibleOfAttempt(payment, attempt).cells.map(({ profile }) => {
        const { edition, brand, threeD } = profile as Partial<CardProfile>;
        return [`${edition} ${brand} ${threeD}`, { edition, brand, threeD }] as const;
      }),
    );
    const [way] = ways.values();
    if (ways.size !== 1 || !way?.edition || !way.brand || !way.threeD || way.threeD === 'none') return [];
    const { edition, brand, threeD } = way;
    const row = cardRule(edition, brand, threeD);
    const says = `${brandNames[brand]} ${threeD} under ${edition}: ${row.answer.replace('_', ' ')}`;
    return [[`card rule ${edition} ${brand} ${threeD}`, says, row] as const];
  });
  return [
    ...collectors.map((one) => [`collector ${one}`, `${collectorNames[one]} collects`, collectorRows[one]] as const),
    ...new Map(applied.map((one) => [one[0], one])).values(),
  ];
}
