/**
 * A difference of two relations as rows of a table.
 */
import type { LineChange, ProfileProduct, RelationChange, RelationDiff } from '../proof/index.ts';
import { chartIds } from '../relation/index.ts';
import { code, joined, type Text } from './document.ts';
import { counted, flowWords, profileWords } from './words.ts';

/** The changes that are not but consequences, a row each; flows that change alike share one. */
export function changeRows({ changes }: RelationDiff): readonly (readonly Text[])[] {
  const shown = changes.filter(({ follows }) => !follows);
  const alike = Map.groupBy(shown, ({ state, fact, says, profiles }) => JSON.stringify([state, fact, says, profiles]));
  return [...alike.values()].map((some) => {
    const [{ state, fact, says, profiles }] = some as [RelationChange];
    return [
      chartIds
        .filter((id) => some.some(({ chart }) => chart === id))
        .map((id) => flowWords[id].name)
        .join(', '),
      joined([[code(state)], ...(fact === undefined ? [] : [[code(fact)]])], ', '),
      says,
      profiles ? whereText(profiles) : 'everywhere',
    ];
  });
}

/** The changes of limits and wording, a row each. */
export function lineRows({ lines }: RelationDiff): readonly (readonly Text[])[] {
  return lines.map(({ place, key, says }: LineChange) => [
    [code(key === undefined ? place : `${place}, ${key}`)],
    says,
  ]);
}

function whereText({ count, total, where }: NonNullable<RelationChange['profiles']>): string {
  if (count === total) return `everywhere (${counted(total, 'profile')})`;
  return `where ${where.map(productText).join('; or where ')} (${count} of ${counted(total, 'profile')})`;
}

const productText = (product: ProfileProduct): string =>
  Object.entries(product)
    .map(([key, values]) => profileWords(key, values))
    .join(', and ');

/** What a difference comes to, in a sentence or two. */
export function verdictText({ changes, lines, widened, narrowed }: RelationDiff): string {
  const count = changes.length + lines.length;
  if (count === 0) return 'Nothing differs.';
  const verdict = widened
    ? `The law is ${narrowed ? 'widened, and narrowed as well' : 'widened, and nowhere narrowed'}.`
    : `The law is ${narrowed ? 'narrowed, and nowhere widened' : 'neither widened nor narrowed'}.`;
  return `${counted(count, 'change')}, consequences included. ${verdict}`;
}
