/**
 * What the service's API takes and answers, as schemas: they read what comes in, and the OpenAPI document is printed from them.
 */
import * as v from 'valibot';
import {
  captureModes,
  cardBrands,
  collectors,
  disputeWords,
  editionNames,
  moneyPlaces,
  orderStatuses,
  outcomeLetters,
  outsideFamilies,
  refusalCodes,
  type Source,
  sources,
  threeDModes,
  transactionStatuses,
} from '../../machines/index.ts';
import { verdictKinds } from '../lifecycle/index.ts';
import { maskText, tokenModels } from '../multisafepay/index.ts';
import { isOrderId, leadsElsewhere } from '../multisafepay/requests.ts';
import { chartIds } from '../relation/index.ts';
import { largestCount } from '../store/entry.ts';
import { accountEnvironments, changeWords, entryKinds, messageStandings, openMatters } from '../store/index.ts';
import { factFields } from '../store/told-fields.ts';

/** What may be stored of a call that could not be finished. */
export const storedWords = ['nothing', 'begun', 'unknown'] as const;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** What marks a field that holds an id: it is kept to the letter, even if its digits are those of a card number (D16). */
const isId: v.MetadataAction<string, { readonly isId: true }> = v.metadata({ isId: true });
const id = v.pipe(text, isId);
const orderId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(50),
  // One that no address can have could be neither asked about here nor read at MultiSafepay.
  v.check((given) => isOrderId(given), 'it is no order id'),
  isId,
);

/** A text that is kept: no card number, however it is written. */
const keptText = v.pipe(
  text,
  v.check((given) => maskText(given) === given, 'it holds a number that could be a card number'),
);

const positive = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(1),
  // ISO 8583 has twelve digits for an amount; a card number has more.
  v.maxValue(999_999_999_999),
  v.description('In minor units: EUR 25.00 is 2500.'),
);
const currency = v.pipe(
  v.string(),
  v.regex(/^[A-Z]{3}$/, 'it must be three capital letters, as EUR'),
  v.description('ISO 4217.'),
);
const webAddress = v.pipe(v.string(), v.url());

/** A field of a card: what is wrong with it is said without showing it (decision D16). */
const cardText = v.string('it must be a text');

/** Opens a payment. */
export const openBody = v.strictObject({
  orderId,
  edition: v.optional(
    v.pipe(
      v.picklist(editionNames),
      v.description('The rules it is judged by, for life. Left out of a new payment: as the service is set up.'),
    ),
  ),
  collector: v.optional(v.picklist(collectors)),
  amount: v.optional(
    v.pipe(positive, v.description('What the order is for, in minor units: EUR 25.00 is 2500. With `currency`.')),
  ),
  currency: v.optional(currency),
});

/** Says afterwards who collects, under which edition, or what the order is for. */
export const configureBody = v.omit(openBody, ['orderId']);

/** What an order says, however it is paid. */
const anyOrder = {
  amount: positive,
  currency,
  description: text,
  notificationUrl: v.optional(webAddress),
  redirectUrl: v.optional(webAddress),
  cancelUrl: v.optional(webAddress),
  customer: v.optional(v.record(v.string(), v.unknown())),
};

/** Keeps the card for later payments. */
const keep = v.pipe(
  v.strictObject({ model: v.picklist(tokenModels), customerReference: id }),
  v.description('Keeps the card for later payments, as a token of this customer of yours.'),
);

/** Creates the page on which a payment is paid. */
export const pageBody = v.strictObject({
  ...anyOrder,
  method: v.optional(
    v.pipe(v.picklist([...cardBrands, 'card']), v.description('Left out, the page offers every method of the site.')),
  ),
  daysActive: v.optional(v.pipe(v.number(), v.description('For how many days the page is open; 30 if left out.'))),
  secondsActive: v.optional(v.pipe(v.number(), v.description('For how many seconds, in place of days.'))),
  keep: v.optional(keep),
});

/** Pays by what a Payment Component collected. */
export const componentBody = v.strictObject({
  ...anyOrder,
  payload: v.pipe(
    v.string('it must be a text'),
    v.description('What getPaymentData() gave, as it is. It passes through, and is kept nowhere.'),
  ),
  gateway: v.pipe(text, v.description('The gateway that getPaymentData() gave.')),
  keep: v.optional(keep),
});

