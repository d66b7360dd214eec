/**
 * Card data on its way through: from the caller into the body of one request, and nowhere else (decision D16).
 */
import { InputError } from '../lifecycle/input-error.ts';

/** What a direct order says of the card, as MultiSafepay names it. */
export interface CardFields {
  readonly card_number: string;
  /** Year and month: `YYMM`. */
  readonly card_expiry_date: string;
  readonly card_holder_name?: string;
  /** Not needed for Maestro. */
  readonly card_cvc?: string;
}

/** What is shown instead of card data. */
const shown = '[card data]';

const inside = new WeakMap<CardData, CardFields>();

/**
 * Card data that cannot be seen: as text, as JSON and in a debugger's view it says `[card data]`. Nothing of it is a
 * property, so no copy, log or store takes it along.
 *
 * @example
 * `${new CardData({ card_number, card_expiry_date, card_cvc })}`; // '[card data]'
 */
export class CardData {
  /** @param fields what goes into the body of the request; a copy is held. */
  constructor(fields: CardFields) {
    inside.set(this, { ...fields });
  }

  /** `[card data]`, and no more. */
  toString(): string {
    return shown;
  }

  /** `[card data]`, and no more. */
  toJSON(): string {
    return shown;
  }

  /** What Node shows of it in logs. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

/**
 * The fields of card data, for the body of a request only.
 *
 * @throws InputError if it is no card data: something of its shape, or a copy, holds nothing.
 */
export function revealed(card: CardData): CardFields {
  const fields = inside.get(card);
  if (fields === undefined) throw new InputError('card', 'no card data', 'Give a CardData, and no copy of one.');
  return fields;
}
