/**
 * Every order about to ship that a law is asked about, and what the oracle says of each: the same for every law, so that it is worked
 * out once, however many planted laws are asked.
 */
import { grid } from './grid.ts';
import { mayShip, type ToShip } from './oracle.ts';

const bits = [false, true] as const;

type Place = Omit<ToShip, 'expected'> & { readonly expected: number | undefined };

/** Every order about to ship that the two are asked about. */
export const shippingPlaces: readonly ToShip[] = grid<Place>({
  expected: [undefined, 1, 2],
  certain: [0, 1, 2, 3],
  possible: [0, 1, 2, 3, Number.POSITIVE_INFINITY],
  authorised: [0, 1, 2],
  counted: [0, 1],
  otherCurrency: bits,
  chargedBack: bits,
  reversalProvisional: bits,
  doubleLoss: bits,
  takenBack: bits,
  givenBack: bits,
  givenBackUnknown: bits,
  outsideOpen: bits,
  alarms: [[], ['no_lawful_history'], ['no_lawful_history', 'brand_changed', 'no_lawful_history']],
  moneyMayBeHeld: bits,
})
  .filter(({ certain, possible, authorised, counted }) => certain <= possible && counted <= authorised)
  .map(({ expected, ...rest }) => (expected === undefined ? rest : { expected, ...rest }));

/** What the oracle answers of each, with its reasons, in the same order. */
export const shippingSaid: readonly string[] = shippingPlaces.map((place) => mayShip(place).join(' '));
