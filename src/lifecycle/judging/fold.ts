/**
 * A capture that was met as a payment of its own, under the order id of its authorisation: it is folded into its owner (decision D33).
 */
import { orderWords } from '../../../machines/index.ts';
import { possibleOfAttempt } from '../belief/belief.ts';
import { capturesOf, isOwnAttempt } from '../belief/captures.ts';
import type { Alarm, Attempt, Payment, SetAside } from '../payment.ts';
import type { Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined } from '../values.ts';
import { authorisationOf } from './capture.ts';
import { classify } from './classify.ts';

/**
 * The payment with what a report says is a capture, and was taken for a payment, as a capture of its authorisation: the one that
 * lists it, or that its own report names. It keeps its place, and what is known of it. The same payment where the report says no
 * such thing, or what is known of the transaction cannot have come of a capture.
 */
export function folded(payment: Payment, report: Report): Payment {
  const freed = withoutInferred(payment, report);
  const strays = straysIn(freed, report);
  return strays.length === 0 ? payment : (withCaptures(freed, strays, report) ?? payment);
}

/**
 * The payment with every capture that this report lists, and that was only inferred to be of another attempt, out of its hands; and
 * that attempt as it was before, unless another capture is of it still (decision D31).
 */
function withoutInferred(payment: Payment, { related = [], transactionId: lister }: Report): Payment {
  const listed = new Set(
    related.flatMap(({ kind, transactionId }) => (kind === 'capture' ? (transactionId ?? []) : [])),
  );
  if (listed.size === 0) return payment;
  let { attempts, alarms, setAside } = payment;
  for (const [at, { transactionId, captureOf = -1, captureInferred, created }] of payment.attempts.entries()) {
    const head = attempts[captureOf];
    if (head === undefined || head.transactionId === lister) continue;
    if (!captureInferred && !head.captureInferred) continue;
    if (transactionId === undefined || !listed.has(transactionId)) continue;
    const { captureOf: _, captureInferred: __, ...capture } = attempts[at] as Attempt;
    attempts = attempts.with(at, capture);
    const left = attempts.find((one) => one.captureOf === captureOf);
    if (!left) {
      // What such a capture had against the remainder goes with it.
      const stays = ({ because, transactionId: id }: Alarm | SetAside): boolean =>
        because !== 'capture_remainder_unknown' || id !== head.transactionId;
      alarms = alarms.filter(stays);
      setAside = setAside.filter(stays);
    }
    // The proof that it was authorised is as old as the capture, and no report's: another capture that is left proves it still.
    const seen = head.seen.flatMap((one): readonly Sighting[] => {
      if (one.order !== orderWords.paid || one.transaction !== undefined || one.at !== created) return [one];
      return left ? [defined<Sighting>({ ...one, at: left.created })] : [];
    });
    const { capture: _how, captureInferred: _inferred, ...unsaid } = head;
    attempts = attempts.with(captureOf, { ...(left || !head.captureInferred ? head : unsaid), seen });
  }
  return attempts === payment.attempts ? payment : { ...payment, attempts, alarms, setAside };
}

/** The transactions that are known as payments of their own, and of which a report says that they are captures. */
function straysIn(payment: Payment, report: Report): readonly string[] {
  const { related = [], transactionId, kind, authorisationOrderId, orderId } = report;
  const isOwnCapture = kind === 'capture' || (authorisationOrderId !== undefined && authorisationOrderId !== orderId);
  const listed = related.flatMap((one) =>
    one.kind === 'capture' && one.transactionId !== transactionId ? (one.transactionId ?? []) : [],
  );
  const said = isOwnCapture && transactionId !== undefined ? [...listed, transactionId] : listed;
  return said.filter((id) => mayBeCapture(payment, id));
}

/** Whether an attempt was only ever reported, and nothing but its own words has it for a payment. */
function mayBeCapture(payment: Payment, id: string): boolean {
  const index = payment.attempts.findIndex(({ transactionId }) => transactionId === id);
  const attempt = payment.attempts[index];
  if (attempt === undefined || !isOwnAttempt(attempt)) return false;
  const { capture, cardShare, requestedAt, seen } = attempt;
  const isPayment =
    capture !== undefined ||
    cardShare !== undefined ||
    requestedAt !== undefined ||
    seen.some(({ told }) => told !== undefined) ||
    capturesOf(payment, index).length > 0;
  return !isPayment && possibleOfAttempt(payment, asCapture(attempt, payment.attempts.length)).cells.length > 0;
}

/** An attempt as a capture: what was seen of it, but for what only a payment has. */
function asCapture({ seen, provedOnly: _, ...attempt }: Attempt, captureOf: number): Attempt {
  const shown = ({ at, order, transaction, collected }: Sighting): Sighting =>
    defined<Sighting>({ at, order, transaction, collected });
  return { ...attempt, captureOf, seen: seen.map(shown) };
}

/** The payment with these attempts as captures of the authorisation that the report is about; nothing if there is none. */
function withCaptures(payment: Payment, ids: readonly string[], report: Report): Payment | undefined {
  const isMeant = ({ transactionId }: Attempt): boolean => transactionId !== undefined && ids.includes(transactionId);
  const under = (of: number): Payment => ({
    ...payment,
    attempts: payment.attempts.map((one) => (isMeant(one) ? asCapture(one, of) : one)),
  });
  // Of an authorisation that is not known yet, which is none of the attempts.
  const unknown = under(payment.attempts.length);
  if (report.transactionId !== undefined && ids.includes(report.transactionId)) {
    const of = authorisationOf(unknown, report);
    return of === undefined ? undefined : under(of);
  }
  const found = classify(unknown, report);
  if (found.as === 'attempt') return under(found.index);
  if (found.as !== 'new attempt') return undefined;
  const head = defined<Attempt>({ transactionId: report.transactionId, seen: [] });
  return { ...unknown, attempts: [...unknown.attempts, head] };
}
