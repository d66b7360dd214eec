/**
 * What a report, or a step, came to: a word in its colour.
 */
import type { VerdictKind } from '../../lifecycle/index.ts';

/** A verdict; what a step of our own comes to (`told` where the law takes it, `refused` where it does not); an answer. */
export type Badge = VerdictKind | 'told' | 'refused' | 'unreadable' | 'repeated' | 'yes' | 'no' | 'noted';

/** What each comes to say. */
export const badgeTexts: Readonly<Record<Badge, string>> = {
  applied: 'a lawful history leads there',
  outside: 'about a method outside these charts',
  duplicate: 'it says nothing new',
  stale: 'older than what is known, and it fits',
  illegal: 'no lawful history contains it',
  unknown: 'it cannot be judged',
  told: 'it happened, and it may',
  refused: 'the law refuses it',
  unreadable: 'it cannot be read',
  repeated: 'the same request again',
  yes: 'it may',
  no: 'it may not',
  noted: 'the configuration is noted',
};

/** A verdict in its colour. */
export function Verdict({ kind }: { readonly kind: Badge }) {
  return <span class={`verdict ${kind}`}>{kind}</span>;
}

/** What the words mean that stand on a list, each once. */
export function WhatTheyMean({ kinds }: { readonly kinds: readonly Badge[] }) {
  return (
    <p class="soft badges-meant">
      {[...new Set(kinds)].map((kind) => (
        <span key={kind}>
          <Verdict kind={kind} /> {badgeTexts[kind]}
        </span>
      ))}
    </p>
  );
}
