/**
 * What may lawfully follow, in words: of each subject what may happen to it.
 */
import type { RefundFact } from '../../machines/index.ts';
import type { PaymentView } from '../lifecycle/index.ts';

/** What may happen to one subject of an order: the payment itself, another attempt, a refund, a dispute. */
export interface Follows {
  /** The subject of the facts, as `refund`. */
  readonly subject: string;
  /** What may happen to it, as `requested`; `completed Y` where the word of a fact tells its ways apart. */
  readonly happens: readonly string[];
}

/** What may follow, and where the money stands, by which the rules judge what is asked for. */
type Following = Pick<PaymentView, 'next' | 'position'>;

/**
 * What may follow by subject, in the order of the charts; each once, whatever the state it leads to. A refund is not among it where
 * the rules refuse one of any amount: nothing is left, or a chargeback stands.
 */
export function followsOf({ next, position }: Following): readonly Follows[] {
  const { refundable, refundableKnown, chargebackAttached } = position;
  const mayGiveBack = !chargebackAttached && (refundable > 0 || !refundableKnown);
  const facts = next.flatMap(({ fact }) => {
    const [type = '', word] = fact.split(' ');
    const [subject = '', happens = ''] = type.split('.');
    // That a rule admits a request goes without saying: what it refuses may not follow.
    const way = word === undefined || word === 'admitted' ? '' : ` ${word}`;
    if (type === ('refund.requested' satisfies RefundFact['type']) && !mayGiveBack) return [];
    return [{ subject, happens: `${happens.replaceAll('_', ' ')}${way}` }];
  });
  return [...Map.groupBy(facts, ({ subject }) => subject)].map(([subject, of]) => ({
    subject,
    happens: [...new Set(of.map(({ happens }) => happens))],
  }));
}

/** What may follow as a clause: `refund requested; chargeback received`; nothing, if nothing may. */
export function followsText(following: Following): string {
  return followsOf(following)
    .map(({ subject, happens }) => `${subject} ${happens.join(' or ')}`)
    .join('; ');
}
