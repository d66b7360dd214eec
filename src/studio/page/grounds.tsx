/**
 * What stands behind a rule: its ids, how firm it is, and the text it is from.
 */
import { type Grounds, sources } from '../../../machines/index.ts';

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