/** Pays with a card that is kept. */
export const tokenBody = v.strictObject({
  ...anyOrder,
  token: v.pipe(text, v.description('One that the list of tokens has.')),
  model: v.picklist(tokenModels),
  customerReference: id,
});

/** Creates a direct order at MultiSafepay. Card data passes through, and is kept nowhere. */
export const orderBody = v.strictObject({
  brand: v.picklist(cardBrands),
  amount: positive,
  currency,
  threeD: v.optional(v.picklist(threeDModes)),
  capture: v.optional(
    v.pipe(v.picklist(captureModes), v.description('manual: authorised only, and captured by hand.')),
  ),
  description: text,
  card: v.strictObject(
    {
      card_number: cardText,
      card_expiry_date: cardText,
      card_holder_name: v.optional(cardText),
      card_cvc: v.optional(cardText),
    },
    'it must be an object of card fields',
  ),
  notificationUrl: v.optional(webAddress),
  redirectUrl: v.optional(webAddress),
  cancelUrl: v.optional(webAddress),
  termUrl: v.optional(webAddress),
  customer: v.optional(v.record(v.string(), v.unknown())),
});

/** Captures what is authorised. */
export const captureBody = v.strictObject({
  captureId: v.pipe(
    id,
    v.maxLength(50),
    v.description('Your own id of it, and the order id that it gets: the same id again is the same capture.'),
  ),
  amount: v.union([positive, v.literal('all')]),
  currency: v.optional(currency),
  description: v.optional(text),
  transactionId: v.optional(id),
});

/** Cancels what is reserved and not captured. */
export const cancelReservationBody = v.strictObject({
  reason: v.pipe(text, v.description('Why, for MultiSafepay’s records.')),
});

/** Whether a text is base64. A pattern gives up on texts as long as documents are. */
function isBase64(given: string): boolean {
  try {
    return given !== '' && atob(given) !== '';
  } catch {
    return false;
  }
}

/** Answers a chargeback with a document. */
export const challengeBody = v.strictObject({
  transactionId: v.pipe(id, v.description('The chargeback’s own id.')),
  name: v.pipe(text, v.maxLength(100), v.description('The file’s name.')),
  description: v.pipe(text, v.maxLength(200), v.description('What the document shows, in English.')),
  pdf: v.pipe(
    v.string(),
    v.check(isBase64, 'it must be the document’s bytes in base64'),
    v.description('The document, a PDF, in base64. It passes through, and is kept nowhere.'),
  ),
});

/** Refunds. */
export const refundBody = v.strictObject({
  refundId: v.pipe(
    id,
    v.maxLength(100),
    // It stands in the address of its cancel, and these lead past it: to the cancel of the payment.
    v.check((given) => !leadsElsewhere(given), 'it is no id'),
    v.description('Your own id of it: the same id again is the same refund.'),
  ),
  amount: v.union([positive, v.literal('all')]),
  currency: v.optional(currency),
  description: v.optional(text),
  intentional: v.optional(v.pipe(v.boolean(), v.description('The same amount again within minutes is meant.'))),
  transactionId: v.optional(id),
  actor: v.optional(v.pipe(keptText, v.description('Who asks for it: kept here. A page must say it.'))),
  reason: v.optional(
    v.pipe(keptText, v.description('Why: kept here, and not sent to MultiSafepay. A page must say it.')),
  ),
});

/** A fact or request of one's own; `at` is now if it is left out. What a fact does not have is refused by name. */
export const factBody = v.pipe(
  v.strictObject({
    type: text,
    at: v.optional(v.string()),
    transactionId: v.optional(id),
    refundId: v.optional(id),
    attemptId: v.optional(id),
    key: v.optional(id),
    brand: v.optional(v.picklist(cardBrands)),
    amount: v.optional(positive),
    all: v.optional(v.literal(true)),
    currency: v.optional(currency),
    threeD: v.optional(v.picklist(threeDModes)),
    capture: v.optional(v.picklist(captureModes)),
    captureId: v.optional(id),
    outcome: v.optional(v.picklist(outcomeLetters)),
    intentional: v.optional(v.boolean()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const fields = factFields(value.type);
    for (const [key, given] of Object.entries(value))
      if (given !== undefined && !fields.includes(key))
        addIssue({
          message: 'this fact has no such field',
          path: [{ type: 'object', origin: 'value', input: value, key, value: given }],
        });
  }),
);

const pair = v.object({ order: v.picklist(orderStatuses), transaction: v.picklist(transactionStatuses) });

/** What is to be explained: a wished status, or a fact. */
export const explainBody = v.union(
  [v.strictObject({ status: v.strictObject(pair.entries) }), v.strictObject({ fact: factBody })],
  'it must be { status } or { fact }',
);

/** The number of an entry, as the database counts. */
const entryNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(largestCount));
const keptEvidence = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((given) => maskText(given) === given, 'it holds a number that could be a card number'),
);
const signed = {
  actor: keptText,
  reason: keptEvidence,
  evidence: keptEvidence,
};

