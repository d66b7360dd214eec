/**
 * Notifications that MultiSafepay never meant: contradictory, undocumented, or of a word nobody knows. They are made from
 * a true one, so that everything else about them is right.
 */
import { chartPairs, orderWords, type Pair, samePair } from '../../machines/index.ts';
import { builtLaw } from '../relation/index.ts';
import type { Change } from './account.ts';
import { localTime } from './clock.ts';
import type { OrderDocument } from './order-document.ts';

/**
 * Another ending of a payment that is collected: newer than everything for an even choice, as old as the order for an odd
 * one; nothing if the payment is not collected.
 *
 * @param chargedBack whether the order was ever charged back: then a void says so (decision D13), and contradicts nothing.
 */
export function contradicting(
  { cell, document }: Change,
  choice: number,
  now: string,
  chargedBack: boolean,
): OrderDocument | undefined {
  if (cell.meta.counts !== 'collected' || isOfRefund({ document })) return undefined;
  const endings: Pair[] = [];
  for (const { chart, final, meta } of builtLaw().relation.cells) {
    const { pair, counts } = meta;
    if (chart !== cell.chart || !final || !pair || counts !== 'nothing' || (chargedBack && pair.order === 'void'))
      continue;
    if (!endings.some((known) => samePair(known, pair))) endings.push(pair);
  }
  const ending = endings[(choice >> 1) % endings.length];
  return ending && { ...saying(document, ending), modified: choice % 2 === 0 ? localTime(now) : document.created };
}

/** The order word of a paid payment beside the transaction word of one that is held; nothing if somebody documents that. */
export function undocumented({ cell, document }: Change): OrderDocument | undefined {
  const { pair, counts } = cell.meta;
  if (counts !== 'held' || !pair) return undefined;
  const said: Pair = { order: orderWords.paid, transaction: pair.transaction };
  const documented = [...chartPairs.multisafepay, ...chartPairs.american_express];
  return documented.some((known) => samePair(known, said)) ? undefined : saying(document, said);
}

/** An order status that nobody knows. */
export function unknownWord({ document }: Change): OrderDocument {
  return { ...document, status: 'under_investigation' };
}

/** Whether a change, or what it lists, is a chargeback. */
export function isOfChargeback({ document }: Pick<Change, 'document'>): boolean {
  const { type, related_transactions: listed } = document;
  return type === 'chargeback' || (Array.isArray(listed) && listed.some((one) => one?.type === 'chargeback'));
}

/** Whether a change was told of by a refund's or a chargeback's own transaction. */
function isOfRefund({ document }: Pick<Change, 'document'>): boolean {
  return document.reference_transaction_id !== undefined;
}

/** The same order with another pair, and nothing that speaks against it. */
function saying(document: OrderDocument, { order, transaction }: Pair): OrderDocument {
  const quiet = { amount_refunded: 0, reason: '', reason_code: '', related_transactions: null };
  return { ...document, ...quiet, status: order, financial_status: transaction };
}
