/**
 * What may lawfully follow, in words: of each subject what may happen to it.
 */
import type { PaymentView } from '../lifecycle/index.ts';

/** What may happen to one subject of an order: the payment itself, another attempt, a refund, a dispute. */
export interface Follows {
  /** The subject of the facts, as `refund`. */
  readonly subject: string;
  /** What may happen to it, as `requested`; `completed Y` where the word of a fact tells its ways apart. */
  readonly happens: readonly string[];
}

/** What may follow. */
type Following = Pick<PaymentView, 'next'>;

/** What may follow by subject, in the order of the charts; each once, whatever the state it leads to. */
export function followsOf({ next }: Following): readonly Follows[] {
  const facts = next.map(({ fact }) => {
    const [type = '', word] = fact.split(' ');
    const [subject = '', happens = ''] = type.split('.');
    // That a rule admits a request goes without saying: what it refuses may not follow.
    const way = word === undefined || word === 'admitted' ? '' : ` ${word}`;
    return { subject, happens: `${happens.replaceAll('_', ' ')}${way}` };
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
