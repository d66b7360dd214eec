/**
 * A refusal in words.
 */
import type { Refusal } from '../../../machines/index.ts';
import { cureTexts, refusalText } from '../../words/index.ts';
import { GroundsOf } from './grounds.tsx';

/** A refusal: the reason, what can cure it, and its grounds. */
export function WhyNot({ refusal, currency }: { readonly refusal: Refusal; readonly currency?: string | undefined }) {
  const text = refusalText(refusal, currency);
  return (
    <div class="why-not">
      <p>
        <strong>{`${text.charAt(0).toUpperCase()}${text.slice(1)}.`}</strong> {cureTexts[refusal.cure]}
      </p>
      <GroundsOf grounds={refusal} />
    </div>
  );
}