/**
 * A correction by a person: closes an alarm, resolves what was set aside, says that a refund was never made, or books what no report
 * can.
 */
export const correctionBody = v.union(
  [
    v.strictObject({
      ...signed,
      close: v.strictObject({
        code: v.picklist(['money_may_be_held', 'money_may_have_left']),
        transactionId: v.optional(id),
      }),
    }),
    v.strictObject({ ...signed, resolve: entryNumber }),
    v.strictObject({
      ...signed,
      unmade: v.pipe(id, v.description('The refundId of a request that MultiSafepay has shown nothing of.')),
    }),
    v.strictObject({
      ...signed,
      adopt: v.pipe(
        entryNumber,
        v.description(
          'An entry that was set aside: how MultiSafepay has its transaction is taken over. The newest of it.',
        ),
      ),
    }),
    v.strictObject({
      ...signed,
      transcribe: v.pipe(
        v.strictObject({
          order: v.picklist(orderStatuses),
          transaction: v.optional(v.picklist(transactionStatuses)),
          transactionId: id,
          amount: positive,
          currency,
        }),
        v.description('A transaction that cannot be read, as MultiSafepay shows it to a person.'),
      ),
    }),
    v.strictObject({
      ...signed,
      settledOutside: v.pipe(
        v.strictObject({ amount: positive, currency }),
        v.description('What methods outside the charts have settled of the order. A later one replaces it.'),
      ),
    }),
    v.strictObject({
      ...signed,
      refundCameBack: v.pipe(
        v.strictObject({ transactionId: v.optional(id), refundId: v.optional(id) }),
        v.description('A refund that came back; without an id, what the refunded total no longer has.'),
      ),
    }),
  ],
  'it must have actor, reason, evidence, and one of close, resolve, unmade, adopt, transcribe, settledOutside, refundCameBack',
);

/** A payment, and what its order is for, if it is to be asked whether its goods may go out. */
export const readQuery = v.strictObject({
  amount: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,11}$/, 'it must be a whole number of minor units, as 2500'),
      v.transform(Number),
      v.description('What the order is for, in minor units, for `may.ship` of this answer. With `currency`.'),
    ),
  ),
  currency: v.optional(currency),
});

const pageSize = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,2}$/, 'it must be a number from 1 to 500'),
    v.transform(Number),
    v.maxValue(500),
    v.description('1 to 500; 100 if left out.'),
  ),
);

/** A list of payments. */
export const listQuery = v.strictObject({
  after: v.optional(v.pipe(v.string(), v.description('The `next` of the page before.'))),
  limit: pageSize,
  by: v.optional(
    v.pipe(
      v.picklist(['orderId', 'updated', 'deadline']),
      v.description(
        'By the order ids, the last change first, or only those that must be read at MultiSafepay, because a deadline of theirs passes ' +
          'or for another reason, the earliest first.',
      ),
    ),
  ),
  verdict: v.optional(v.picklist([...verdictKinds, 'admitted', 'refused'])),
  status: v.optional(v.picklist(orderStatuses)),
  search: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('A part of an order id or a transaction id.'))),
  open: v.optional(
    v.pipe(
      v.picklist(openMatters),
      v.description(
        'Only those on which an alarm stands open, or a report that was set aside and that nobody has resolved.',
      ),
    ),
  ),
});

/** A page of what was set aside. */
export const quarantineQuery = v.strictObject({
  after: v.optional(v.pipe(v.string(), v.description('The `next` of the page before.'))),
  limit: pageSize,
});

/** The id of a message: far fewer digits than a card number has. */
const messageId = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(999_999_999_999));

