/**
 * What `paychart explain` is asked of an authorisation and of a dispute: may this much be captured, may the rest be released, may a
 * chargeback be answered, and by when.
 */
import {
  brandNames,
  brands,
  type CardBrand,
  cardBrands,
  type DisputeWord,
  disputeLimits,
  type MinorUnits,
  type Refusal,
  refusal,
  standingRules,
} from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import type { NumberedCell } from '../relation/index.ts';
import { moneyText } from '../words/index.ts';

/** When something began, by when it is to be done as MultiSafepay told it, and when it is asked: instants. */
export interface Times {
  readonly since?: string;
  readonly due?: string;
  readonly at: string;
}

/** What is asked about a reservation. */
export interface ReservationAsked extends Times {
  readonly currency: string;
  /** What was authorised; nothing if it is not said. */
  readonly authorised?: MinorUnits;
  /** What was captured of it before. */
  readonly captured: MinorUnits;
  readonly brand?: CardBrand;
}

/** What is asked about a capture. */
export interface CaptureAsked extends ReservationAsked {
  readonly amount: MinorUnits;
}

/** An answer: whether, why not, and by when, in words. */
export interface Allowed {
  readonly asks: string;
  readonly possible: 'yes' | 'no' | 'unknown';
  readonly refusal?: Refusal;
  readonly by: readonly string[];
}

/** Whether this much may be captured in a state of the authorisation chart, by the capture rules. */
export function askCapture({ meta, state }: NumberedCell, asked: CaptureAsked): Allowed {
  const { amount, currency, authorised, captured, brand, at } = asked;
  mustBeWithin(asked);
  const rule = brand && brands[brand].capture;
  const due = dueOf(asked);
  const reason =
    rule?.manual === false
      ? refusal('capture_brand')
      : standingRules.refuseCapture({
          amount,
          currency,
          at,
          ledger: {
            authorised: meta.counts === 'authorised',
            remaining: authorised === undefined ? Number.MAX_SAFE_INTEGER : authorised - captured,
            remainingKnown: authorised !== undefined,
            currency,
            ...(due !== undefined && { expires: due }),
          },
        });
  return {
    asks: `May ${moneyText(amount, currency)} be captured in ${state}?`,
    ...answered(reason),
    by: meta.counts === 'authorised' ? byText(asked, due, windowsOf(brand), 'the authorisation') : [],
  };
}

/**
 * Whether what remains in a state of the authorisation chart may be released: something must remain that was not captured (CAP-4). What
 * has run out by its date may still be released: a passed time is a question, never an ending (decision D15).
 */
export function askCancelReservation({ meta, state }: NumberedCell, asked: ReservationAsked): Allowed {
  const { currency, authorised, captured, brand } = asked;
  mustBeWithin(asked);
  const isReserved = meta.counts === 'authorised';
  const reason = (): Refusal | undefined => {
    if (brand !== undefined && !brands[brand].capture.manual) return refusal('capture_brand');
    if (!isReserved || authorised === captured) return refusal('capture_not_authorised');
    return authorised === undefined && captured > 0 ? refusal('capture_remainder_unknown') : undefined;
  };
  const rest =
    authorised === undefined ? 'what remains' : `the remaining ${moneyText(authorised - captured, currency)}`;
  return {
    asks: `May ${rest} be released in ${state}?`,
    ...answered(reason()),
    by: isReserved ? byText(asked, dueOf(asked), windowsOf(brand), 'the authorisation') : [],
  };
}

/** @throws InputError if more was captured than was authorised. */
function mustBeWithin({ currency, authorised, captured }: ReservationAsked): void {
  if (authorised === undefined || captured <= authorised) return;
  throw new InputError(
    '--captured',
    `${moneyText(captured, currency)} is more than the ${moneyText(authorised, currency)} that was authorised`,
    'Give with --amount what was authorised.',
  );
}

/** By when a reservation runs out: as MultiSafepay told it, else by the days of its brand; nothing if neither is known. */
function dueOf({ brand, since, due }: ReservationAsked): string | undefined {
  const rule = brand && brands[brand].capture;
  const days = rule?.manual ? rule.days : undefined;
  return due ?? (since === undefined || days === undefined ? undefined : after(since, days));
}

/** How long the brands that are captured by hand keep a reservation: of this brand, or of each. */
function windowsOf(brand: CardBrand | undefined): readonly Window[] {
  return cardBrands.flatMap((one) => {
    const { capture } = brands[one];
    return capture.manual && (brand ?? one) === one ? { brand: one, days: capture.days, ids: capture.ids } : [];
  });
}

/** Whether a chargeback may be answered in a state of the dispute chart. */
export function askChallenge(
  { meta, state, final }: NumberedCell,
  { brand, since, at, ...asked }: Times & { readonly brand?: CardBrand },
): Allowed {
  const days = standingRules.daysToAnswer(brand);
  const due = asked.due ?? (since === undefined || days === undefined ? undefined : after(since, days));
  const dispute = meta.word as DisputeWord | undefined;
  const facts = { ...(dispute !== undefined && { dispute }) };
  const reason = (): Refusal | undefined => {
    if (dispute === undefined) return refusal('dispute_not_told');
    if (final) return refusal('dispute_over', facts);
    if (!meta.answerable) return refusal('dispute_not_open', facts);
    if (due !== undefined && Date.parse(at) > Date.parse(due)) return refusal('dispute_due_passed', { ...facts, due });
    return due === undefined && brand !== undefined && days === undefined
      ? refusal('dispute_not_told', facts)
      : undefined;
  };
  const windows = cardBrands.flatMap((one) => {
    const limit = one in disputeLimits.windows && disputeLimits.windows[one as keyof typeof disputeLimits.windows];
    return limit && (brand ?? one) === one ? { brand: one, days: limit.days, ids: limit.ids } : [];
  });
  return {
    asks: `May a chargeback be answered whose dispute is ${state}?`,
    ...answered(reason()),
    by: meta.answerable
      ? byText({ ...asked, ...(since !== undefined && { since }) }, due, windows, 'the chargeback')
      : [],
  };
}

/** A reason that a status read cures is a doubt; any other is a no. */
function answered(reason: Refusal | undefined): Pick<Allowed, 'possible' | 'refusal'> {
  if (reason === undefined) return { possible: 'yes' };
  return { possible: reason.cure === 'status_read' ? 'unknown' : 'no', refusal: reason };
}

const day = 24 * 3_600_000;

const after = (since: string, days: number): string => instantText(Date.parse(since) + days * day);

/** An instant without empty milliseconds. */
export const instantText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

interface Window {
  readonly brand: CardBrand;
  readonly days: number;
  readonly ids: readonly string[];
}

/** By when, in words: the date, and where it is from. */
function byText(
  { due: told }: Pick<Times, 'due'>,
  due: string | undefined,
  windows: readonly Window[],
  from: string,
): readonly string[] {
  if (told !== undefined) return [`${told}, as MultiSafepay told it`];
  const days = windows.map(
    (one) => `${one.days} days after ${from} with ${brandNames[one.brand]} (${one.ids.join(', ')})`,
  );
  return due === undefined ? days : days.map((text) => `${due}: ${text}`);
}
