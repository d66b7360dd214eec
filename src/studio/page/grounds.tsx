/**
 * What stands behind a rule: its ids, how firm it is, and the text it is from.
 */
import { type Grounds, type Refusal, sources } from '../../../machines/index.ts';
import { cureTexts, refusalText } from '../../words/index.ts';

/** The grounds of a state, an edge or a rule. */
export function GroundsOf({ grounds }: { readonly grounds: Grounds }) {
  const { ids, basis, source } = grounds;
  return (
    <p class="grounds">
      <span class={`basis ${basis}`}>{basis}</span> <span class="ids">{ids.join(', ')}</span>{' '}
      <cite>{sources[source]}</cite>
    </p>
  );
}

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
