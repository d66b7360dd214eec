/**
 * A small MultiSafepay of its own, for whole orders: an order lives from choices, its JSON is taken at every change as the API
 * would answer it, and these pictures are delivered late, twice, out of order or not at all. It shares no code with the law or
 * the reader. Choices are numbers, so that fast-check can shrink a history; zero is always the quietest choice.
 *
 * What MultiSafepay can do is taken from its documentation and plugins: several attempts under one order id (Second Chance), a
 * gift card beside a card, refunds that fail at the bank, chargebacks, their disputes and reversals, (void, void) after a payment was
 * collected, authorisations that are captured by hand in parts and released, whole seconds without a zone.
 */
import fc from 'fast-check';

/** An order's JSON, as a notification carries it or the API answers it. Amounts are in minor units. */
export type Picture = Readonly<Record<string, unknown>>;

/** A picture as it reaches us. */
export interface Delivery {
  readonly picture: Picture;
  readonly channel: 'notification' | 'status_read';
}

type Stage =
  | 'initialized'
  | 'authorised'
  | 'uncleared'
  | 'completed'
  | 'declined'
  | 'expired'
  | 'cancelled'
  | 'taken back';

interface TrueRefund {
  readonly id: number;
  readonly amount: number;
  readonly created: string;
  modified: string;
  stage: 'reserved' | 'completed' | 'cancelled' | 'declined';
}

interface TrueChargeback {
  readonly id: number;
  readonly amount: number;
  readonly created: string;
  reversal?: { readonly id: number; readonly amount: number; readonly created: string };
  /** The word of its dispute; nothing as long as there is none. */
  dispute?: string;
}

/** One attempt, as it truly stands. */
export interface TrueAttempt {
  readonly id: number;
  /** Its gateway; one that is no card is outside the charts. */
  method: string;
  readonly isCard: boolean;
  /** What the order JSON says: card and gift card together. */
  amount: number;
  /** The gift card's part of it. */
  readonly giftCard: number;
  readonly currency: string;
  readonly created: string;
  stage: Stage;
  shipped: boolean;
  /** Whether it is authorised only, and captured by hand. */
  readonly byHand: boolean;
  /** The authorisation that it is a capture of. */
  readonly captureOf?: TrueAttempt;
  readonly refunds: TrueRefund[];
  readonly chargebacks: TrueChargeback[];
}

/** What happened in a history, by name. */
export const happenings = [
  'tie within a second',
  'clock change',
  'attempt that ended unpaid',
  'two paid',
  'amount differs',
  'amount changed at completion',
  'currency differs',
  'brand changed',
  'part',
  'gift card held alone',
  'outside method',
  'refund',
  'refund reserved at the end',
  'refund cancelled',
  'refund declined',
  'refund came back',
  'double loss',
  'chargeback',
  'reversal',
  'reversal in part',
  'dispute',
  'reversal before the dispute is closed',
  'authorised',
  'capture',
  'captured in full',
  'released',
  'taken back',
  'entry without an id',
  'no reference',
  'no list',
  'no refunded total',
  'stale read',
  'late',
  'twice',
  'lost',
] as const;

/** Something that happened in a history. */
export type Happening = (typeof happenings)[number];

/** A whole order: what reached us, how it truly stands, and what MultiSafepay answers now. */
export interface WholeOrder {
  readonly orderId: string;
  /** Whether it was opened here, or is first met in a report. */
  readonly opened: boolean;
  /** What the order is for. */
  readonly expected: { readonly amount: number; readonly currency: string };
  readonly deliveries: readonly Delivery[];
  readonly attempts: readonly TrueAttempt[];
  /** MultiSafepay's answer about each attempt, fresh: newer than everything before. */
  readonly reads: readonly Delivery[];
  /** Whether the entries that those answers list all have their ids. */
  readonly readsNameAll: boolean;
  readonly happened: ReadonlySet<Happening>;
}

/** What is left out of pictures, and what happens to their deliveries. */
export interface Style {
  /** Lists or refunded totals are left out now and then; never both, and nothing but what a report can do without. */
  readonly sparse: boolean;
  /** Some pictures never arrive. */
  readonly losing: boolean;
  /** Some pictures arrive as status reads, stale ones among them. */
  readonly reading: boolean;
}

type Choice = readonly [number, number, number];
const choice = fc.tuple(fc.nat(5039), fc.nat(5039), fc.nat(1000));

