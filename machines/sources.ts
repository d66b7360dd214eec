/**
 * Where a rule comes from. Every state, edge, rule and refusal names its basis and its source.
 */
import type { PassageName } from './passages.ts';

/**
 * How firm a rule is: `documented` by the vendor, `inferred` from documented facts, or `decided` by us
 * because the sources are silent or contradict each other.
 */
export type Basis = 'documented' | 'inferred' | 'decided';

/** The texts that rules are taken from, by the short name that rows cite. */
export const sources = {
  founding:
    'MultiSafepay documentation, "Server to Server integration for credit card" (2019-10-01), the founding document',
  'vendor-2019': 'MultiSafepay documentation, other pages from 2019-10 to 2020-02',
  'vendor-2025': 'MultiSafepay documentation and OpenAPI description (2025-08)',
  decisions: 'Paychart, register of decisions',
} as const satisfies Record<string, string>;

/** The short name of a source; its full name is in {@link sources}. */
export type Source = keyof typeof sources;

/**
 * What stands behind a rule: requirement and decision ids, how firm it is, and the text it is from. `passages` are where the vendor says it;
 * of the founding page, the passages of its ids if none is named.
 */
export interface Grounds {
  readonly ids: readonly string[];
  readonly basis: Basis;
  readonly source: Source;
  readonly passages?: readonly PassageName[];
}

/** Grounds that the vendor's founding document states. */
export function documented(...ids: string[]): Grounds {
  return { ids, basis: 'documented', source: 'founding' };
}

/** The name of a passage that is not of the founding page: it ends with the year of the page. */
type OtherPassage = Extract<PassageName, `${string}-20${string}`>;

/** Grounds that another page of the vendor's states, by the passage. */
export function stated(passage: OtherPassage, ...ids: string[]): Grounds {
  return { ids, basis: 'documented', source: sourceOf(passage), passages: [passage] };
}

/** The source that a passage belongs to, by its year. */
const sourceOf = (passage: OtherPassage): Source => (passage.slice(-4) < '2021' ? 'vendor-2019' : 'vendor-2025');

/** Grounds with the passages that they are drawn from. */
export function from(grounds: Grounds, ...names: readonly [PassageName, ...PassageName[]]): Grounds {
  return { ...grounds, passages: names };
}

/** The passages that say what grounds rest on. A requirement of the founding page has one of its own name. */
export function passagesOf({ ids, source, passages: named }: Grounds): readonly PassageName[] {
  if (named !== undefined) return named;
  return source === 'founding' ? ids.filter(isOfFounding) : [];
}

/** Whether an id is that of a requirement that is taken from the founding page: a passage of it bears the same name. */
function isOfFounding(id: string): id is PassageName {
  return /^(?:CARD|3D|TX|MID-[0-3]$|REF-[1-3]$)/.test(id);
}

/** Grounds drawn from documented facts. */
export function inferred(...ids: string[]): Grounds {
  return { ids, basis: 'inferred', source: 'decisions' };
}

/** Grounds we settled ourselves. */
export function decided(...ids: string[]): Grounds {
  return { ids, basis: 'decided', source: 'decisions' };
}
