/**
 * Profiles, listed: every combination of what a chart may remember, and those it must be able to begin with.
 */
import { brands, type CardProfile, cardBrands, editionNames, type RefundProfile } from '../../machines/index.ts';
import type { ChartId, Profile, ProfileValue } from '../relation/index.ts';

/** The values that each key of some profiles takes, in the order met. */
export function valuesByKey(profiles: readonly Profile[]): ReadonlyMap<string, readonly ProfileValue[]> {
  const values = new Map<string, Set<ProfileValue>>();
  for (const [key, value] of profiles.flatMap((profile) => Object.entries(profile)))
    values.set(key, (values.get(key) ?? new Set()).add(value));
  return new Map([...values].map(([key, taken]) => [key, [...taken]]));
}

/** Every combination of the values that each key takes in some of the profiles, whether a history leads to it or not. */
export function combinations(profiles: readonly Profile[]): readonly Profile[] {
  return product(valuesByKey(profiles));
}

/** What is given with a payment or refund, so that a chart begins with each value; everything else has happened later. */
const given: Readonly<Partial<Record<keyof CardProfile | keyof RefundProfile, readonly ProfileValue[]>>> = {
  edition: editionNames,
  brand: cardBrands,
  lowValue: [true, false],
  sameDay: [true, false],
};

/** The brands that may be captured by hand (CAP-6). */
const capturable = cardBrands.filter((brand) => brands[brand].capture.manual);

/** The profiles that a chart with these openings must begin with: every combination of what is given, and nothing else. */
export function expectedOpenings(chart: ChartId, openings: readonly Profile[]): readonly Profile[] {
  const values = [...valuesByKey(openings)].map(([key, [first, ...rest]]) => {
    const own = chart === 'authorisation' ? { ...given, brand: capturable } : given;
    const listed = (own as Readonly<Record<string, readonly ProfileValue[]>>)[key];
    return [key, listed ?? (first === undefined ? rest : [first])] as const;
  });
  return product(new Map(values));
}

/** The keys that take more than one value in some profiles. */
export function varyingKeys(profiles: readonly Profile[]): readonly string[] {
  return [...valuesByKey(profiles)].filter(([, values]) => values.length > 1).map(([key]) => key);
}

/** A profile in words, as `brand=visa threeD=3-D`; only some of its keys, if they are given. */
export function profileText(profile: Profile, keys: readonly string[] = Object.keys(profile)): string {
  return [...keys]
    .sort()
    .map((key) => `${key}=${profile[key]}`)
    .join(' ');
}

function product(values: ReadonlyMap<string, readonly ProfileValue[]>): readonly Profile[] {
  return [...values].reduce<Profile[]>(
    (profiles, [key, taken]) => profiles.flatMap((profile) => taken.map((value) => ({ ...profile, [key]: value }))),
    [{}],
  );
}