/** Messages as they were claimed. */
const held = v.pipe(
  v.array(v.strictObject({ id: messageId, lease: v.pipe(v.string(), v.uuid()) })),
  v.minLength(1),
  v.maxLength(500),
  v.description('Messages with the `lease` that they were claimed with.'),
);

const seconds = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(86_400));

/** Claims messages of the outbox. */
export const claimBody = v.strictObject({
  limit: v.optional(
    v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(500), v.description('1 to 500; 100 if left out.')),
  ),
  seconds: v.optional(
    v.pipe(seconds(1), v.description('How long nobody else is given them; 60 if left out, a day at most.')),
  ),
});

/** Acknowledges messages. */
export const acknowledgeBody = v.strictObject({ messages: held });

/** Gives messages back. */
export const releaseBody = v.strictObject({
  messages: held,
  reason: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(1000),
    v.check((given) => maskText(given) === given, 'it holds a number that could be a card number'),
    v.description('What went wrong; it is kept.'),
  ),
  seconds: v.optional(v.pipe(seconds(0), v.description('When they come again; at once if left out.'))),
  failed: v.optional(v.pipe(v.boolean(), v.description('They fail for good, however often they were tried.'))),
});

/** Puts back what has failed for good. */
export const retryBody = v.strictObject({ ids: v.pipe(v.array(messageId), v.minLength(1), v.maxLength(500)) });

/** A page of what has failed for good. */
export const failedQuery = v.strictObject({
  after: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,11}$/, 'it must be the next of the page before'),
      v.transform(Number),
      v.description('The `next` of the page before.'),
    ),
  ),
  limit: pageSize,
});

const code = v.picklist(refusalCodes);
const verdict = v.picklist([...verdictKinds, 'admitted', 'refused']);
const refusal = v.object({
  code,
  says: v.string(),
  facts: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  ids: v.array(v.string()),
  basis: v.picklist(['documented', 'inferred', 'decided']),
  source: v.picklist(Object.keys(sources) as Source[]),
  cure: v.picklist(['nothing', 'change', 'capture', 'status_read', 'configuration', 'time', 'person']),
});
const answer = v.object({
  answer: v.picklist(['yes', 'no', 'unknown']),
  because: v.array(refusal),
  warnings: v.array(v.string()),
});
const position = v.object({
  collected: v.number(),
  reserved: v.number(),
  refunded: v.number(),
  unattributed: v.number(),
  chargedBack: v.number(),
  refundable: v.number(),
  refundableKnown: v.boolean(),
  chargebackAttached: v.boolean(),
  doubleLoss: v.boolean(),
});
const standing = { charts: v.array(v.picklist(chartIds)), states: v.array(v.string()), over: v.boolean() };
const alarm = v.object({
  code: v.picklist(['money_may_be_held', 'money_may_have_left']),
  transactionId: v.exactOptional(v.string()),
  at: v.exactOptional(v.string()),
  because: code,
  brand: v.exactOptional(v.picklist(cardBrands)),
});
const violation = v.object({
  code,
  transactionId: v.exactOptional(v.string()),
  edition: v.exactOptional(v.picklist(editionNames)),
  withdrawn: v.exactOptional(
    v.pipe(v.object({ at: v.exactOptional(v.string()) }), v.description('A status read has ruled it out since.')),
  ),
});
const legalFact = v.object({
  fact: v.string(),
  to: v.string(),
  pair: v.nullable(pair),
  ids: v.array(v.string()),
});
/** A word that nobody knows, as it was said. */
const unknownWord = v.object({ unknown: v.string() });

const money = {
  transactionId: v.exactOptional(v.string()),
  amount: v.exactOptional(v.number()),
  currency: v.exactOptional(v.string()),
};

