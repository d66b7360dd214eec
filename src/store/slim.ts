/**
 * What is left out of texts that are stored, because it stands beside them, and how it is put back. Hashes are over the whole: what
 * is put back is exactly what was left out.
 */
import type { Payment } from '../lifecycle/index.ts';
import { paymentFormat } from '../lifecycle/payment.ts';
import type { Entry } from './entry.ts';

/** A digest in hexadecimal, as a column has it: in 43 letters of base64url. Any other text stays as it is. */
export const packed = (digest: string): string =>
  /^[0-9a-f]{64}$/.test(digest) ? Buffer.from(digest, 'hex').toString('base64url') : digest;

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

/** A payment's text without the names of its law, and without its lists if all are empty; `undefined` if it is of another law. */
export function slimState(text: string, law: Named): string | undefined {
  const head = headOf(law);
  if (!text.startsWith(head)) return undefined;
  const at = tails.findIndex((tail) => text.endsWith(tail));
  const rest = at < 0 ? text.slice(head.length) : text.slice(head.length, -(tails[at] as string).length) + slimTail(at);
  return slimHead + rest;
}

/** The whole text of a payment, of what `slimState` left. */
export function wholeState(slim: string, law: Named): string {
  const at = tails.findIndex((_, at) => slim.endsWith(slimTail(at)));
  const rest = at < 0 ? slim.slice(slimHead.length) : slim.slice(slimHead.length, -slimTail(at).length) + tails[at];
  return headOf(law) + rest;
}

type Answered = Pick<Entry, 'orderId' | 'verdict'> & { readonly transactionId: string | null | undefined };

/** What stands beside the answer to a report: in other columns, or as nothing. */
const besideOf = ({ orderId, verdict, transactionId }: Answered): Readonly<Record<string, unknown>> => ({
  orderId,
  ...(typeof transactionId === 'string' && { transactionId }),
  verdict,
  violations: [],
  settled: [],
  withdrawn: [],
});

/** An answer without what stands beside it; what is not in it, and would be put back, is null there. */
export function slimAnswer(answer: Entry['answer'], answered: Answered): object {
  if (!('verdict' in answer)) return answer;
  const slim: Record<string, unknown> = { ...answer };
  for (const [key, beside] of Object.entries(besideOf(answered))) {
    const own = slim[key];
    if (own === undefined) slim[key] = null;
    else if (own === null) return { whole: answer };
    else if (own === beside || (Array.isArray(beside) && Array.isArray(own) && own.length === 0)) delete slim[key];
  }
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
