/**
 * What is left out of texts that are stored, because it stands beside them, and how it is put back. Hashes are over the whole: what
 * is put back is exactly what was left out.
 */
import { type Payment, save } from '../lifecycle/index.ts';
import { paymentFormat } from '../lifecycle/payment.ts';
import { isSame } from './canonical.ts';
import type { Entry } from './entry.ts';

/** A digest in hexadecimal, as a column has it: in 43 letters of base64url. Any other text stays as it is. */
export const packed = (digest: string): string =>
  digest.length === 64 && isLowerHex.test(digest) && bytes.write(digest, 'hex') === bytes.length
    ? bytes.toString('base64url')
    : digest;

/** The bytes of a digest: one place for all, since none is asked for twice at a time. */
const bytes = Buffer.alloc(32);
const isLowerHex = /^[0-9a-f]*$/;

/** A digest of a column, in hexadecimal: release 0.1.0 wrote it so. */
export const unpacked = (digest: string): string =>
  digest.length === 43 ? Buffer.from(digest, 'base64url').toString('hex') : digest;

/** What a payment names of its law. */
type Named = Pick<Payment, 'laws' | 'limits' | 'wording'>;

/** How the text of a payment begins and, if nothing is in its lists, ends; the lists are in one of two orders. */
const heads = new WeakMap<Named, string>();
function headOf(law: Named): string {
  const { laws, limits, wording } = law;
  const head =
    heads.get(law) ?? `{"format":${paymentFormat},${JSON.stringify({ laws, limits, wording }).slice(1, -1)},`;
  heads.set(law, head);
  return head;
}
const tails = [
  ['refunds', 'captures', 'alarms', 'violations', 'parts', 'outside', 'setAside'],
  ['refunds', 'captures', 'parts', 'outside', 'setAside', 'alarms', 'violations'],
].map((lists) => `${lists.map((list) => `,"${list}":[]`).join('')}}`);

const slimHead = `{"format":${paymentFormat},`;
const slimTail = (at: number): string => `,"":${at}}`;

/**
 * A payment's text without the names of its law, and without its lists if all are empty; `undefined` if it is of another law.
 *
 * @param text its text, if that is known.
 */
export function slimState(payment: Payment, law: Named, text?: string): string | undefined {
  const rest = text === undefined && isNamedSo(payment, law) ? restOf(payment) : restIn(text ?? save(payment), law);
  if (rest === undefined) return undefined;
  const at = tails.findIndex((tail) => rest.endsWith(tail));
  return slimHead + (at < 0 ? rest : rest.slice(0, -(tails[at] as string).length) + slimTail(at));
}

/** What follows in the text of a payment after the names of its law; `undefined` if it names another. */
function restIn(text: string, law: Named): string | undefined {
  const head = headOf(law);
  return text.slice(0, head.length) === head ? text.slice(head.length) : undefined;
}

/** What a payment's text says first. */
const first = ['format', 'laws', 'limits', 'wording'] as const satisfies readonly (keyof Payment)[];

/** Whether a payment names a law, and first: then that need not be written to be taken away again. In whatever order it names the charts. */
function isNamedSo(payment: Payment, law: Named): boolean {
  const { format, laws, limits, wording } = payment;
  if (format !== paymentFormat || limits !== law.limits || wording !== law.wording) return false;
  if (laws !== law.laws && !isSame(laws, law.laws)) return false;
  let place = 0;
  for (const key in payment) {
    if (place === first.length) return true;
    if (key !== first[place++]) return false;
  }
  return false;
}

/** What follows in the text of a payment after the names of its law, which come first in it. */
function restOf(payment: Payment): string {
  let rest = '';
  let place = 0;
  for (const key in payment) {
    const held = payment[key as keyof Payment];
    if (place++ < first.length || held === undefined) continue;
    const isNothing = Array.isArray(held) && held.length === 0;
    rest += `${rest && ','}"${key}":${isNothing ? '[]' : JSON.stringify(held)}`;
  }
  return `${rest}}`;
}

/** The whole text of a payment, of what `slimState` left. */
export function wholeState(slim: string, law: Named): string {
  const at = tails.findIndex((_, at) => slim.endsWith(slimTail(at)));
  const rest = at < 0 ? slim.slice(slimHead.length) : slim.slice(slimHead.length, -slimTail(at).length) + tails[at];
  return headOf(law) + rest;
}

type Answered = Pick<Entry, 'orderId' | 'verdict'> & { readonly transactionId: string | null | undefined };

/** What stands beside the answer to a report: in other columns, or as nothing. */
const besideOf = ({ orderId, verdict, transactionId }: Answered): Readonly<Record<string, unknown>> =>
  typeof transactionId === 'string'
    ? { orderId, transactionId, verdict, violations: none, settled: none, withdrawn: none }
    : { orderId, verdict, violations: none, settled: none, withdrawn: none };

const none: readonly never[] = [];

/** An answer without what stands beside it; what is not in it, and would be put back, is null there. */
export function slimAnswer(answer: Entry['answer'], answered: Answered): object {
  if (!('verdict' in answer)) return answer;
  const [whole, beside] = [answer as unknown as Readonly<Record<string, unknown>>, besideOf(answered)];
  const slim: Record<string, unknown> = {};
  for (const key in whole) {
    const own = whole[key];
    if (!(key in beside)) slim[key] = own;
    else if (own === undefined) slim[key] = null;
    else if (own === null) return { whole: answer };
    else if (own !== beside[key] && !(beside[key] === none && Array.isArray(own) && own.length === 0)) slim[key] = own;
  }
  for (const key in beside) if (!(key in whole)) slim[key] = null;
  return slim;
}

/** The whole answer, of what `slimAnswer` left. */
export function wholeAnswer(slim: object, answered: Answered): Entry['answer'] {
  if ('ok' in slim) return slim as Entry['answer'];
  if ('whole' in slim) return slim.whole as Entry['answer'];
  const whole: Record<string, unknown> = { ...slim };
  for (const [key, beside] of Object.entries(besideOf(answered)))
    if (whole[key] === null) delete whole[key];
    else if (!(key in whole)) whole[key] = beside;
  return whole as unknown as Entry['answer'];
}