/** Whole orders, lived through from choices. */
export function wholeOrders(style: Style): fc.Arbitrary<WholeOrder> {
  return fc
    .record({
      setting: choice,
      life: fc.array(choice, { minLength: 1, maxLength: 18 }),
      post: fc.array(choice, { maxLength: 18 }),
    })
    .map(({ setting, life, post }) => {
      const order = live(setting, life, post, style);
      return { ...order, [fc.toStringMethod]: () => toldOf(order) };
    });
}

/** A history as a counterexample prints it: a line for each report, without what all of them say. */
function toldOf({ opened, expected, deliveries, reads }: WholeOrder): string {
  const line = ({ picture, channel }: Delivery): string => {
    const { order_id: _, currency, created, ...rest } = picture;
    return `${channel} ${JSON.stringify(currency === expected.currency ? rest : { currency, ...rest })}`;
  };
  const head = `${opened ? 'opened' : 'first met in a report'}, ${expected.currency} ${expected.amount}`;
  return ['', head, ...deliveries.map(line), 'then', ...reads.map(line), ''].join('\n');
}

/** Where the card money of an attempt truly is, in minor units, as MultiSafepay reckons. */
export function moneyOf(attempt: TrueAttempt) {
  const { stage, refunds, chargebacks, amount, giftCard, isCard, byHand } = attempt;
  const sum = (found: readonly { readonly amount: number }[]): number => found.reduce((so, one) => so + one.amount, 0);
  const collected = isCard && !byHand && stage === 'completed' ? amount - giftCard : 0;
  const reserved = sum(refunds.filter((one) => one.stage === 'reserved'));
  const refunded = sum(refunds.filter((one) => one.stage === 'completed'));
  const chargedBack = sum(chargebacks) - sum(chargebacks.flatMap(({ reversal }) => (reversal ? [reversal] : [])));
  const refundable = Math.max(0, collected - reserved - refunded - chargedBack);
  return { collected, reserved, refunded, chargedBack, refundable };
}

/** Where the card money of a whole order truly is: what is left of an authorisation is left of all its captures together. */
export function moneyOfAll(attempts: readonly TrueAttempt[]): ReturnType<typeof moneyOf> {
  const families = Map.groupBy(attempts, (one) => one.captureOf ?? one);
  const zero = { collected: 0, reserved: 0, refunded: 0, chargedBack: 0, refundable: 0 };
  return [...families.values()].reduce((so, family) => {
    const each = family.map(moneyOf);
    const total = (key: keyof typeof zero): number => each.reduce((sum, one) => sum + one[key], 0);
    const [collected, reserved, refunded, chargedBack] = [
      total('collected'),
      total('reserved'),
      total('refunded'),
      total('chargedBack'),
    ];
    return {
      collected: so.collected + collected,
      reserved: so.reserved + reserved,
      refunded: so.refunded + refunded,
      chargedBack: so.chargedBack + chargedBack,
      refundable: so.refundable + Math.max(0, collected - reserved - refunded - chargedBack),
    };
  }, zero);
}

/**
 * Whether what MultiSafepay holds for the order covers it. `generous` counts whatever might lawfully be counted, `strict` only
 * what must be: no gift card held alone, nothing of a method outside the charts that was given back in part.
 */
export function coversOrder({ attempts, expected }: WholeOrder, how: 'generous' | 'strict'): boolean {
  let held = 0;
  for (const attempt of attempts) {
    const { reserved, refunded, chargedBack } = moneyOf(attempt);
    const back = reserved + refunded;
    const card = attempt.amount - attempt.giftCard;
    if (attempt.currency !== expected.currency) {
      if (how === 'strict') return false;
      continue;
    }
    if (attempt.byHand) continue;
    // What is given back before a dispute is over may be taken again.
    if (how === 'strict' && attempt.chargebacks.some(isProvisional)) return false;
    if (attempt.stage !== 'completed') {
      if (how === 'generous' && attempt.stage !== 'taken back') held += attempt.giftCard;
      continue;
    }
    const counts = card - back > 0;
    if (chargedBack > 0 && (counts || how === 'strict')) return false;
    if (how === 'strict' && !attempt.isCard && back > 0) return false;
    if (how === 'strict' && attempt.giftCard > 0 && back > 0) return false;
    if (counts) held += card;
    if (attempt.giftCard > 0 && back - card < attempt.giftCard) held += attempt.giftCard;
  }
  return held >= expected.amount;
}

const isProvisional = ({ reversal, dispute }: TrueChargeback): boolean =>
  reversal !== undefined && dispute !== undefined && dispute !== 'closed';

