/**
 * The faults that are planted in `machines/`, one at a time: edges, guards, pairs, places of money, limits, and the rules of an
 * order as far as they stand there.
 */
import type { Fault } from './fault.ts';

/** A fault in the law, and what it is to show. */
export interface LawFault extends Fault {
  /** The requirement whose own test must notice it. */
  readonly id?: string;
  /** The part of the exported model that SPIN is asked to search, and for which formula: of the charts, the first that is broken. */
  readonly spin?: 'CHARTS' | `${'ORDER' | 'RESERVATION'} ${string}`;
}

type Rest = Pick<LawFault, 'id' | 'spin'>;

const at =
  (file: string) =>
  (name: string, from: string, to: string, rest: Rest = {}): LawFault => ({
    name,
    file: `machines/${file}`,
    from,
    to,
    ...rest,
  });

const life = at('card-life.ts');
const threeD = at('three-d-secure.ts');
const cards = at('cards.ts');
const transaction = at('transaction.ts');
const ownMid = at('own-mid.ts');
const refund = at('refund.ts');
const refunds = at('refund-rules.ts');
const orders = at('order-rules.ts');
const shipping = at('shipping-rules.ts');
const outside = at('outside-rules.ts');
const authorisation = at('authorisation.ts');
const capture = at('capture.ts');
const captures = at('capture-rules.ts');
const dispute = at('dispute.ts');
const disputes = at('dispute-rules.ts');
const charts: Rest = { spin: 'CHARTS' };

