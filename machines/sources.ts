/**
 * Where a rule comes from. Every state, edge, rule and refusal names its basis and its source.
 */

/**
 * How firm a rule is: `documented` by the vendor, `inferred` from documented facts, or `decided` by us
 * because the sources are silent or contradict each other.
 */
export type Basis = 'documented' | 'inferred' | 'decided';

/** The texts that rules are taken from, by the short name that rows cite. */
export const sources = {
  founding:
    'MultiSafepay documentation, "Server to Server integration for credit card" (2019-10-01), the founding document',
  'vendor-2019': 'MultiSafepay documentation, the pages beside the founding document (2019-10 to 2020-01)',
  'vendor-2025': 'MultiSafepay documentation and OpenAPI description (2025-08)',
  decisions: 'Paychart, register of decisions',
} as const satisfies Record<string, string>;

/** The short name of a source; its full name is in {@link sources}. */
export type Source = keyof typeof sources;

/** What stands behind a rule: requirement and decision ids, how firm it is, and the text it is from. */
export interface Grounds {
  readonly ids: readonly string[];
  readonly basis: Basis;
  readonly source: Source;
}

/** Grounds that the vendor's founding document states. */
export function documented(...ids: string[]): Grounds {
  return { ids, basis: 'documented', source: 'founding' };
}

/** Grounds drawn from documented facts. */
export function inferred(...ids: string[]): Grounds {
  return { ids, basis: 'inferred', source: 'decisions' };
}

/** Grounds we settled ourselves. */
export function decided(...ids: string[]): Grounds {
  return { ids, basis: 'decided', source: 'decisions' };
}