/** A payment, as it is shown. */
export const paymentAnswer = v.object({
  orderId: v.string(),
  edition: v.exactOptional(v.picklist(editionNames)),
  collector: v.exactOptional(v.picklist(collectors)),
  shows: v.array(pair),
  currency: v.exactOptional(v.string()),
  position,
  fundsAt: v.array(v.picklist(moneyPlaces)),
  may: v.object({ ship: answer, cancel: answer, review: answer }),
  attempts: v.array(
    v.object({
      ...standing,
      ...money,
      brand: v.exactOptional(v.picklist(cardBrands)),
      shows: v.array(pair),
      screening: v.picklist(['evidenced', 'assumed', 'none']),
      superseded: v.boolean(),
      remaining: v.exactOptional(
        v.pipe(
          v.number(),
          v.description('Of an authorisation that stands: what remains to be captured, in minor units.'),
        ),
      ),
      captureBefore: v.exactOptional(v.pipe(v.string(), v.description('By when that is to be captured.'))),
      captureOf: v.exactOptional(
        v.pipe(v.number(), v.description('Of a capture: the place in attempts of its authorisation.')),
      ),
      orderId: v.exactOptional(v.pipe(v.string(), v.description('The order id of a capture’s own.'))),
    }),
  ),
  refunds: v.array(
    v.object({
      ...standing,
      ...money,
      kind: v.picklist(['refund', 'chargeback']),
      of: v.number(),
      refundId: v.exactOptional(v.string()),
      shows: v.array(pair),
      dispute: v.exactOptional(
        v.pipe(
          v.object({
            ...standing,
            word: v.exactOptional(v.picklist(disputeWords)),
            means: v.string(),
            due: v.exactOptional(v.pipe(v.string(), v.description('By when the merchant must answer.'))),
            reasonCode: v.exactOptional(v.string()),
            reasonDescription: v.exactOptional(v.string()),
            provisional: v.pipe(v.boolean(), v.description('Reversed before it was closed: that may be undone.')),
          }),
          v.description('The dispute that a chargeback carries.'),
        ),
      ),
      outcomeUnknown: v.boolean(),
    }),
  ),
  alarms: v.array(alarm),
  violations: v.array(violation),
  expected: v.exactOptional(
    v.pipe(v.object({ amount: v.number(), currency: v.string() }), v.description('What the order is for.')),
  ),
  parts: v.pipe(
    v.array(
      v.object({
        method: v.string(),
        family: v.picklist(outsideFamilies),
        brand: v.exactOptional(v.string()),
        externalId: v.exactOptional(v.string()),
        amount: v.number(),
        currency: v.string(),
        status: v.exactOptional(v.picklist(orderStatuses)),
        askedBack: v.exactOptional(v.literal(true)),
        at: v.exactOptional(v.string()),
      }),
    ),
    v.description('Parts of the order that methods outside the charts paid beside a card.'),
  ),
  outside: v.pipe(
    v.array(
      v.object({
        ...money,
        method: v.string(),
        family: v.exactOptional(v.picklist(outsideFamilies)),
        order: v.union([v.picklist(orderStatuses), unknownWord]),
        transaction: v.exactOptional(v.union([v.picklist(transactionStatuses), unknownWord])),
        amountRefunded: v.exactOptional(v.number()),
        at: v.exactOptional(v.string()),
        contradicted: v.exactOptional(v.literal(true)),
        wasSettled: v.exactOptional(v.literal(true)),
      }),
    ),
    v.description('Transactions of methods outside the charts, each by the newest report of it.'),
  ),
  next: v.array(legalFact),
  questions: v.array(
    v.object({ transactionId: v.exactOptional(v.string()), due: v.string(), ids: v.array(v.string()) }),
  ),
});

/** An entry of an order's log, as it is shown. */
export const entryAnswer = v.object({
  n: v.number(),
  kind: v.picklist(entryKinds),
  receivedAt: v.string(),
  verdict,
  code: v.exactOptional(v.string()),
  violations: v.array(v.string()),
  says: v.string(),
  reported: v.exactOptional(v.object({ order: v.string(), transaction: v.exactOptional(v.string()) })),
  reportedAt: v.exactOptional(v.string()),
  transactionId: v.exactOptional(v.string()),
  fact: v.exactOptional(v.string()),
  actor: v.exactOptional(v.string()),
  shows: v.array(pair),
  position: v.exactOptional(position),
  hash: v.string(),
});

/** A document that could not be read. */
const keptDocument = v.object({
  digest: v.pipe(
    v.string(),
    v.description('The SHA-256 of its canonical JSON; the entries that came with it name it in `body.document`.'),
  ),
  n: v.pipe(v.number(), v.description('The first entry that came with it.')),
  keptAt: v.string(),
  erasedAt: v.pipe(v.nullable(v.string()), v.description('When it was erased; null while it is kept.')),
  json: v.pipe(
    v.unknown(),
    v.description('The JSON, without card data and without personal data; null once it is erased.'),
  ),
});

