/**
 * Goal: a brand is sent as MultiSafepay's gateway id, and is read in the spellings that its documents and payloads have, in no other.
 */
import { describe, expect, it } from 'vitest';
import { cardBrands } from '../../machines/index.ts';
import { spellingsOf } from '../../src/multisafepay/brands.ts';
import { gatewayOf, readMethod } from '../../src/multisafepay/index.ts';

/** The gateway ids of MultiSafepay's documentation, in the order of the brands of the law. */
const gateways = ['VISA', 'MASTERCARD', 'MAESTRO', 'AMEX', 'MISTERCASH'];

describe('a brand', () => {
  it('should be sent as its gateway id', () => expect(cardBrands.map(gatewayOf)).toEqual(gateways));

  it('should be read as its gateway id, and American Express with its two words as well', () =>
    expect(cardBrands.map(spellingsOf)).toEqual(
      gateways.map((gateway) => [
        gateway.toLowerCase(),
        ...(gateway === 'AMEX' ? ['american express', 'american_express'] : []),
      ]),
    ));

  it.each(['', ' ', '_'])('should not be heard in "%s"', (said) =>
    expect(readMethod(said)).not.toHaveProperty('brand'),
  );
});
