/**
 * How MultiSafepay writes each brand: the gateway id that is sent, and other spellings that are read. A brand of the law without
 * a row here does not compile.
 *
 * Source: MultiSafepay documentation, "Gateway IDs", and payloads of its samples.
 */
import type { CardBrand } from '../../machines/index.ts';

/** What the wire says of a brand. */
export interface BrandSpelling {
  /** The gateway id, as it is sent. */
  readonly gateway: string;
  /** Spellings that are read as well, in lower case, besides the gateway id and the brand's own name here. */
  readonly also: readonly string[];
}

/** How MultiSafepay writes each brand. */
export const brandSpellings = {
  visa: { gateway: 'VISA', also: [] },
  mastercard: { gateway: 'MASTERCARD', also: [] },
  maestro: { gateway: 'MAESTRO', also: [] },
  amex: { gateway: 'AMEX', also: ['american express', 'american_express'] },
  bancontact: { gateway: 'MISTERCASH', also: [] },
} as const satisfies Readonly<Record<CardBrand, BrandSpelling>>;

/** MultiSafepay's gateway id of a brand. */
export function gatewayOf(brand: CardBrand): string {
  return brandSpellings[brand].gateway;
}

/** Every spelling of a brand but its own name here, in lower case. */
export function spellingsOf(brand: CardBrand): readonly string[] {
  const { gateway, also } = brandSpellings[brand];
  return [gateway.toLowerCase(), ...also];
}