/** The documents of an order that could not be read. */
export const documentsAnswer = v.object({ documents: v.array(keptDocument) });

/** How many documents were erased. */
export const erasedAnswer = v.object({ erased: v.number() });

/** The log of an order as it stands, entry by entry, and what its row has. */
export const logAnswer = v.object({
  account: v.exactOptional(v.string()),
  orderId: v.string(),
  head: v.pipe(
    v.object({ n: v.number(), hash: v.nullable(v.string()) }),
    v.description("The last entry that the payment's own row names."),
  ),
  state: v.pipe(
    v.unknown(),
    v.description('The payment as it is stored; null while nothing is believed of the order.'),
  ),
  entries: v.array(
    v.object({
      account: v.exactOptional(v.string()),
      orderId: v.string(),
      n: v.number(),
      kind: v.picklist(entryKinds),
      receivedAt: v.string(),
      body: v.looseObject({}),
      digest: v.string(),
      verdict,
      code: v.nullable(v.string()),
      violations: v.array(v.string()),
      answer: v.looseObject({}),
      law: v.string(),
      previousHash: v.nullable(v.string()),
      hash: v.string(),
    }),
  ),
  documents: v.array(keptDocument),
  kept: v.pipe(
    v.object({
      deliveries: v.array(v.object({ digest: v.string(), firstAt: v.string(), lastAt: v.string(), times: v.number() })),
      quarantine: v.array(
        v.object({ n: v.number(), verdict: v.string(), code: v.string(), resolvedBy: v.nullable(v.number()) }),
      ),
      moves: v.array(
        v.object({
          life: v.string(),
          law: v.string(),
          n: v.number(),
          how: v.string(),
          fact: v.string(),
          fromCells: v.array(v.string()),
          toCells: v.array(v.string()),
          logN: v.number(),
        }),
      ),
      outbox: v.array(
        v.object({
          n: v.number(),
          changes: v.nullable(v.array(v.string())),
          tries: v.nullable(v.number()),
          doneAt: v.nullable(v.string()),
          failedAt: v.nullable(v.string()),
          reason: v.nullable(v.string()),
        }),
      ),
    }),
    v.description(
      'What is kept beside the log: how often each notification came, what was set aside, the moves that the database holds ' +
        'against the law, and what the own systems are told.',
    ),
  ),
});

/** A payment with its timeline. */
export const readAnswer = v.object({
  version: v.number(),
  verdict: v.nullable(verdict),
  updatedAt: v.string(),
  readAt: v.nullable(v.string()),
  nextReadAt: v.nullable(v.string()),
  payment: v.nullable(paymentAnswer),
  timeline: v.array(entryAnswer),
});

const accountName = v.pipe(v.string(), v.description('The account; missing of the one without a name.'));

/** The accounts that are served. */
export const accountsAnswer = v.object({
  accounts: v.array(v.object({ account: v.string(), environment: v.picklist(accountEnvironments) })),
  unnamed: v.pipe(v.boolean(), v.description('Whether a site is served whose account has no name.')),
});

/** A payment in a line of a list. */
export const lineAnswer = v.object({
  account: v.exactOptional(accountName),
  orderId: v.string(),
  verdict: v.nullable(verdict),
  shows: v.array(pair),
  brands: v.array(v.string()),
  currency: v.exactOptional(v.string()),
  position: v.exactOptional(position),
  alarms: v.number(),
  violations: v.number(),
  updatedAt: v.string(),
  nextReadAt: v.pipe(
    v.nullable(v.string()),
    v.description('When it must be read at MultiSafepay next: a deadline passes then, or there is another reason.'),
  ),
});

/** A page of payments. */
export const listAnswer = v.object({
  payments: v.array(lineAnswer),
  next: v.exactOptional(v.string()),
  total: v.exactOptional(
    v.pipe(
      v.number(),
      v.description(
        'On a first page that is not the last: how many there are. Above 100,000 it is an estimate, or, of those found, 100,000.',
      ),
    ),
  ),
});

/** A page of what was set aside. */
export const quarantineAnswer = v.object({
  setAside: v.array(
    v.object({
      account: v.exactOptional(accountName),
      orderId: v.string(),
      n: v.number(),
      verdict: v.picklist(['illegal', 'unknown']),
      code: v.string(),
      says: v.string(),
      receivedAt: v.string(),
    }),
  ),
  next: v.exactOptional(v.string()),
});