/** Every fault that is planted in the law. */
export const lawFaults: readonly LawFault[] = [
  // Edges: lost, redirected, added.
  life(
    'a payment is never held',
    "\n              'screening.held': { target: '#uncleared', meta: grounds.held },",
    '',
    charts,
  ),
  life(
    'what passes the filter is held',
    `'screening.passed': { target: \`#\${approved}\``,
    "'screening.passed': { target: '#uncleared'",
    charts,
  ),
  life(
    'what the filter holds is paid',
    "'screening.held': { target: '#uncleared'",
    "'screening.held': { target: '#completed'",
    charts,
  ),
  life(
    'money without the approval of the issuer',
    "              'authorisation.approved': {",
    "              'screening.passed': { target: '#completed', meta: documented('TX-2') },\n              'authorisation.approved': {",
    { id: 'TX-2', ...charts },
  ),
  life(
    'an approval that skips the filter',
    "'authorisation.approved': {\n                target: 'screening'",
    "'authorisation.approved': {\n                target: '#completed'",
    { id: 'TX-7', ...charts },
  ),
  life(
    'a review that approves nothing',
    `\n          'review.approved': { target: \`#\${approved}\`, meta: grounds.approved },`,
    '',
    { id: 'TX-3', ...charts },
  ),
  life(
    'a review that declines, and cancels',
    "'review.declined': { target: '#declined'",
    "'review.declined': { target: '#cancelled'",
    charts,
  ),
  life(
    'an open payment that runs out is cancelled',
    "'transaction.expired': { target: '#expired', meta: into(states.expired, documented('TX-5')) }",
    "'transaction.expired': { target: '#cancelled', meta: into(states.expired, documented('TX-5')) }",
    { id: 'TX-5', ...charts },
  ),
  life(
    'a held payment that never runs out',
    "\n          'transaction.expired': { target: '#expired', meta: into(states.expired, decided('D7')) },",
    '',
  ),
  life(
    'an open payment that cannot be cancelled',
    "\n          'transaction.cancelled': { target: '#cancelled', meta: into(states.cancelled, documented('TX-6')) },",
    '',
    { id: 'TX-6' },
  ),
  life(
    'a filter that never rejects',
    "\n          'screening.rejected': {\n            target: '#declined',\n            meta: into(states.declined, from(inferred('TX-4', 'D20'), 'declined-filter-2019')),\n          },",
    '',
    { id: 'TX-4' },
  ),
  life(
    'a customer who gives up is authenticated',
    "'authentication.cancelled': {\n                target: '#declined'",
    "'authentication.cancelled': {\n                target: 'authorising'",
    { id: '3D-3' },
  ),
  life(
    'a challenge that is passed unseen',
    "{ guard: 'routesToChallenge', meta",
    "{ guard: 'routesToChallenge', target: 'authorising', meta",
    charts,
  ),
  life(
    'a failed authentication that cancels',
    "{ guard: 'routesToDeclined', target: '#declined'",
    "{ guard: 'routesToDeclined', target: '#cancelled'",
  ),
  life(
    'an issuer who declines, and the payment expires',
    "'authorisation.declined': {\n                target: '#declined'",
    "'authorisation.declined': {\n                target: '#expired'",
    { id: 'TX-4' },
  ),
  life(
    'a review of a payment that is over',
    "id: 'completed',\n        type: 'final',",
    "id: 'completed',\n        on: { 'review.declined': { target: '#declined', meta: decided('D7') } },",
    charts,
  ),
  life(
    'an approval after the payment ran out',
    "expired: { id: 'expired', type: 'final',",
    "expired: { id: 'expired', on: { 'review.approved': { target: '#completed', meta: documented('TX-3') } },",
    charts,
  ),
  // Guards, routes and what is remembered.
  life(
    'a soft decline is forgotten',
    "({ threeD: '3-D', softDeclined: true })",
    "({ threeD: '3-D', softDeclined: false })",
    charts,
  ),
  life(
    'an authentication is forgotten',
    'authenticated: authenticated || authenticates(outcome)',
    'authenticated: authenticated && authenticates(outcome)',
    { id: '3D-3' },
  ),
  life('every payment is remembered as 3-D', '({ threeD: fact.threeD })', "({ threeD: fact.threeD && '3-D' })", {
    id: '3D-4',
  }),
  life(
    'a 3-D payment that nobody authenticates',
    "target: 'initialized.authenticating',\n              actions: 'rememberMode'",
    "target: 'initialized.authorising',\n              actions: 'rememberMode'",
    { id: '3D-3' },
  ),
  life(
    'swapped guards: without 3-D where with it is allowed',
    "refuseOrder(profile, 'non-3-D')",
    "refuseOrder(profile, '3-D')",
    charts,
  ),
  threeD(
    'a low value is refused, a high one is not',
    "=== 'low_value' && lowValue",
    "=== 'low_value' && !lowValue",
    charts,
  ),
  threeD(
    'low in any currency',
    'return currency === limit.currency && amount <= limit.amount;',
    'return amount <= limit.amount;',
  ),
  threeD('low to the last cent but one', 'amount <= limit.amount;', 'amount < limit.amount;'),
  threeD(
    'anybody collects any card',
    'if (collectedBy.includes(collector)) return undefined;',
    'if (collectedBy.length > 0) return undefined;',
    { id: 'MID-0', ...charts },
  ),
  threeD(
    'the brand is asked before who collects',
    'refuseCollector(asked) ?? refuseThreeD(asked, mode)',
    'refuseThreeD(asked, mode) ?? refuseCollector(asked)',
  ),
  threeD('without 3-D by default', "!== undefined ? '3-D' : 'non-3-D'", "!== undefined ? 'non-3-D' : '3-D'", {
    id: '3D-1',
  }),
  threeD(
    'a challenge counts as authenticated',
    "=== 'authorise',\n    routeOutcome",
    "!== 'decline',\n    routeOutcome",
  ),
  threeD(
    'an unknown outcome goes on without 3-D',
    "return refuseThreeD(asked, 'non-3-D') === undefined ? 'authorise' : 'decline';",
    "return 'authorise';",
    charts,
  ),
  threeD(
    'a soft decline after a soft decline',
    'if (asked.authenticated || asked.softDeclined)',
    'if (asked.authenticated)',
    charts,
  ),
  threeD(
    'who was not authenticated goes on',
    "means: 'not authenticated',\n    leads: 'decline'",
    "means: 'not authenticated',\n    leads: 'authorise'",
    { id: '3D-3' },
  ),
  threeD(
    'an attempt at authentication counts for nothing',
    "A: { means: 'authentication attempted', leads: 'authorise'",
    "A: { means: 'authentication attempted', leads: 'decline'",
  ),
  // Who may be paid how.
  cards('Visa with 3-D only', "'2019-10': eitherWay(documented('CARD-1'))", "'2019-10': only3D(documented('CARD-1'))", {
    id: 'CARD-1',
    ...charts,
  }),
  cards(
    'Mastercard with 3-D only',
    "'2025-08': eitherWay(stated('mastercard-2025', 'CARD-2'))",
    "'2025-08': only3D(stated('mastercard-2025', 'CARD-2'))",
    { id: 'CARD-2' },
  ),
  cards(
    'Maestro without 3-D',
    "'2019-10': only3D(documented('CARD-3'))",
    "'2019-10': eitherWay(documented('CARD-3'))",
    { id: 'CARD-3', ...charts },
  ),
  cards(
    'American Express with 3-D',
    "'3-D': refused('brand_forbids_3d', documented('CARD-4', '3D-2'))",
    "'3-D': allowed(documented('CARD-4', '3D-2'))",
    { id: 'CARD-4' },
  ),
  cards(
    'American Express in no way',
    "'non-3-D': allowed(documented('CARD-4', '3D-2'))",
    "'non-3-D': refused('brand_requires_3d', documented('CARD-4', '3D-2'))",
    { id: '3D-2' },
  ),
  cards(
    'American Express without 3-D above the limit',
    "lowValueOnly('amount_requires_3d', from(decided('D2'), 'amex-2025'))",
    "allowed(decided('D2'))",
    charts,
  ),
  cards(
    'Bancontact without 3-D',
    "'2019-10': only3D(documented('CARD-5'))",
    "'2019-10': eitherWay(documented('CARD-5'))",
    { id: 'CARD-5' },
  ),
  cards(
    'Bancontact by a direct request',
    "\n        '3-D': refused('direct_not_supported', stated('bancontact-direct-2025', 'D3'))",
    "\n        '3-D': allowed(stated('bancontact-direct-2025', 'D3'))",
    { id: 'CARD-6' },
  ),
  cards(
    'American Express collects Visa',
    "eitherWay(stated('visa-2025', 'CARD-1')) },\n    collectedBy: ['multisafepay'],",
    "eitherWay(stated('visa-2025', 'CARD-1')) },\n    collectedBy: ['multisafepay', 'american_express'],",
  ),
  cards(
    'no card is charged back',
    'const chargebackExpected = { expected: true',
    'const chargebackExpected = { expected: false',
    { id: 'REF-3' },
  ),
  cards(
    'Bancontact is charged back',
    'chargeback: { expected: false, ...from',
    'chargeback: { expected: true, ...from',
  ),
  // Limits, one step up and down.
  ...(
    [
      ['2019-10', -1],
      ['2019-10', 1],
      ['2025-08', -1],
      ['2025-08', 1],
    ] as const
  ).map(([edition, step]) =>
    cards(
      `a low value of ${edition} of ${step > 0 ? 'one cent more' : 'one cent less'}`,
      `'${edition}': { amount: 3000,`,
      `'${edition}': { amount: ${3000 + step},`,
    ),
  ),
  cards(
    'low values in dollars',
    "'2025-08': { amount: 3000, currency: 'EUR'",
    "'2025-08': { amount: 3000, currency: 'USD'",
  ),
  ...[-1, 1].flatMap((step) => [
    refunds(
      `a refund window of a day ${step > 0 ? 'more' : 'less'}`,
      'window: { days: 180,',
      `window: { days: ${180 + step},`,
    ),
    refunds(
      `a twin within a minute ${step > 0 ? 'more' : 'less'}`,
      'duplicates: { minutes: 5,',
      `duplicates: { minutes: ${5 + step},`,
    ),
    transaction(
      `an open payment of an hour ${step > 0 ? 'more' : 'less'}`,
      'deadline: { hours: 1,',
      `deadline: { hours: ${1 + step},`,
      { id: 'TX-1' },
    ),
    transaction(
      `a held payment of an hour ${step > 0 ? 'more' : 'less'}`,
      'deadline: { hours: 120,',
      `deadline: { hours: ${120 + step},`,
      { id: 'TX-3' },
    ),
    refund(
      `a reserved refund of an hour ${step > 0 ? 'more' : 'less'}`,
      'deadline: { hours: 24,',
      `deadline: { hours: ${24 + step},`,
      { id: 'REF-1' },
    ),
  ]),
  // Pairs.
  transaction(
    'another pair of an open payment',
    "pair: pair('initialized', 'initialized')",
    "pair: pair('initialized', 'uncleared')",
    { id: 'TX-1' },
  ),
  transaction(
    'another pair of a held payment',
    "pair: pair('uncleared', 'uncleared')",
    "pair: pair('completed', 'uncleared')",
    { id: 'TX-3', ...charts },
  ),
  transaction(
    'another pair of a paid payment',
    "pair: pair('completed', 'completed')",
    "pair: pair('shipped', 'completed')",
    { id: 'TX-2' },
  ),
  transaction(
    'another pair of a declined payment',
    "pair: pair('declined', 'declined')",
    "pair: pair('expired', 'expired')",
    { id: 'TX-4' },
  ),
  transaction(
    'another pair of an expired payment',
    "pair: pair('expired', 'expired')",
    "pair: pair('declined', 'declined')",
    { id: 'TX-5' },
  ),
  transaction(
    'another pair of a cancelled payment',
    "pair: pair('void', 'cancelled')",
    "pair: pair('void', 'declined')",
    { id: 'TX-6' },
  ),
  ownMid(
    'another pair of a held payment on own MID',
    "pair: pair('uncleared', 'initialized')",
    "pair: pair('uncleared', 'uncleared')",
    { id: 'MID-2' },
  ),
  ownMid(
    'another pair of a paid payment on own MID',
    "pair: pair('completed', 'initialized')",
    "pair: pair('completed', 'completed')",
    { id: 'MID-3', ...charts },
  ),
  ownMid(
    'a declined payment on own MID shows that it expired',
    '{ ...declined, ...inferred',
    '{ ...expired, ...inferred',
    { id: 'MID-4' },
  ),
  ownMid(
    'an expired payment on own MID shows that it was cancelled',
    '{ ...expired, ...inferred',
    '{ ...cancelled, ...inferred',
    { id: 'MID-5' },
  ),
  ownMid(
    'a cancelled payment on own MID shows that it was declined',
    '{ ...cancelled, ...inferred',
    '{ ...declined, ...inferred',
    { id: 'MID-6' },
  ),
  refund(
    'another pair of a reserved refund',
    "pair: pair('reserved', 'reserved')",
    "pair: pair('initialized', 'initialized')",
    { id: 'REF-1' },
  ),
  refund(
    'another pair of a completed refund',
    "pair: pair('completed', 'completed')",
    "pair: pair('refunded', 'completed')",
    { id: 'REF-2' },
  ),
  refund(
    'another pair of a chargeback',
    "pair: pair('chargeback', 'completed')",
    "pair: pair('completed', 'completed')",
    { id: 'REF-3', ...charts },
  ),
  refund(
    'another pair of a cancelled refund',
    "pair: pair('void', 'cancelled')",
    "pair: pair('declined', 'declined')",
    { id: 'REF-4' },
  ),
  refund('another pair of a declined refund', "pair: pair('declined', 'declined')", "pair: pair('void', 'cancelled')", {
    id: 'REF-5',
    ...charts,
  }),
  orders(
    'what was given back beside the own word of own MID',
    'takesMoney(order) ? besides : own.transaction',
    'takesMoney(order) ? own.transaction : own.transaction',
    { id: 'MID-0' },
  ),
  // Places of money, who counts what, who may ship.
  transaction('paid, and the money still with the issuer', "money: 'multisafepay'", "money: 'issuer'", { id: 'TX-8' }),
  transaction('held, and it counts as collected', "counts: 'held'", "counts: 'collected'", charts),
  transaction('paid, and it counts for nothing', "counts: 'collected'", "counts: 'nothing'", charts),
  transaction('held, and may be shipped', "Do not ship.',\n    ship: false", "Do not ship.',\n    ship: true", {
    id: 'TX-3',
  }),
  transaction('paid, and may not be shipped', 'ship: true', 'ship: false', { id: 'TX-8' }),
  ownMid('own MID, and MultiSafepay holds the money', "money: 'american_express'", "money: 'multisafepay'", {
    id: 'MID-0',
  }),
  ownMid(
    'an open payment on own MID whose money is reserved',
    "{ ...initialized, ...documented('MID-1') }",
    "{ ...initialized, money: 'issuer' as const, ...documented('MID-1') }",
    { id: 'MID-1' },
  ),
  life('approved, and the money still with the customer', "\n    money: 'issuer',", '', { id: 'TX-7' }),
  refund('a reserved refund that counts for nothing', "counts: 'reserved'", "counts: 'nothing'", { ...charts }),
  refund('a chargeback that counts as a refund', "counts: 'charged_back'", "counts: 'refunded'", { ...charts }),
  refund(
    'a reserved refund that the customer has',
    "money: 'collector',\n  counts: 'reserved'",
    "money: 'customer',\n  counts: 'reserved'",
    { id: 'REF-1' },
  ),
  // The refund chart and its rules.
  refund(
    'a refund that is completed when it is asked for',
    "target: 'reserved', meta: documented('REF-1', 'D12')",
    "target: 'completed', meta: documented('REF-1', 'D12')",
    { id: 'REF-2', ...charts },
  ),
  refund(
    'a refund that nothing declines',
    "\n          'refund.declined': { target: 'declined', meta: from(inferred('REF-5', 'D12'), 'refund-declined-2025') },",
    '',
    { id: 'REF-5' },
  ),
  refund(
    'a refund that is declined, and cancelled',
    "'refund.declined': { target: 'declined'",
    "'refund.declined': { target: 'cancelled'",
    { id: 'REF-4' },
  ),
  refund(
    'a refund that is completed, and cancelled',
    "'refund.completed': { target: 'completed'",
    "'refund.completed': { target: 'cancelled'",
    { id: 'REF-2' },
  ),
  refund(
    'a chargeback that is a refund',
    "'chargeback.received': { target: 'chargedBack'",
    "'chargeback.received': { target: 'reserved'",
    { id: 'REF-3' },
  ),
  refund(
    'a chargeback that is won, and may be charged back again',
    "'chargeback.reversed': { target: 'reversed'",
    "'chargeback.reversed': { target: 'unopened'",
  ),
  refund('a same-day reversal that is cancelled', "guard: 'permitsRefundCancellation',", '', { id: 'REF-4' }),
  refunds('a refund that can be cancelled on the same day only', 'sameDay ? refusal', '!sameDay ? refusal', charts),
  refunds('a window that closes a moment early', '<= window.days * day', '< window.days * day'),
  refunds('a twin that stops a moment early', '<= minutes * minute', '< minutes * minute'),
  refunds(
    'a twin that was asked for later is none',
    'Math.abs(Date.parse(at) - Date.parse(before.at))',
    '(Date.parse(at) - Date.parse(before.at))',
  ),
  refunds(
    'a refund in any currency',
    'ledger.currency !== undefined && ledger.currency !== currency',
    'ledger.currency !== undefined && currency === undefined',
  ),
  refunds(
    'a refund beside a chargeback',
    'if (ledger.chargebackAttached)',
    'if (ledger.chargebackAttached && ledger.outcomeUnknown)',
  ),
  refunds(
    'a refund of one more than is left',
    'if (amount > ledger.refundable)',
    'if (amount > ledger.refundable + 1)',
    { spin: 'ORDER no_request_exceeds_collected' },
  ),
  refunds('a refund of nothing', 'if (!isAmount(amount) || amount === 0)', 'if (!isAmount(amount))'),
  refunds(
    'a refund while another is undecided',
    'if (ledger.outcomeUnknown)',
    'if (ledger.outcomeUnknown && ledger.chargebackAttached)',
  ),
  refunds('a refund of what is not known', '!ledger.refundableKnown || ', ''),
  refunds(
    'a refund of what was never collected',
    'if (!ledger.collected)',
    'if (!ledger.collected && ledger.chargebackAttached)',
  ),
  refunds('a twin is refused only if it is meant', 'twin && !intentional', 'twin && intentional'),
  refunds(
    'a chargeback is unexpected where it is expected',
    '.chargeback.expected) return undefined;',
    '.chargeback.expected === false) return undefined;',
    { id: 'REF-3' },
  ),
  // The money of an order.
  orders('what is reserved can be refunded again', '- refunded - reserved - ofCard', '- refunded - ofCard', {
    spin: 'ORDER refundable_is_what_is_left',
  }),
  orders('what no refund explains can be refunded again', '- reserved - ofCard - fallen', '- reserved - fallen'),
  orders('what was charged back can be refunded', '- fallen - chargedBack;', '- fallen;'),
  orders('what came back is refunded again', '- ofCard - fallen', '- ofCard', { id: 'PART-2' }),
  orders(
    'what was taken back can be refunded',
    'refundable: takenBack ? 0 : Math.max(0, left)',
    'refundable: Math.max(0, left)',
  ),
  orders('more than the card may have paid', 'Math.min(collected, ledger.atMost ?? collected)', 'collected', {
    id: 'PART-2',
  }),
  orders(
    'a double loss where nothing is lost',
    'back + chargedBack > collected + outside',
    'back + chargedBack >= collected + outside',
  ),
  orders(
    'a double loss that forgets chargebacks',
    'back + chargedBack > collected + outside',
    'back > collected + outside',
    { spin: 'ORDER double_loss_exactly_when_reports_say_so' },
  ),
  orders(
    'a double loss that forgets what was paid outside',
    'back + chargedBack > collected + outside',
    'back + chargedBack > collected',
    { id: 'PART-2' },
  ),
  orders(
    'a double loss of what was only asked for',
    "sum(entries, 'reserved', true) + sum(entries, 'refunded', true)",
    "sum(entries, 'reserved') + sum(entries, 'refunded', true)",
  ),
  orders(
    'a word of a chargeback that attaches none',
    "chargebackAttached: word === 'chargeback' || entries",
    'chargebackAttached: entries',
  ),
  orders('refunded in full while a refund is reserved', ' && position.reserved === 0;', ';'),
  orders('known, whatever the word says', 'return money.given >= money.collected;', 'return true;'),
  orders('known, though nothing was given back', 'return money.given > 0;', 'return money.given >= 0;'),
  orders('an order that is lost only if every attempt is', 'doubleLoss: positions.some', 'doubleLoss: positions.every'),
  orders(
    'an order that is known if one attempt is',
    'refundableKnown: positions.every',
    'refundableKnown: positions.some',
  ),
  // Another attempt.
  orders('an attempt beside a held one', "\n  if (order.uncleared) no.push(refusal('order_uncleared'));", '', {
    spin: 'ORDER no_attempt_beside_money',
  }),
  orders(
    'an attempt beside money that may be held',
    'if (order.moneyMayBeHeld) no',
    'if (order.moneyMayBeHeld && order.collected) no',
  ),
  orders(
    'an attempt beside a settled order',
    'if (order.settledOutside && !order.asksForTheRest)',
    'if (order.settledOutside && order.uncleared)',
  ),
  orders('no attempt for the rest', 'if (order.collected && !order.asksForTheRest)', 'if (order.collected)'),
  // What words claim.
  orders('nothing authorised is a claim', 'if (words.amount === 0) return', 'if (words.amount === -1) return'),
  orders(
    'money of a collector that nobody configured',
    "if (!collecting && !words.ownMid) return refusal('collector_not_configured', facts);",
    '',
  ),
  orders('a pair that nobody shows, from a notification', 'return mayCorrect ? {', 'return true ? {'),
  orders(
    'a void order beside a chargeback is cancelled',
    'if (chargeback) return',
    'if (chargeback && !chargeback) return',
  ),
  orders(
    'goods that went out say that money came back',
    "shipped: { beside: ['completed'], takes: false",
    "shipped: { beside: ['completed'], takes: true",
  ),
  // Shipping.
  shipping('what is for more ships', 'if (certain < (expected ?? 0))', 'if (certain < (expected ?? 0) - 1)'),
  shipping(
    'an order whose total nobody said ships',
    "if (expected === undefined) doubts.push(refusal('order_amount_unknown'));",
    '',
  ),
  shipping('what was charged back ships', "if (order.chargedBack) return refusal('ship_charged_back');", ''),
  shipping('what was lost twice ships', "if (order.doubleLoss) return refusal('double_loss');", ''),
  shipping(
    'an alarm is no doubt',
    'const doubts = [...new Set(order.alarms)]',
    'const doubts = [...new Set(order.alarms.slice(1))]',
  ),
  shipping(
    'money that may be held is no doubt',
    'order.moneyMayBeHeld ? Number.POSITIVE_INFINITY : order.possible',
    'order.possible',
  ),
  shipping('a currency ignored', "if (order.otherCurrency) return refusal('ship_currency_differs');", ''),
  shipping(
    'no, where it is all there',
    'if (most >= expected) return undefined;',
    'if (most > expected) return undefined;',
  ),
  shipping(
    'what may have been given back is no doubt',
    "if (order.givenBackUnknown) doubts.push(refusal('ship_given_back_unknown'));",
    '',
  ),
  // Disputes of chargebacks.
  dispute(
    'a dispute that is accepted before it is opened',
    "on: { 'dispute.opened': { target: 'open', meta } },",
    "on: { 'dispute.opened': { target: 'open', meta }, 'dispute.accepted': { target: 'accepted', meta } },",
    { id: 'DIS-1', ...charts },
  ),
  dispute('a dispute that is never returned', "          'dispute.returned': { target: 'ready', meta },\n", '', {
    id: 'DIS-1',
    ...charts,
  }),
  dispute(
    'evidence that is processed closes the dispute',
    "'dispute.processed': { target: 'processed', meta },",
    "'dispute.processed': { target: 'closed', meta },",
    charts,
  ),
  dispute(
    'an accepted dispute that goes on',
    "accepted: { type: 'final', description: states.accepted.means, meta: states.accepted },",
    "accepted: { description: states.accepted.means, meta: states.accepted, on: { 'dispute.closed': { target: 'closed', meta } } },",
    { id: 'DIS-3', ...charts },
  ),
  dispute('a dispute that counts', "counts: 'nothing', ship: false }", "counts: 'charged_back', ship: false }", charts),
  dispute('a dispute that ships', "counts: 'nothing', ship: false }", "counts: 'nothing', ship: true }"),
  dispute('a dispute that moves the money back', "money: 'customer'", "money: 'collector'"),
  dispute('a word for another', "word: 'ready'", "word: 'closed'", charts),
  dispute('a word that is another', "word: 'processed'", "word: 'done'", charts),
  dispute(
    'evidence that may be sent when it has been',
    "word: 'submitted',",
    "word: 'submitted',\n  answerable: true,",
  ),
  dispute('a dispute that accepting concludes', "word: 'accepted',", "word: 'accepted',\n  concludes: true,"),
  dispute('a dispute that nothing concludes', '  concludes: true,\n', ''),
  disputes('a window of another card', 'amex: window(20)', 'amex: window(23)', { id: 'DIS-2' }),
  disputes('a window that no source says', 'mastercard: window(23),', 'mastercard: window(23), maestro: window(23),'),
  disputes('a cardholder who may ask for as long as a refund', 'days: 120', 'days: 180'),
  disputes('any reversal is final', 'dispute !== undefined && dispute.concludes !== true', 'false'),
  disputes('no reversal is final', 'dispute.concludes !== true,', 'true,'),
  at('statuses.ts')('a stated word that ends and does not', '  processed: goingOn,', '  processed: ended,', charts),
  refunds(
    'a refund while the dispute is open',
    'if (ledger.reversalProvisional)',
    'if (!ledger.reversalProvisional && false)',
    {
      id: 'DIS-3',
    },
  ),
  shipping(
    'a reversal that may be undone is no doubt',
    "if (order.reversalProvisional) doubts.push(refusal('ship_dispute_open'));",
    '',
  ),
  // Captures by hand.
  authorisation(
    'an authorisation is paid once it passes the filter',
    "grounds, phase, 'authorised')",
    "grounds, phase, 'completed')",
    { id: 'CAP-1', ...charts },
  ),
  authorisation('what is only authorised counts as collected', "counts: 'authorised',", "counts: 'collected',", {
    id: 'CAP-1',
    ...charts,
  }),
  authorisation(
    'what is only authorised is a reason to ship',
    "before the authorisation runs out.',\n    ship: false,",
    "before the authorisation runs out.',\n    ship: true,",
    { id: 'CAP-1' },
  ),
  authorisation(
    'an authorisation that shows a payment',
    "pair: pair('completed', 'initialized'),",
    "pair: pair('completed', 'completed'),",
    { id: 'CAP-1', ...charts },
  ),
  authorisation(
    'a capture in full that releases',
    "          'reservation.captured': {\n            target: 'completed',",
    "          'reservation.captured': {\n            target: 'released',",
    { id: 'CAP-3', ...charts },
  ),
  authorisation(
    'a reservation that cannot be cancelled',
    "          'reservation.cancelled': { target: 'released', meta: stated('capture-cancel-2025', 'CAP-4') },\n",
    '',
    { id: 'CAP-4', ...charts },
  ),
  authorisation(
    'a reservation that is captured when it runs out',
    "          'reservation.expired': {\n            target: 'released',",
    "          'reservation.expired': {\n            target: 'completed',",
    { id: 'CAP-5', ...charts },
  ),
  authorisation('what is released stays with the issuer', "money: 'customer',", "money: 'issuer',", { id: 'CAP-4' }),
  authorisation(
    'a released reservation that is captured',
    "released: { type: 'final', description: released.means, meta: released },",
    "released: { description: released.means, meta: released, on: { 'reservation.captured': { target: 'completed', meta: stated('capture-cancel-2025', 'CAP-4') } } },",
    { id: 'CAP-4', ...charts },
  ),
  capture('a capture that collects nothing', "counts: 'collected',", "counts: 'authorised',", {
    id: 'CAP-2',
    ...charts,
  }),
  capture('a capture that is at the issuer', "money: 'multisafepay',", "money: 'issuer',", { id: 'CAP-2' }),
  capture(
    'a capture that shows an authorisation',
    "pair: pair('completed', 'completed'),",
    "pair: pair('completed', 'initialized'),",
    { id: 'CAP-2', ...charts },
  ),
  capture(
    'a capture in the dashboard that nobody knows',
    "          'capture.requested': { guard: 'permitsCapture', target: 'requested', meta: decided('D33') },\n          'capture.completed': { target: 'captured', meta: stated('capture-in-parts-2025', 'CAP-2', 'CAP-3') },",
    "          'capture.requested': { guard: 'permitsCapture', target: 'requested', meta: decided('D33') },",
    {
      id: 'CAP-2',
      ...charts,
    },
  ),
  capture(
    'a refused capture that collects',
    "'capture.refused': { target: 'refused'",
    "'capture.refused': { target: 'captured'",
    charts,
  ),
  capture(
    'a capture that every rule admits',
    "event.type === 'capture.requested' && capturePermissions.permitsCapture.refuse(context, event) === undefined,",
    "event.type === 'capture.requested',",
    charts,
  ),
  capture('a request that is known as nothing taken', "counts: 'authorised',", "counts: 'nothing',", charts),
  captures(
    'a capture of what is not authorised',
    "if (!ledger.authorised) no.push(refusal('capture_not_authorised'));",
    '',
  ),
  captures('a capture of nothing', '|| amount === 0) no.push', '|| amount < 0) no.push'),
  captures(
    'a capture in another currency',
    'ledger.currency !== undefined && ledger.currency !== currency)',
    'ledger.currency !== undefined && false)',
  ),
  captures('a unit more than remains', 'if (amount > ledger.remaining)', 'if (amount > ledger.remaining + 1)', {
    spin: 'RESERVATION no_capture_request_exceeds_authorised',
  }),
  captures('all that remains is too much', 'if (amount > ledger.remaining)', 'if (amount >= ledger.remaining)'),
  captures('a remainder that is not known is captured', 'if (!ledger.remainingKnown || (', 'if (('),
  captures(
    'a reservation whose currency is not known is captured',
    '(ledger.authorised && ledger.currency === undefined)',
    'false',
  ),
  captures('a capture that is late', 'Date.parse(at) > Date.parse(ledger.expires))', 'false)', {
    spin: 'RESERVATION captures_are_asked_for_by_the_rules',
  }),
  captures('the last moment is too late', 'Date.parse(at) > Date.parse', 'Date.parse(at) >= Date.parse'),
  cards('Visa reserved for 30 days', 'capture: captured(7),', 'capture: captured(30),', { id: 'CAP-5' }),
  cards(
    'American Express captured by hand',
    'chargeback: chargebackExpected,\n    capture: neverCaptured,',
    'chargeback: chargebackExpected,\n    capture: captured(7),',
    { id: 'CAP-6', ...charts },
  ),
  orders(
    'a brand that is never captured by hand, is',
    "words.flow === 'authorisation' && !words.brandMayCapture",
    'false',
    {
      id: 'CAP-6',
    },
  ),
  orders(
    'nothing remains, and something does',
    "flow === 'authorisation' && remains && transaction",
    "flow === 'capture' && remains && transaction",
    {
      id: 'CAP-3',
    },
  ),
  orders(
    'captured by hand on own MID',
    "const words = told.flow === 'payment' ? told : { ...told, ownMid: false, brandMayOwnMid: false };",
    'const words = told;',
    { id: 'CAP-1' },
  ),
  orders(
    'an attempt beside a reservation',
    "if (order.authorised && !order.asksForTheRest) no.push(refusal('order_authorised'));",
    '',
  ),
  shipping(
    'what is reserved ships',
    'const most = order.moneyMayBeHeld ? Number.POSITIVE_INFINITY : order.possible + order.counted;',
    'const most = order.moneyMayBeHeld ? Number.POSITIVE_INFINITY : order.possible + order.authorised;',
  ),
  shipping(
    'what counts on authorisation is not certain',
    'const certain = order.certain + order.counted;',
    'const certain = order.certain;',
  ),
  shipping(
    'what is reserved is not said',
    "if (uncaptured > 0 && most + uncaptured >= expected) return refusal('ship_not_captured', { reserved: uncaptured });",
    '',
  ),
  at('statuses.ts')(
    'a stated authorisation that ends',
    "going('completed', 'initialized', stated('capture-authorised-2025', 'CAP-1'))",
    "ending('completed', 'initialized', stated('capture-authorised-2025', 'CAP-1'))",
    charts,
  ),
  // Methods outside the charts.
  outside('a gift card is settled as others are', ", pair('completed', 'initialized')]", ']', { id: 'PART-1' }),
  outside('who contradicts is not heard', "if (words.contradicted) return 'open';", '', { id: 'PART-1' }),
  outside('given back in full is settled', 'amountRefunded >= amount', 'amountRefunded > amount', { id: 'PART-1' }),
  outside('given back in part is settled', 'return shows && amountRefunded === 0 ?', 'return shows ?', {
    id: 'PART-1',
  }),
  outside(
    'settled, and then called off',
    "if (ended.includes(order)) return words.wasSettled ? 'open' : 'unpaid';",
    "if (ended.includes(order)) return 'unpaid';",
  ),
  outside(
    'a part given back in part is held by nobody',
    "status === 'partial_refunded' ? 'unknown' : 'no'",
    "status === 'partial_refunded' ? 'no' : 'no'",
  ),
  // Currencies and editions.
  at('money.ts')(
    'yen with cents',
    "listed(0, 'BIF CLP DJF GNF ISK JPY ",
    "listed(2, 'JPY'), ...listed(0, 'BIF CLP DJF GNF ISK ",
  ),
  at('money.ts')('a withdrawn currency that is not', "listed(2, 'HRK VEF', true)", "listed(2, 'HRK VEF')"),
  at('editions.ts')(
    'an edition that spells a chargeback as the other',
    "chargebackWord: 'chargedback',",
    "chargebackWord: 'chargeback',",
  ),
  at('statuses.ts')(
    'a stated pair that ends and does not',
    "going('uncleared', 'uncleared', documented('TX-3'))",
    "ending('uncleared', 'uncleared', documented('TX-3'))",
    charts,
  ),
  at('statuses.ts')(
    'a stated pair that is another',
    "ending('void', 'cancelled', documented('TX-6'))",
    "ending('expired', 'cancelled', documented('TX-6'))",
  ),
];