/** All that was ever paid for the order, in its currency, whatever became of it: more than this nobody can have seen. */
export function everPaid({ attempts, expected }: WholeOrder): number {
  return attempts
    .filter(({ currency, byHand }) => currency === expected.currency && !byHand)
    .map(({ stage, amount, giftCard }) => (['completed', 'taken back'].includes(stage) ? amount : giftCard))
    .reduce((so, one) => so + one, 0);
}

/** The same picture in other spellings, and with its lists in another order (decisions D8, D35). */
export function retold(picture: Picture, choices: readonly number[]): Picture {
  let taken = 0;
  const next = (): number => choices[taken++ % Math.max(1, choices.length)] ?? 0;
  const respelt = (word: unknown, spellings: Readonly<Record<string, readonly string[]>>): unknown => {
    if (typeof word !== 'string') return word;
    const same = spellings[word] ?? [word];
    const spelt = same[next() % same.length] ?? word;
    return [spelt, spelt.toUpperCase(), spelt.charAt(0).toUpperCase() + spelt.slice(1)][next() % 3];
  };
  const reordered = (list: unknown): unknown =>
    Array.isArray(list)
      ? list
          .map((entry: Picture) => ({ entry, key: next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => ({
            ...entry,
            ...('status' in entry && { status: respelt(entry.status, entryWords) }),
            ...('type' in entry && { type: respelt(entry.type, kindWords) }),
          }))
      : list;
  const details = picture.payment_details as Picture | undefined;
  return {
    ...picture,
    status: respelt(picture.status, orderWords),
    ...('financial_status' in picture && { financial_status: respelt(picture.financial_status, orderWords) }),
    ...('type' in picture && { type: respelt(picture.type, kindWords) }),
    ...(details && { payment_details: { ...details, type: respelt(details.type, {}) } }),
    ...('related_transactions' in picture && { related_transactions: reordered(picture.related_transactions) }),
    ...('payment_methods' in picture && { payment_methods: reordered(picture.payment_methods) }),
  };
}

const ended = ['void', 'cancelled', 'canceled'];
const backWords = ['chargeback', 'chargedback', 'charged_back'];
const orderWords = { void: ended, cancelled: ended, chargedback: backWords, chargeback: backWords };
const entryWords = { ...orderWords, reserved: ['reserved', 'initialized'] };
const kindWords = { 'reverse-chargeback': ['reverse-chargeback', 'reverse_chargeback'] };

const cards = ['VISA', 'MASTERCARD', 'MAESTRO', 'AMEX'] as const;
const outside = ['IDEAL', 'PAYPAL'] as const;
/** One call in `times` says yes, by a number; zero never does. */
const oneIn = (times: number, by: number): boolean => by % times === times - 1;
const pick = <T>(from: readonly [T, ...T[]], by: number): T => from[by % from.length] ?? from[0];

/** What a change was about, besides the attempt. */
interface Change {
  readonly attempt: TrueAttempt;
  readonly capture?: TrueAttempt;
  readonly refund?: TrueRefund;
  readonly chargeback?: TrueChargeback;
}

/** The books of one order while it lives. */
interface Books {
  readonly expected: WholeOrder['expected'];
  readonly attempts: TrueAttempt[];
  readonly happened: Set<Happening>;
  /** Seconds since 1970. */
  seconds: number;
  /** The same, as MultiSafepay writes it. */
  now: string;
  lastId: number;
}

/** Time goes on. */
function pass(books: Books, seconds: number): void {
  books.seconds += seconds;
  books.now = localTime(books.seconds);
}

function live(setting: Choice, life: readonly Choice[], post: readonly Choice[], style: Style): WholeOrder {
  const [how, opened, when] = setting;
  const expected = {
    amount: pick([10_000, 4_999, 2_500, 125_000], how),
    currency: pick(['EUR', 'EUR', 'GBP', 'JPY'], opened >> 3),
  };
  const happened = new Set<Happening>();
  const isClockChange = oneIn(8, when);
  if (isClockChange) happened.add('clock change');
  const seconds = (isClockChange ? Date.UTC(2026, 9, 25) : Date.UTC(2026, 2, 2, 9)) / 1000;
  const books: Books = { expected, attempts: [], happened, seconds, now: localTime(seconds), lastId: 7000 };
  const pictures: Picture[] = [];
  for (const [which, by, later] of life) {
    const isTie = oneIn(4, later);
    if (isTie && pictures.length > 0) happened.add('tie within a second');
    pass(books, isTie ? 0 : 1 + later * (isClockChange ? 2 : 7));
    const moves = movesOf(books, by);
    const change = moves[which % moves.length]?.();
    if (change) pictures.push(...picturesOf(books, change, by, style));
    noteLosses(books);
  }
  noteEnds(books);
  pass(books, day);
  const isNameless = oneIn(6, when) && books.attempts.filter(({ stage }) => stage === 'completed').length === 1;
  const inTurn = oneIn(2, how >> 2) ? books.attempts.toReversed() : books.attempts;
  // The order is read before its captures: it says which there are, and of which authorisation.
  const isCapture = ({ captureOf }: TrueAttempt): boolean => captureOf !== undefined;
  const asked = [...inTurn.filter((one) => !isCapture(one)), ...inTurn.filter(isCapture)];
  const reads = asked.map((attempt): Delivery => {
    pass(books, 60);
    const noIds = isNameless ? 3 : 0;
    const picture = orderPicture(books, attempt, { ...wholePicture, noIds, turn: how });
    return { picture, channel: 'status_read' };
  });
  return {
    orderId,
    opened: opened % 2 === 0,
    expected,
    deliveries: namedFirst(deliver(pictures, post, style, happened), opened % 2 === 0),
    attempts: books.attempts,
    reads,
    readsNameAll: !isNameless,
    happened,
  };
}

const orderId = 'order-1';
const day = 86_400;

/** MultiSafepay's time: the Netherlands, whole seconds, no zone. */
function localTime(seconds: number): string {
  const summer = seconds >= Date.UTC(2026, 2, 29, 1) / 1000 && seconds < Date.UTC(2026, 9, 25, 1) / 1000;
  return new Date((seconds + (summer ? 7200 : 3600)) * 1000).toISOString().slice(0, 19);
}

/** Everything that may truly happen next. */
function movesOf(books: Books, by: number): (() => Change)[] {
  const { attempts } = books;
  const busy = attempts.some(({ stage }) => stage === 'completed' || stage === 'uncleared' || stage === 'authorised');
  const moves: (() => Change)[] = [];
  const own = attempts.filter(({ captureOf }) => captureOf === undefined);
  if (own.length === 0 || (own.length < 3 && (!busy || missing(books) > 0 || oneIn(4, by))))
    moves.push(() => ({ attempt: begin(books, by) }));
  for (const attempt of attempts) moves.push(...movesOfAttempt(books, attempt, by));
  return moves;
}

/** What is still missing of the order, gift cards that are held alone counted. */
function missing({ attempts, expected }: Books): number {
  const held = attempts
    .filter(({ captureOf }) => captureOf === undefined)
    .map(({ stage, amount, giftCard }) => (stage === 'completed' || stage === 'authorised' ? amount : giftCard))
    .reduce((so, one) => so + one, 0);
  return expected.amount - held;
}

function begin(books: Books, by: number): TrueAttempt {
  const { attempts, expected, now, happened } = books;
  const isOutside = oneIn(9, by);
  const wanted = missing(books) > 0 ? missing(books) : expected.amount;
  const amount = oneIn(6, by) ? pick([wanted - 1, wanted + 1, Math.ceil(wanted / 2), wanted * 2, 1], by >> 3) : wanted;
  const giftCard = !isOutside && amount > 20 && oneIn(5, by) ? Math.ceil((amount * ((by % 9) + 1)) / 10) : 0;
  const currency = oneIn(14, by) ? pick(['USD', 'JPY'], by >> 2) : expected.currency;
  if (isOutside) happened.add('outside method');
  if (giftCard > 0) happened.add('part');
  const method = isOutside ? pick(outside, by >> 4) : pick(cards, by >> 4);
  const attempt: TrueAttempt = {
    id: ++books.lastId,
    method,
    byHand: !isOutside && giftCard === 0 && amount > 20 && method !== 'AMEX' && oneIn(4, by >> 1),
    isCard: !isOutside,
    amount: Math.max(1, amount),
    giftCard,
    currency,
    created: now,
    stage: 'initialized',
    shipped: false,
    refunds: [],
    chargebacks: [],
  };
  attempts.push(attempt);
  return attempt;
}

function movesOfAttempt(books: Books, attempt: TrueAttempt, by: number): (() => Change)[] {
  const { happened } = books;
  const moves: (() => Change)[] = [];
  const become = (stage: Stage, times = 1): void => {
    const move = (): Change => {
      if (stage === 'completed' && attempt.stage === 'initialized') changeAtCompletion(books, attempt, by);
      attempt.stage = stage;
      return { attempt };
    };
    for (let time = 0; time < times; time++) moves.push(move);
  };
  if (attempt.byHand && ['initialized', 'uncleared'].includes(attempt.stage)) {
    become('authorised', 4);
    happened.add('authorised');
  }
  if (attempt.stage === 'authorised') return movesOfReservation(books, attempt, by);
  if (attempt.byHand && attempt.stage === 'completed') return [];
  if (attempt.stage === 'initialized') {
    if (!attempt.byHand) become('completed', 4);
    if (attempt.isCard) become('declined');
    if (attempt.isCard) become('uncleared');
    become('expired');
    become('cancelled');
  }
  if (attempt.stage === 'uncleared') {
    if (!attempt.byHand) become('completed', 3);
    become('declined');
    become('cancelled');
  }
  if (attempt.stage !== 'completed') return moves;
  const { reserved, refunded, chargedBack } = moneyOf(attempt);
  const left = attempt.amount - reserved - refunded - chargedBack;
  if (left > 0 && chargedBack === 0) {
    const refund = (amount: number, stage: TrueRefund['stage']) => (): Change => {
      // What is asked for on the day of the payment is a reversal, made at once; only a later refund is reserved.
      if (stage === 'reserved') pass(books, day);
      const { now } = books;
      const made: TrueRefund = { id: ++books.lastId, amount, created: now, modified: now, stage };
      attempt.refunds.push(made);
      happened.add('refund');
      return { attempt, refund: made };
    };
    moves.push(
      refund(Math.ceil(left / 4), 'reserved'),
      refund(Math.ceil(left / 4), 'reserved'),
      refund(left, 'reserved'),
    );
    moves.push(refund(1 + (by % left), 'completed'));
  }
  for (const refund of attempt.refunds) moves.push(...movesOfRefund(books, attempt, refund, by));
  if (attempt.isCard && attempt.chargebacks.length < 2 && chargedBack === 0) {
    moves.push(() => {
      const card = attempt.amount - attempt.giftCard;
      const amount = oneIn(3, by) ? Math.ceil(card / 3) : card;
      const chargeback: TrueChargeback = { id: ++books.lastId, amount, created: books.now };
      attempt.chargebacks.push(chargeback);
      happened.add('chargeback');
      return { attempt, chargeback };
    });
  }
  for (const chargeback of attempt.chargebacks) moves.push(...movesOfDispute(books, attempt, chargeback, by));
  for (const chargeback of attempt.chargebacks.filter(({ reversal }) => !reversal))
    moves.push(...Array(2).fill(reversalOf(books, attempt, chargeback, by)));
  if (!attempt.shipped) {
    moves.push(() => {
      attempt.shipped = true;
      return { attempt };
    });
  }
  const isUntouched = attempt.refunds.length === 0 && attempt.chargebacks.length === 0 && !attempt.captureOf;
  if (isUntouched && oneIn(3, by)) become('taken back');
  return moves;
}

/** What was captured of an authorisation. */
const capturesOf = ({ attempts }: Pick<Books, 'attempts'>, head: TrueAttempt): readonly TrueAttempt[] =>
  attempts.filter(({ captureOf }) => captureOf === head);

/** What remains of an authorisation to be captured. */
function remainingOf(books: Pick<Books, 'attempts'>, head: TrueAttempt): number {
  return head.stage === 'authorised'
    ? capturesOf(books, head).reduce((left, { amount }) => left - amount, head.amount)
    : 0;
}

/** What is reserved is captured, in part or in full, or released. */
function movesOfReservation(books: Books, head: TrueAttempt, by: number): (() => Change)[] {
  const { attempts, happened } = books;
  const left = remainingOf(books, head);
  const capture = (amount: number) => (): Change => {
    const made: TrueAttempt = {
      ...head,
      id: ++books.lastId,
      amount,
      created: books.now,
      stage: 'completed',
      byHand: false,
      captureOf: head,
      shipped: false,
      refunds: [],
      chargebacks: [],
    };
    attempts.push(made);
    happened.add('capture');
    if (amount === left) {
      head.stage = 'completed';
      happened.add('captured in full');
    }
    return { attempt: oneIn(2, by >> 3) ? made : head, capture: made };
  };
  const release = (): Change => {
    head.stage = 'cancelled';
    happened.add('released');
    return { attempt: head };
  };
  return [capture(left), capture(Math.ceil(left / 3)), capture(Math.ceil(left / 2)), release];
}

/** The words that a dispute is expected to go through, and now and then another (decision D34). */
function movesOfDispute(books: Books, attempt: TrueAttempt, chargeback: TrueChargeback, by: number): (() => Change)[] {
  const next = { new: 'open', open: 'submitted', submitted: 'processed', processed: 'closed' } as const;
  const { dispute } = chargeback;
  const expected = dispute === undefined ? 'new' : next[dispute as keyof typeof next];
  if (expected === undefined) return [];
  return [
    () => {
      chargeback.dispute = oneIn(6, by) ? 'closed' : expected;
      books.happened.add('dispute');
      if (isProvisional(chargeback)) books.happened.add('reversal before the dispute is closed');
      return { attempt };
    },
  ];
}

/** The customer may have taken another card, or another amount was authorised. */
function changeAtCompletion({ happened }: Books, attempt: TrueAttempt, by: number): void {
  if (!attempt.isCard || attempt.giftCard > 0 || attempt.amount < 10) return;
  if (oneIn(11, by)) {
    attempt.method = pick(cards, cards.indexOf(attempt.method as (typeof cards)[number]) + 1);
    happened.add('brand changed');
  }
  if (oneIn(13, by)) {
    attempt.amount -= 1;
    happened.add('amount changed at completion');
  }
}

function movesOfRefund(books: Books, attempt: TrueAttempt, refund: TrueRefund, by: number): (() => Change)[] {
  const become = (stage: TrueRefund['stage'], happening?: Happening) => (): Change => {
    // The bank sends a refund back days later.
    if (refund.stage === 'completed') pass(books, 3 * day);
    refund.stage = stage;
    refund.modified = books.now;
    if (happening) books.happened.add(happening);
    return { attempt, refund };
  };
  if (refund.stage === 'reserved')
    return [
      become('completed'),
      become('completed'),
      become('cancelled', 'refund cancelled'),
      become('declined', 'refund declined'),
    ];
  if (refund.stage === 'completed' && oneIn(3, by))
    return [become(oneIn(2, by >> 2) ? 'cancelled' : 'declined', 'refund came back')];
  return [];
}

function reversalOf(books: Books, attempt: TrueAttempt, chargeback: TrueChargeback, by: number): () => Change {
  return () => {
    const isInPart = chargeback.amount > 3 && oneIn(4, by);
    const amount = isInPart ? Math.ceil(chargeback.amount / 3) : chargeback.amount;
    chargeback.reversal = { id: ++books.lastId, amount, created: books.now };
    books.happened.add(isInPart ? 'reversal in part' : 'reversal');
    if (isProvisional(chargeback)) books.happened.add('reversal before the dispute is closed');
    return { attempt };
  };
}

/** More may come back of an attempt than was paid: a chargeback after a refund. */
function noteLosses({ attempts, happened }: Books): void {
  for (const attempt of attempts) {
    const { reserved, refunded, chargedBack } = moneyOf(attempt);
    if (attempt.stage === 'completed' && reserved + refunded + chargedBack > attempt.amount)
      happened.add('double loss');
  }
}

function noteEnds({ attempts, expected, happened }: Books): void {
  const paid = attempts.filter(
    ({ stage, captureOf, byHand }) => !captureOf && (stage === 'completed' || stage === 'taken back' || byHand),
  );
  if (paid.length > 1) happened.add('two paid');
  for (const { stage, giftCard, amount, currency, refunds, captureOf } of attempts) {
    if (refunds.some((one) => one.stage === 'reserved')) happened.add('refund reserved at the end');
    if (captureOf !== undefined) continue;
    const endedUnpaid = stage === 'declined' || stage === 'expired' || stage === 'cancelled';
    if (endedUnpaid) happened.add('attempt that ended unpaid');
    if (endedUnpaid && giftCard > 0) happened.add('gift card held alone');
    if (stage === 'taken back') happened.add('taken back');
    if (amount !== expected.amount) happened.add('amount differs');
    if (currency !== expected.currency) happened.add('currency differs');
  }
}

/** What a picture leaves out. */
interface Gaps {
  readonly turn: number;
  /** Which refund entries have no id: two bits, for every other one. */
  readonly noIds: number;
  readonly noReference: boolean;
  readonly noList: boolean;
  readonly noTotal: boolean;
  readonly noParts: boolean;
}

const wholePicture: Gaps = { turn: 0, noIds: 0, noReference: false, noList: false, noTotal: false, noParts: false };

/** The pictures that a change brings about: of the order, of the refund or chargeback itself, or of both. */
function picturesOf(books: Books, change: Change, by: number, style: Style): Picture[] {
  const { attempt } = change;
  const noList = style.sparse && oneIn(5, by);
  const noTotal = style.sparse && !noList && oneIn(7, by);
  const gaps: Gaps = {
    turn: by,
    noIds: noTotal || !oneIn(4, by >> 2) ? 0 : 1 + (by % 3),
    noReference: oneIn(3, by >> 1),
    noList,
    noTotal,
    noParts: style.sparse && oneIn(6, by >> 3),
  };
  const own = attempt.isCard ? ownPicture(books, change, gaps) : undefined;
  const order = orderPicture(books, attempt, gaps);
  if (!own) return [order];
  return pick([[order], [own, order], [own]], by >> 2);
}

/** The order id of a capture's own. */
const ownOrderOf = ({ id }: TrueAttempt): string => `${orderId}-c${id}`;

/** The order as one of its attempts shows it; a capture has an order of its own. */
function orderPicture(books: Books, attempt: TrueAttempt, gaps: Gaps): Picture {
  const { now, happened } = books;
  const { id, amount, currency, created, method, giftCard, captureOf, byHand } = attempt;
  const { reserved, refunded } = moneyOf(attempt);
  const [status, financial] = pairOf(attempt);
  const related = [...listedCaptures(books, attempt), ...relatedOf(attempt, gaps, happened)];
  if (gaps.noList && related.length > 0) happened.add('no list');
  if (gaps.noTotal) happened.add('no refunded total');
  const reservation = byHand && { capture: 'manual', capture_remain: remainingOf(books, attempt) };
  return {
    order_id: captureOf ? ownOrderOf(attempt) : orderId,
    ...(captureOf && { auth_order_id: orderId }),
    transaction_id: id,
    status,
    financial_status: financial,
    amount,
    currency,
    created,
    modified: now,
    payment_details: { type: method, ...reservation },
    ...(!gaps.noTotal && { amount_refunded: reserved + refunded }),
    ...(!gaps.noList && { related_transactions: related.length > 0 ? turned(related, gaps.turn) : null }),
    ...(!(gaps.noParts && giftCard > 0) && {
      payment_methods: turned(methodsOf(attempt, financial, gaps.turn), gaps.turn >> 1),
    }),
  };
}

/** The captures of an authorisation, as its order lists them. */
function listedCaptures(books: Books, attempt: TrueAttempt): Picture[] {
  return capturesOf(books, attempt).map(({ id, amount, currency, created, captureOf: _, ...one }) => ({
    type: 'capture',
    transaction_id: id,
    order_id: ownOrderOf({ id, amount, currency, created, ...one }),
    amount,
    currency,
    status: 'completed',
    created,
    modified: created,
  }));
}

/** How an attempt was paid. A list of one says the method, and now and then an amount of its own, as the vendor's sample does. */
function methodsOf(
  { id, amount, giftCard, currency, method, stage }: TrueAttempt,
  status: string,
  by: number,
): Picture[] {
  const card = { type: method, amount: amount - giftCard, currency, status };
  if (giftCard === 0) return [oneIn(4, by) ? { ...card, amount: 1 } : card];
  const held = stage === 'initialized' ? 'initialized' : 'completed';
  const coupon = { type: 'COUPON', coupon_brand: 'VVVGIFTCRD', amount: giftCard, currency, status: held };
  return [{ ...coupon, external_transaction_id: `gift-${id}` }, card];
}

/** The refunds and chargebacks of an attempt, as its order lists them. */
function relatedOf(attempt: TrueAttempt, gaps: Gaps, happened: Set<Happening>): Picture[] {
  const { currency } = attempt;
  const refunds = attempt.refunds.map(({ id, amount, created, modified, stage }, index): Picture => {
    const isNameless = ((gaps.noIds >> (index % 2)) & 1) === 1;
    if (isNameless) happened.add('entry without an id');
    const status = stage === 'cancelled' ? 'void' : stage;
    const entry = { type: 'refund', amount, currency, status, created, modified };
    return { ...entry, ...(!isNameless && { transaction_id: id }), ...referenceTo(attempt.id, gaps) };
  });
  const chargebacks = attempt.chargebacks.flatMap(({ id, amount, created, reversal, dispute }): Picture[] => {
    const status = 'completed';
    const told = dispute && { dispute: { status: dispute, merchant_response_date: '2026-12-31' } };
    const entry = {
      type: 'chargeback',
      transaction_id: id,
      amount,
      currency,
      status,
      created,
      modified: created,
      ...told,
    };
    if (!reversal) return [{ ...entry, ...referenceTo(attempt.id, gaps) }];
    const isInPart = reversal.amount < amount;
    return [
      { ...entry, ...referenceTo(attempt.id, gaps) },
      {
        type: 'reverse-chargeback',
        transaction_id: reversal.id,
        amount: reversal.amount,
        currency,
        status,
        created: reversal.created,
        modified: reversal.created,
        ...referenceTo(id, isInPart ? wholePicture : gaps),
      },
    ];
  });
  return [...refunds, ...chargebacks];
}

const referenceTo = (id: number, { noReference }: Gaps): Picture =>
  noReference ? {} : { reference_transaction_id: id };

/** A list in another order: newest first, or turned round. */
function turned(list: readonly Picture[], by: number): Picture[] {
  const from = by % Math.max(1, list.length);
  const round = [...list.slice(from), ...list.slice(0, from)];
  return oneIn(2, by >> 2) ? round.reverse() : round;
}

/** The pair that an order shows. */
function pairOf(attempt: TrueAttempt): readonly [string, string] {
  const { stage, amount, shipped } = attempt;
  if (stage === 'taken back') return ['void', 'void'];
  if (stage === 'cancelled') return ['void', 'cancelled'];
  if (stage === 'authorised') return ['completed', 'initialized'];
  if (stage !== 'completed') return [stage, stage];
  const { refunded, chargedBack } = moneyOf(attempt);
  if (chargedBack > 0) return ['chargedback', stage];
  if (refunded >= amount) return ['refunded', stage];
  if (refunded > 0) return ['partial_refunded', stage];
  return [shipped ? 'shipped' : stage, stage];
}

/** A refund or a chargeback by its own transaction. */
function ownPicture({ now, happened }: Books, change: Change, gaps: Gaps): Picture | undefined {
  const { attempt, refund, chargeback } = change;
  const own = refund ?? chargeback;
  if (!own) return undefined;
  if (gaps.noReference) happened.add('no reference');
  const [status, financial] = refund
    ? refund.stage === 'cancelled'
      ? ['void', 'cancelled']
      : [refund.stage, refund.stage]
    : ['chargedback', 'completed'];
  return {
    order_id: orderId,
    transaction_id: own.id,
    type: refund ? 'refund' : 'chargeback',
    status,
    financial_status: financial,
    amount: refund ? -own.amount : own.amount,
    currency: attempt.currency,
    created: own.created,
    modified: now,
    ...referenceTo(attempt.id, gaps),
  };
}

/**
 * The deliveries as they arrive at somebody who knows no order by this id: a refund's own report comes first only if it says of which
 * payment it is. One that does not may be of any order, so nobody can keep it (decision D22); its verdict asks for a read.
 */
function namedFirst(deliveries: readonly Delivery[], opened: boolean): readonly Delivery[] {
  const first = deliveries.findIndex(
    ({ picture }) => picture.type !== 'refund' || picture.reference_transaction_id !== undefined,
  );
  const named = deliveries[first];
  return opened || named === undefined ? deliveries : [named, ...deliveries.toSpliced(first, 1)];
}

/** The pictures as they arrive. */
function deliver(
  pictures: readonly Picture[],
  post: readonly Choice[],
  { losing, reading }: Style,
  happened: Set<Happening>,
): Delivery[] {
  const arriving: { readonly place: number; readonly delivery: Delivery }[] = [];
  for (const [index, picture] of pictures.entries()) {
    const [delay, again, how] = post[index] ?? [0, 0, 0];
    if (losing && oneIn(6, how)) {
      happened.add('lost');
      continue;
    }
    const late = oneIn(3, delay) ? 1 + ((delay >> 2) % pictures.length) : 0;
    const isRead = reading && oneIn(5, how);
    if (late > 0 && index < pictures.length - 1) happened.add(isRead ? 'stale read' : 'late');
    const delivery: Delivery = { picture, channel: isRead ? 'status_read' : 'notification' };
    arriving.push({ place: index + late, delivery });
    if (oneIn(5, again)) {
      happened.add('twice');
      arriving.push({ place: index + late + ((again >> 3) % pictures.length), delivery });
    }
  }
  return arriving.sort((a, b) => a.place - b.place).map(({ delivery }) => delivery);
}