const message = {
  account: v.exactOptional(accountName),
  id: v.number(),
  orderId: v.string(),
  n: v.pipe(
    v.number(),
    v.description('The entry of the order that it tells of. With `orderId`, the key of what is done.'),
  ),
  kind: v.picklist(entryKinds),
  receivedAt: v.string(),
  verdict,
  code: v.exactOptional(v.string()),
  violations: v.array(v.string()),
  changes: v.pipe(
    v.nullable(v.array(v.picklist(changeWords))),
    v.description('What the entry changed; null if an older release recorded it: look at the payment.'),
  ),
  tries: v.pipe(v.number(), v.description('How often it was claimed.')),
};

/** Messages that were claimed. */
export const claimedAnswer = v.object({
  messages: v.array(v.object({ ...message, lease: v.string(), until: v.string() })),
});

/** How messages stand for whoever held them. */
export const standingAnswer = v.object({
  messages: v.array(
    v.object({
      id: v.number(),
      standing: v.pipe(
        v.picklist(messageStandings),
        v.description(
          '`taken`: the lease had ended, and another has it since, so it may be acted on twice. `not_known`: there is ' +
            'none, or it was done and removed.',
        ),
      ),
    }),
  ),
});

/** A page of what has failed for good. */
export const failedAnswer = v.object({
  messages: v.array(v.object({ ...message, failedAt: v.string(), reason: v.string() })),
  next: v.exactOptional(v.string()),
});

/** What was put back. */
export const retriedAnswer = v.object({ ids: v.array(v.number()) });

/** What acting came to. */
export const actedAnswer = v.object({
  outcome: v.picklist(['done', 'unknown']),
  transactionId: v.exactOptional(v.string()),
  error: v.exactOptional(v.looseObject({ kind: v.string() })),
  verification: v.exactOptional(v.object({ html: v.exactOptional(v.string()), url: v.exactOptional(v.string()) })),
  url: v.exactOptional(
    v.pipe(v.string(), v.description('Of a page: where the customer is sent, or the payment link.')),
  ),
  payment: v.nullable(paymentAnswer),
});

/** The key for a Payment Component. */
export const apiTokenAnswer = v.object({ apiToken: v.string() });

/** The cards that are kept of a customer. */
export const tokensAnswer = v.object({
  tokens: v.array(
    v.object({
      token: v.string(),
      model: v.exactOptional(v.picklist(tokenModels)),
      brand: v.exactOptional(v.picklist(cardBrands)),
      last4: v.exactOptional(v.string()),
      expired: v.boolean(),
    }),
  ),
});

/** That a card is kept no more. */
export const forgottenAnswer = v.object({ forgotten: v.literal(true) });

/** What a correction came to: nothing is shown of an order of which nothing is believed. */
export const correctedAnswer = v.object({ payment: v.nullable(paymentAnswer) });

/** An explanation. */
export const explainAnswer = v.object({
  possible: v.picklist(['yes', 'no', 'unknown']),
  refusals: v.array(refusal),
  legal: v.array(legalFact),
  way: v.array(v.string()),
});

/** Whatever went wrong. */
export const errorAnswer = v.object({
  error: v.object({
    code: v.pipe(v.string(), v.description("A refusal's code, or a word of the service.")),
    says: v.string(),
    path: v.exactOptional(v.pipe(v.string(), v.description('Where in what was given.'))),
    wayOut: v.exactOptional(v.string()),
    refusal: v.exactOptional(refusal),
    multisafepay: v.exactOptional(v.looseObject({ kind: v.string() })),
    retryAfter: v.exactOptional(v.pipe(v.number(), v.description('When to ask again, in seconds.'))),
    stored: v.exactOptional(
      v.pipe(
        v.picklist(storedWords),
        v.description(
          'What is in the database of a call that could not be finished: `nothing`; `begun`: that it was asked for, and ' +
            'nothing was sent; `unknown`: all of it or nothing. The same call again is the same call.',
        ),
      ),
    ),
  }),
});

/** A key of a call. */
export const keyHeader = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,200}$/, 'it must be 1 to 200 visible characters of ASCII'),
  v.description('Your own name of this call. The same again is the same call, and gets the answer of the first.'),
);

/** Whether the service lives. */
export const healthAnswer = v.object({ status: v.picklist(['ok', 'unavailable']) });
