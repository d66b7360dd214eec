/**
 * The register: every decision that was taken where the sources are silent or contradict each other, and every contradiction
 * that was found in them. What a reviewer signs off on.
 */
import { type Basis, type PassageName, standingRules } from '../../machines/index.ts';
import type { RequirementId } from '../proof/index.ts';
import { refundWindowText } from '../words/index.ts';

const { limit } = standingRules.numbersOf('2025-08');
const refundWindow = refundWindowText();

/** The id of a decision. */
export type DecisionId = Extract<RequirementId, `D${number}` | `D${number}a`>;

/** A decision: what was open, what the sources say of it, what was settled and why. */
export interface Decision {
  readonly title: string;
  readonly sources: string;
  readonly decided: string;
  readonly why: string;
  /** How firm it is; several where its parts differ. */
  readonly basis: readonly Basis[];
  /** Where the vendor says what `sources` tells. */
  readonly passages?: readonly PassageName[];
}

/** Every decision. Ids are those that the charts, rules and refusals name. */
export const decisions = {
  D0: {
    title: 'Requests and reports',
    sources:
      'The vendor lists who may be paid how. No page says what a shop is to do with a payment that broke the list.',
    decided:
      'A request of ours is refused if a rule forbids it. A report is illegal only if it contradicts what is known of its own ' +
      'transaction; if it merely breaks a rule, it is booked, and the rule is named as a violation.',
    why: 'A ledger that denies money which has moved is wrong, and a shop that trusts it loses that money.',
    basis: ['decided'],
  },
  D1: {
    title: 'Editions of the rules',
    sources: 'The rules changed between the pages of October 2019 and those of August 2025.',
    decided:
      'Rules are rows of an edition. A payment keeps the edition it was opened under, and its spelling of output words; on ' +
      'input the words of all editions are read. 2019-10 is the default of our own requests.',
    why: 'A payment must not become unlawful because a page was edited after it was made.',
    basis: ['decided'],
    passages: ['founding', 'chargedback-2019', 'order-words-2025'],
  },
  D2: {
    title: 'American Express and SafeKey',
    sources:
      'The founding document: without 3-D only. A page of the same day, and all later ones: SafeKey, with an exception for ' +
      'small amounts, once worded as below EUR 30, once as not above it.',
    decided:
      `2019-10 as the founding document has it. 2025-08: with 3-D Secure above ${limit} and in any other currency; at ` +
      `exactly ${limit} or below, without it is allowed.`,
    why: 'Each edition stays true to its own text. The boundary is in no text; the newer wording was followed.',
    basis: ['documented', 'decided'],
    passages: ['CARD-4', 'amex-2019', 'amex-2025'],
  },
  D3: {
    title: 'Bancontact, asked for directly',
    sources: 'The founding document lists it with 3-D Secure. The page of 2025 says that it takes no direct requests.',
    decided: '2019-10: with 3-D Secure only. 2025-08: a direct request is refused.',
    why: 'The two texts are of two editions, and each is followed in its own.',
    basis: ['documented'],
    passages: ['CARD-5', 'bancontact-direct-2025'],
  },
  D4: {
    title: 'Own MID',
    sources: 'The founding document describes it for American Express. No field of a payload shows it.',
    decided:
      'Who collects is configuration. A request for another brand on own MID is refused. A pair that only own MID shows, ' +
      'without that configuration, and a pair that denies it, with it, are unknown.',
    why: 'The same pair also means a manual capture that is not paid. Guessing would ship goods for nothing.',
    basis: ['documented', 'decided'],
    passages: ['MID-0'],
  },
  D5: {
    title: 'Where own-MID money is',
    sources:
      'One row of the founding document says: on the MultiSafepay balance. The note above that row, and the transaction ' +
      'status in the same row, say the opposite; a page of 2021 was corrected to the note.',
    decided: 'The money is at American Express.',
    why: 'Two statements and the pair agree; the row was copied from the other table.',
    basis: ['decided'],
    passages: ['MID-0', 'MID-3', 'amex-collects-2021', 'amex-collects-2025'],
  },
  D6: {
    title: 'How own-MID payments end',
    sources:
      'No source lists a declined, expired or cancelled own-MID payment. Held ones are in the founding document only.',
    decided: 'They end in the pairs of the standard table. Chargebacks there may never be reported to MultiSafepay.',
    why: 'Unpaid is unpaid, whoever would have collected. Refund predicates warn about what is not seen.',
    basis: ['inferred'],
    passages: ['MID-2'],
  },
  D7: {
    title: 'How a held payment ends',
    sources:
      'Approved: completed. Disapproved: one page says declined, the test cards say void. Nobody acts: five days; for three ' +
      'weeks a page said seven. Cancelling from there is in the list of 2019, and not in a page of 2022.',
    decided: 'Approved, declined, cancelled, or expired after five days; each is an edge. The same for Bancontact.',
    why: 'An ending that is missing would make a true report illegal.',
    basis: ['documented', 'inferred', 'decided'],
    passages: [
      'uncleared-choice-2019',
      'uncleared-days-2019',
      'uncleared-days-2025',
      'seven-days-2021',
      'test-cards-2019',
      'cancelled-2019',
      'cancel-unpaid-2022',
    ],
  },
  D8: {
    title: 'Spellings',
    sources:
      'Three spellings of a forced reversal, two of cancelled, void beside cancelled on both axes, and missing values.',
    decided:
      'They are one word on input, in any case. A missing transaction status says nothing. Two known words that no source ' +
      'shows as a pair are unknown.',
    why: 'A spelling is no event. A pair nobody documents is a question, and no reason to guess.',
    basis: ['documented', 'decided'],
    passages: ['status-list-2019', 'REF-3', 'order-words-2025'],
  },
  D9: {
    title: 'Outcomes of 3-D Secure',
    sources:
      'The founding page has no outcomes. A description of 2025 names Y, A, C, N, U and R, and samples show Y paid and N ' +
      'declined. What follows the others is in no page, and D and I are in none.',
    decided:
      'Y and A go on. C and D stay. N and R end the payment. U and I go on only if the brand may be paid without 3-D Secure ' +
      'under the edition.',
    why: 'Where the customer was not authenticated, a brand that must be authenticated is not charged.',
    basis: ['documented', 'decided'],
    passages: [
      'outcome-y-2025',
      'outcome-a-2025',
      'outcome-c-2025',
      'outcome-n-2025',
      'outcome-u-2025',
      'outcome-r-2025',
      'authenticated-sample-2025',
      'failed-sample-2025',
    ],
  },
  D10: {
    title: 'Several attempts of one order',
    sources:
      'The vendor offers a second chance under the same order id. No page says how two attempts exclude each other.',
    decided:
      'None is begun while another is collected, held, settled outside, or may hold money. A second collection that is ' +
      'reported is booked and flagged, and can be refunded by itself.',
    why: 'Never ask for money twice; and if it was taken twice, be able to give it back.',
    basis: ['inferred', 'decided'],
  },
  D11: {
    title: 'Manual capture',
    sources:
      'It is not in the founding document. Its pair is that of a paid own-MID payment; a field of the payload tells it.',
    decided:
      'Never paid while it is only authorised, and never own MID; how it is captured is decided since (D33), and the sentence that a ' +
      'later (completed, completed) of it is simply paid is withdrawn. An authorisation of nothing is not modelled: unknown.',
    why: 'An amount that is reserved and not captured is not paid.',
    basis: ['decided'],
    passages: ['capture-pairs-2025', 'MID-3'],
  },
  D12: {
    title: 'Refunds',
    sources:
      `Reserved or initialized at first, then completed or declined, or called off so long; ${refundWindow}; never more than was ` +
      'paid; not with a chargeback; a same-day reversal cannot be cancelled. The same amount within five minutes is rejected: first ' +
      'written in February 2020. What a refund shows that was called off is in no page, and own-MID refunds are in none.',
    decided:
      'A transaction of its own, and a named refusal for each reason. An earlier request without an answer stands against ' +
      'another one. The same key gives the same answer.',
    why: 'Money is given back once. Where an answer is missing, the order is read before anything is asked again.',
    basis: ['documented', 'inferred', 'decided'],
    passages: [
      'REF-1',
      'refund-window-2019',
      'refund-window-2025',
      'refund-chargeback-2019',
      'refund-more-2019',
      'refund-limit-2025',
      'refund-cancel-2019',
      'refund-cancel-2025',
      'refund-declined-2025',
      'duplicate-refund-2020',
      'refund-error-2025',
      'reversal-2025',
    ],
  },
  D13: {
    title: 'Chargebacks',
    sources:
      'Three models in the vendor’s pages: (chargeback, completed); (void, void); reserved and then completed. Bancontact is ' +
      'said to have none. What a won dispute shows is in no page.',
    decided:
      'They are never requested. The pair of the founding document, or a related transaction of that type, is a chargeback; ' +
      'a bare (void, void) on a paid order denies the payment, and is judged as that. A reversal undoes one; a later one is new.',
    why: 'A chargeback that is missed is a loss twice over: goods and money, and then a refund on top.',
    basis: ['documented', 'decided'],
    passages: [
      'REF-3',
      'maestro-chargeback-2019',
      'bancontact-pairs-2019',
      'bancontact-chargeback-2025',
      'void-chargeback-2025',
      'card-refunds-2025',
    ],
  },
  D14: {
    title: 'Nothing is ignored',
    sources: 'The vendor sends a notification again until it is acknowledged, each time with a new time stamp.',
    decided: 'Each fact and report gets a verdict. A repeated confirmation is a duplicate, and no error.',
    why: 'A handler that rejects a confirmation loses the payment it confirms.',
    basis: ['decided'],
  },
  D15: {
    title: 'Time',
    sources:
      'Five days for a payment that is held, in 2019 and 2025; an hour for cards, and midnight for a refund, in 2025 only. They are ' +
      'MultiSafepay’s, by its clock.',
    decided: 'Time is data on each fact. A deadline that has passed asks for a status read, and ends nothing.',
    why: 'Only MultiSafepay knows whether it ended the payment. An expiry of ours could deny a payment of theirs.',
    basis: ['decided'],
    passages: ['cards-hour-2025', 'uncleared-days-2019', 'midnight-2025'],
  },
  D16: {
    title: 'Card data',
    sources: 'Payloads carry the last four digits and an expiry date; free text can carry anything.',
    decided:
      'No card number, security code or expiry date is kept, logged or shown. What is found is masked and flagged.',
    why: 'What is not there cannot leak, and need not be searched for in logs and backups.',
    basis: ['decided'],
  },
  D16a: {
    title: 'What can be refunded',
    sources:
      'A total of what was refunded is reported, reserved refunds included in a sample; it may move before its refund is seen.',
    decided:
      'Collected, less reserved, refunded and charged back, never below nothing. What no known refund explains counts ' +
      'against it. A total that falls is believed only with a refund that was cancelled or declined. If reports exceed what ' +
      'was collected, double loss is flagged.',
    why: 'Doubt never pays out twice.',
    basis: ['inferred', 'decided'],
  },
  D17: {
    title: 'An issuer that asks for authentication',
    sources: 'A reason code for it exists, and a sentence that the customer is redirected. Nothing on how often.',
    decided:
      'Back to authentication at most once, if nothing was authenticated and the brand takes 3-D Secure; else declined.',
    why: 'A second request would be a loop. The mode belongs to the authorisation, since it changes on the way.',
    basis: ['decided'],
  },
  D18: {
    title: 'What an order shows',
    sources:
      'Refunded orders come with transaction status completed in samples, and with the same word in the table of statuses.',
    decided:
      'The order status is a projection of attempts, refunds and chargebacks. Refunded, partly refunded, charged back and ' +
      'shipped each prove collection, and have no order among themselves.',
    why: 'Both forms occur, and neither says more of the money than its amounts do.',
    basis: ['documented', 'inferred'],
    passages: ['refunded-sample-2025', 'refunded-2025', 'partial-refunded-2025', 'shipped-2019'],
  },
  D19: {
    title: 'What is not known',
    sources: 'A first report shows a pair; brand, mode, step, edition and collector may all be missing.',
    decided:
      'A set of possibilities, narrowed by evidence. What all share is certain. Money without evidence is not booked.',
    why: 'The shortest explanation is no evidence: a decline has three that are equally short.',
    basis: ['decided'],
  },
  D20: {
    title: 'The fraud filter',
    sources:
      'The founding document: all card transactions pass it. Declines by it before authorisation are in a page on declines.',
    decided: 'Nothing is collected or held but through screening; screening may reject at each step before.',
    why: 'That is the claim, and no more is claimed: on a reported payment the passage is marked as assumed.',
    basis: ['documented', 'inferred'],
    passages: ['TX-7', 'declined-filter-2019'],
  },
  D21: {
    title: 'Money under an ended payment',
    sources: 'Late payments are shown for bank transfers, and a second chance may pay an order that had expired.',
    decided:
      'Declined, expired and cancelled are final. Money reported there by a notification is illegal, with an alarm and a ' +
      'status read; the status read books it as a late payment.',
    why: 'A hard lock loses real payments; a soft one believes forgeries. The authoritative read decides.',
    basis: ['decided'],
  },
  D22: {
    title: 'Whose transaction it is',
    sources: 'Refunds and captures may have order ids of their own, and the word completed means paid or refunded.',
    decided:
      'Classified before it is judged, by known ids, by type, by the sign of the amount, by reference, by an open request of ' +
      'ours. What stays unclassified beside a collected attempt is unknown.',
    why: 'A refund that is taken for a payment would be booked as income.',
    basis: ['inferred', 'decided'],
  },
  D23: {
    title: 'Which report is newer',
    sources: 'No sequence number; times in seconds without a zone; no promise on the order of notifications.',
    decided:
      'The latest time within a report counts. Equal, missing, or about a change of the clocks: not comparable, and then ' +
      'never illegal. The time stamp of a notification is not used.',
    why: 'A late notification must not undo a payment, and a doubt about time must not accuse anybody.',
    basis: ['decided'],
  },
  D24: {
    title: 'Acknowledgement',
    sources: 'A notification is repeated two to four times, depending on the page, and then no more.',
    decided: `Acknowledged once it is stored, whatever the verdict; not otherwise. What is collected is read again for ${refundWindow}.`,
    why: 'What is lost on the way is found by reading; what is refused for ever helps nobody.',
    basis: ['documented', 'decided'],
    passages: ['notification-2019', 'notification-2022', 'notification-2025', 'acknowledgement-2025'],
  },
  D25: {
    title: 'What the order is for',
    sources:
      'A report carries the amount of its own transaction. No page says that a shop must compare it with what it asked ' +
      'for.',
    decided:
      'The merchant says the expected total; no report does. Goods go out once what is certainly held, by card or ' +
      'settled outside, reaches it in its currency, and nothing of that is charged back. Less, or another currency, is ' +
      'no; nothing said is unknown. Another amount than was asked is booked, as a violation.',
    why: 'A payment of one cent is completed, too. Who ships by the word alone gives the goods away.',
    basis: ['decided'],
  },
  D26: {
    title: 'An order that several methods pay',
    sources:
      'Orders list their methods, each with an amount; in a sample the only entry says 1 where the order says 1000. Two ' +
      'texts on giving such orders back differ.',
    decided:
      'A list splits an order only with two or more readable entries in its currency that add up to its amount; any ' +
      'other is left out, and that is said. The life of the card part is the pair of the order. Other parts are seen ' +
      'and counted for shipping, and are never collected by card. Refunds are set against the part of the card first.',
    why: 'Of a total that a gift card helped to pay, the card can give back its own share and no more.',
    basis: ['documented', 'decided'],
    passages: ['gift-card-whole-2025', 'gift-card-order-2025'],
  },
  D27: {
    title: 'Collected money that is denied later',
    sources: 'No page says whether a completed card payment can become void, declined, expired or open again.',
    decided:
      'Newer words of that kind, in any spelling, are illegal from a notification: no money moves, an alarm says that ' +
      'some may have left, shipping is unknown, and the order is read. A read that may correct, and says so as well, ' +
      'takes the collection back.',
    why: 'It mirrors late money: one notification does not undo a payment, and an authoritative read is not argued with.',
    basis: ['decided'],
  },
  D28: {
    title: 'Cures that cure',
    sources: 'Pages send a shop that is in doubt to the status call, and say nothing of a call that leaves the doubt.',
    decided:
      'A read that was asked for after the last report kept, and is not older, may correct what is kept, as a named ' +
      'violation; what it leaves open is for a person, whose corrections are booked with who, why and on what evidence. ' +
      'The same contradiction again is one entry.',
    why: 'An answer that names a cure which has just failed sends people in circles, and the money waits.',
    basis: ['decided'],
  },
  D29: {
    title: 'A report that cannot be read',
    sources:
      'Published payloads carry unknown fields, empty objects, numbers as texts, and ids beyond what a JavaScript ' +
      'number holds.',
    decided:
      'Only judged fields are strict; any other that is odd is left out, and that is said. A signed report whose judged ' +
      'fields fit no reading is kept whole with card data masked, raises an alarm, and has the order read. Ids keep ' +
      'every digit.',
    why: 'A field that nobody judges must not stop a payment, and one that is judged must not be guessed at.',
    basis: ['decided'],
  },
  D30: {
    title: 'The law, whole',
    sources: 'The vendor publishes rules, limits and sentences side by side, and changes each by itself.',
    decided:
      'Every number, deadline, claim, expectation and sentence is a row with its grounds, per edition where it can differ. The ' +
      'name of the law is a hash over its relation, its limits and its wording; a stored payment is readable by the relation alone.',
    why: 'A change of a limit must be seen by whoever reviews the law, and must not stop what is stored from being read.',
    basis: ['decided'],
  },
  D31: {
    title: 'Whose refund it is',
    sources: 'Listings name the payment that a refund takes from; reports of refunds by themselves sometimes do not.',
    decided:
      'Without a reference it belongs to the one collected attempt that is certain and can bear it; else it is unknown. ' +
      'An owner found so stays marked as inferred, gives way to a reference, and proves nothing of a collection.',
    why: 'A refund against the wrong payment leaves two ledgers wrong.',
    basis: ['inferred', 'decided'],
  },
  D32: {
    title: 'What an own-MID order shows once money went back',
    sources:
      'The refund table shows chargeback and completed together, whoever collects. No page shows the same words beside ' +
      'the initialized of own MID.',
    decided:
      'What is given or taken back is shown beside a completed transaction on own MID too. Beside an initialized one ' +
      'nobody shows it: unknown from a notification; from a read its amounts are booked, with a violation.',
    why: 'The table of refunds makes no exception for own MID, and a projection must not invent a pair.',
    basis: ['inferred', 'decided'],
  },
  D33: {
    title: 'Capture by hand',
    sources:
      'Pages of 2025 describe it for Visa, Mastercard and Maestro: authorised, captured whole or in parts, called off, ' +
      'or run out after 7 or 30 days.',
    decided:
      'An authorisation and its captures are lives of their own, and only what is captured is collected. That nothing remains ' +
      'counts what no known capture explains, and a capture that is met later takes that share over. A passed time is asked ' +
      'about, never assumed; less that remains without an entry is unknown. Refunds are asked of a capture, up to its amount.',
    why: 'Money set aside at an issuer must not look like money received, and a capture that is told twice must count once.',
    basis: ['documented', 'decided'],
    passages: ['capture-pairs-2025', 'capture-days-2025'],
  },
  D34: {
    title: 'Disputes',
    sources:
      'Pages of 2025 give a chargeback a dispute with seven statuses and a date to answer by. No page lists what may ' +
      'follow what.',
    decided:
      'The newest word is believed, whatever it follows; one that is not expected there is a violation, and one that is not ' +
      'known is left out by name: neither stops the chargeback. The date is the one that was told, else the window of the card. ' +
      'Once it has passed MultiSafepay is asked. Only a reversal gives the money back; while the dispute is not closed nothing ' +
      'is refunded, and whether to ship is unknown.',
    why: 'A dispute that is closed has not said who won, and money that may be taken back again must not be given away.',
    basis: ['documented', 'inferred', 'decided'],
    passages: [
      'dispute-words-2025',
      'dispute-statuses-2025',
      'dispute-accepted-2025',
      'dispute-date-2025',
      'dispute-response-2025',
      'dispute-listed-2025',
      'dispute-windows-2025',
    ],
  },
  D35: {
    title: 'The order of a list',
    sources:
      'Related transactions come as a list. No page promises an order, or that a second report has the same one.',
    decided:
      'Entries are matched as a set, by id first, then by amount and kind. One without an id is booked as far as the ' +
      'total of the same report admits it; one with an id is booked, and a total below it is a violation.',
    why: 'Two reports that say the same must come to the same.',
    basis: ['decided'],
  },
  D36: {
    title: 'Certain before doubtful',
    sources: 'No page ranks the reasons against a shipment, a refund or a cancellation.',
    decided:
      'A certain no is given before any unknown. Places of money are all that are possible, and none that is not. ' +
      'Whether to cancel is asked of the whole order. A violation that other evidence rules out is withdrawn, on ' +
      'record.',
    why: 'A doubt that is told first hides a fact, and an accusation that was wrong must not stay.',
    basis: ['decided'],
  },
  D37: {
    title: 'Minor units',
    sources: 'The vendor says that amounts are in minor units, and names JPY alone as a currency without any.',
    decided:
      'Printed with the digits of ISO 4217, from a table of the law with its day; compared as they were sent. HRK and VEF are ' +
      'on the vendor’s list for cards, and are read.',
    why: 'The locale data of runtimes differs for active currencies, and between versions: an amount must read the same everywhere.',
    basis: ['decided'],
    passages: ['zero-decimal-2025'],
  },
  D38: {
    title: 'One address for all methods',
    sources:
      'A shop has one notification address, for cards and for every other method. Gift cards stay (completed, ' +
      'initialized).',
    decided:
      'Such a report is neither alarm nor anybody’s work: the newest is kept for each transaction. It is certainly ' +
      'settled while that newest report shows a pair that settles its method, and nothing of the same time says ' +
      'otherwise. What it settles takes no card attempt beside it.',
    why: 'Most mail at that address is about other methods. Alarms for all of it would bury the one that matters.',
    basis: ['inferred', 'decided'],
  },
  D39: {
    title: 'What a proof speaks of',
    sources: 'The requirements list pairs. What happens between two pairs is in no table.',
    decided:
      'Invariants speak of facts as well: no money without an approved authorisation, nothing after a final fact, each ' +
      'fact in each state allowed or not. Faults are planted, one at a time, and each must be noticed by two means that ' +
      'share no code.',
    why: 'A chart can show nothing but documented pairs and still let a payment through that nobody authorised.',
    basis: ['decided'],
  },
} as const satisfies Readonly<Record<DecisionId, Decision>>;

/** A contradiction found in the sources. */
export interface Contradiction {
  readonly title: string;
  /** One side, and the other. */
  readonly says: string;
  readonly against: string;
  /** Where the vendor says both. */
  readonly passages: readonly PassageName[];
  /** The decisions that settle it. */
  readonly settledBy: readonly DecisionId[];
  /** How, in a sentence. */
  readonly how: string;
}

/** Every contradiction that was found in the vendor's pages, by number. */
export const contradictions = {
  C1: {
    title: 'Own MID, completed',
    says: 'The row: the funds are added to the MultiSafepay balance.',
    against:
      'The note above it, and the transaction status initialized: they go to American Express. Corrected in 2021.',
    passages: ['MID-0', 'MID-3', 'amex-collects-2021'],
    settledBy: ['D5', 'D4'],
    how: 'The note and the pair win.',
  },
  C2: {
    title: 'American Express and SafeKey',
    says: 'The founding document: no SafeKey.',
    against: 'The American Express page of the same day: SafeKey for all, but for amounts below EUR 30.',
    passages: ['CARD-4', 'amex-2019'],
    settledBy: ['D2'],
    how: `Each edition follows its own text; the boundary of ${limit} is decided.`,
  },
  C3: {
    title: 'What declined means',
    says: 'The founding document: rejected.',
    against:
      'The list of the API: rejected by the issuing bank. A page on declines: by the fraud filter or 3-D Secure as well.',
    passages: ['TX-4', 'declined-issuer-2019', 'declined-reasons-2019'],
    settledBy: ['D9', 'D20'],
    how: 'Declined is reached from each of them; who declined is told by the edge.',
  },
  C4: {
    title: 'Void and cancelled',
    says: 'The founding document: order void, transaction cancelled.',
    against: 'Manual capture: void on both axes. The list of the API: two words for one thing.',
    passages: ['TX-6', 'capture-pairs-2025', 'cancelled-2019'],
    settledBy: ['D8', 'D7'],
    how: 'One word on either axis for an unpaid attempt.',
  },
  C5: {
    title: 'What a chargeback shows',
    says: 'The founding document: (chargeback, completed).',
    against:
      'Later pages: (void, void), and reserved and then completed; the word came back in 2025 in another spelling.',
    passages: ['REF-3', 'chargeback-void-2021', 'void-chargeback-2025', 'card-refunds-2025', 'order-words-2025'],
    settledBy: ['D13', 'D8'],
    how: 'All three are read, the bare (void, void) only with a related chargeback.',
  },
  C6: {
    title: 'How a refund begins',
    says: 'The founding document: (reserved, reserved).',
    against: 'The refund page of the same time: initialized. In 2025: either.',
    passages: ['REF-1', 'refund-cancel-2019', 'refund-pairs-2025'],
    settledBy: ['D12'],
    how: 'Initialized is read as reserved.',
  },
  C7: {
    title: 'How long a payment is held',
    says: 'Five days, in 2019 and 2025.',
    against: 'Seven days, for three weeks around New Year 2022.',
    passages: ['uncleared-days-2019', 'uncleared-days-2025', 'seven-days-2021'],
    settledBy: ['D7', 'D15'],
    how: 'Five days; and a deadline that has passed only asks.',
  },
  C8: {
    title: 'What can be cancelled',
    says: 'The list of 2019: from initialized, uncleared and reserved.',
    against: 'A page of 2022: an order that is not paid.',
    passages: ['cancelled-2019', 'cancel-unpaid-2022'],
    settledBy: ['D7', 'D12'],
    how: 'From all three, as the edition of the founding document has it.',
  },
  C9: {
    title: 'Bancontact, asked for directly',
    says: 'The founding document, and a page of 2025 on card data: with 3-D Secure.',
    against: 'The Bancontact page of 2025: no direct requests.',
    passages: ['CARD-5', 'bancontact-2025', 'bancontact-direct-2025'],
    settledBy: ['D3'],
    how: 'Allowed under 2019-10, refused under 2025-08.',
  },
  C10: {
    title: 'How long Bancontact can be refunded',
    says: 'The page of 2019: without an end.',
    against: 'The refund page of 2025: 180 days.',
    passages: ['bancontact-refund-2019', 'refund-window-2025'],
    settledBy: ['D12'],
    how: `${refundWindow} for each card: the stricter text. A refund that was made later all the same is booked, as a violation.`,
  },
  C11: {
    title: 'Refunding more than was paid',
    says: 'A page of 2019: for debit methods, on request.',
    against: 'The refund page of 2025: banking methods only. The error of the API: never above the sum.',
    passages: ['over-refund-2019', 'over-refund-2025', 'refund-error-2025'],
    settledBy: ['D12', 'D16a'],
    how: 'Never, for cards.',
  },
  C12: {
    title: 'Bands of the fraud score',
    says: '6 to 8 is medium.',
    against: '8 to 10 is high: 8 is in both.',
    passages: ['fraud-score-2025'],
    settledBy: ['D7', 'D20'],
    how: 'No rule reads a score; a held payment is held, whatever its score.',
  },
  C13: {
    title: 'Currencies without minor units',
    says: 'The vendor: JPY alone.',
    against: 'ISO 4217: sixteen currencies without, and seven with three digits.',
    passages: ['zero-decimal-2025'],
    settledBy: ['D37'],
    how: 'Digits serve printing only, and follow ISO 4217; amounts are compared as they were sent.',
  },
  C14: {
    title: 'Refunding an order that a gift card helped to pay',
    says: 'One page: such an order is given back whole.',
    against: 'Another: the payment method first, the rest to the coupon; and below EUR 5 always to the payment method.',
    passages: ['gift-card-whole-2025', 'gift-card-order-2025'],
    settledBy: ['D26'],
    how: 'By an amount, at most what the card paid; a refund of everything reserves that, and marks the rest as asked back.',
  },
  C15: {
    title: 'What a captured amount that is cancelled shows',
    says: 'Manual capture: what was captured is (completed, completed), and is given back by refunds.',
    against: 'A row of the same page: "the fully captured reserved amount has been cancelled", (void, void).',
    passages: ['capture-pairs-2025', 'capture-cancelled-2025'],
    settledBy: ['D33', 'D27'],
    how: 'What was captured is collected; (void, void) under it denies collected money, and is judged as that.',
  },
} as const satisfies Readonly<Record<string, Contradiction>>;

/** Something that the vendor says and that this release does not judge by: no refusal and no edge comes from it until a decision says so. */
export interface Known {
  readonly title: string;
  /** What the vendor says. */
  readonly says: string;
  /** What that means for what is judged here. */
  readonly here: string;
  readonly passages: readonly PassageName[];
}

/** Everything that is known and not judged, by number. */
export const knownNotJudged = {
  K1: {
    title: 'Without 3-D Secure, in Europe',
    says:
      'Since PSD2, 3-D Secure is applied to every card payment of Europe. Switching it off, Dynamic 3D and Flexible 3D are for cards ' +
      'from outside the EU only. Exemptions: a risk analysis up to EUR 500, and corporate payments with commercial cards.',
    here:
      'The country of a card is no part of what is judged: under 2025-08 a Visa or Mastercard payment without 3-D Secure is allowed by ' +
      'these charts wherever the card is from. MultiSafepay decides.',
    passages: [
      '3d-in-europe-2025',
      '3d-off-2025',
      'dynamic-3d-2025',
      'flexible-3d-2025',
      'risk-analysis-2025',
      'corporate-2025',
    ],
  },
  K2: {
    title: 'High fraud scores',
    says: 'A payment with a score from 8 to 10 is reviewed by MultiSafepay, which captures or declines it.',
    here: 'No rule reads a score: a held payment waits for the merchant here, whoever reviews it.',
    passages: ['high-score-2025'],
  },
  K3: {
    title: 'A held payment that nobody attends to',
    says: 'After five days without action, order void with transaction void or cancelled.',
    here:
      'Five days lead to expired here (D7). Void with void or cancelled is read as called off, and takes a held payment to ' +
      'cancelled; the charts do not end it by themselves.',
    passages: ['five-days-2025'],
  },
  K4: {
    title: 'Orders paid on a page, or by a link',
    says:
      'An order of type redirect is paid on a page of MultiSafepay, whose address is the answer; passed on, it is a payment link. The page ' +
      'is open for 30 days unless said otherwise, and each opening is a transaction of its own under one order id.',
    here:
      'The client asks for a page of one type, redirect: no source says in what a paymentlink differs. Which card it is, nobody knows before it is ' +
      'paid, so rules of the card are judged on what is reported, and before only the rules of the order. How an order reads whose page nobody has ' +
      'opened is in no source: the simulator shows it initialized, with a transaction and without a method (inferred).',
    passages: ['page-order-2025', 'page-answer-2025', 'page-days-2025', 'page-seconds-2025', 'link-attempts-2025'],
  },
  K5: {
    title: 'Orders paid by a Payment Component',
    says:
      'A script in the shop’s page collects the card and gives a payload, which is sent in a direct order. It needs an API token. Of the gateways ' +
      'that a component order may have, two lists of the same reference differ: one has the card brands, the other the gateway for all cards.',
    here:
      'The gateway and the payload are sent as the component gave them, the gateway in both places. What an answer has beside an order is in ' +
      'no source of its own: it is read as that of a direct order.',
    passages: [
      'component-payload-2025',
      'component-order-2025',
      'component-gateways-2025',
      'component-any-card-2025',
      'api-token-2025',
    ],
  },
  K6: {
    title: 'Cards that are kept',
    says:
      'A card is kept as a token when a customer agrees and authenticates; payments by it are exempt from authentication. Models: a card on ' +
      'file, a subscription, payments that are not scheduled.',
    here:
      'What is reported of a payment by a token is judged as any card payment. A brand that must be paid with 3-D Secure is then a violation, ' +
      'never an illegal report. An amount of 0, which only keeps a card, is not asked for.',
    passages: ['token-exempt-2025', 'token-order-2025', 'token-models-2025', 'token-list-2025', 'token-delete-2025'],
  },
  K7: {
    title: 'Card data in an order of one’s own',
    says: 'A direct order with card data is for merchants who are certified by PCI DSS. Whether 3-D Secure is asked for needs a term URL.',
    here: 'The client has both, and refuses the one without the other. Whether a merchant is certified, MultiSafepay knows.',
    passages: ['direct-certified-2025', 'term-url-2025'],
  },
  K8: {
    title: 'What the API is not said to do',
    says: 'A held payment is accepted or declined in the dashboard. The status shipped is set for orders of pay-later methods.',
    here:
      'No source names a call that approves or declines a held card payment, nor says what the status shipped does to one that was paid by ' +
      'card: the client has neither.',
    passages: ['uncleared-dashboard-2025', 'ship-bnpl-2025'],
  },
} as const satisfies Readonly<Record<`K${number}`, Known>>;

/** A decision that was taken while building, where no decision of the register above says how: what, why, and how firm. */
export interface BuildingDecision {
  readonly title: string;
  readonly decided: string;
  readonly basis: Basis;
}

/** Every decision taken while building. docs/ARCHITECTURE.md tells each at length, by its id. */
export const buildingDecisions = {
  'BD-1': {
    title: 'Alarms',
    decided:
      'A report that is not believed and speaks of money keeps an alarm, which a status read settles, or a person.',
    basis: 'decided',
  },
  'BD-2': {
    title: 'An order read',
    decided: 'It is how MultiSafepay has the order now, whenever that last changed.',
    basis: 'inferred',
  },
  'BD-3': {
    title: 'Own MID belongs to American Express',
    decided: 'On an order of own MID, an attempt of another brand may be collected by MultiSafepay.',
    basis: 'inferred',
  },
  'BD-4': {
    title: '(uncleared, initialized)',
    decided: 'Without own MID configured it is unknown, as (completed, initialized) is.',
    basis: 'inferred',
  },
  'BD-5': {
    title: 'A status read is a classification',
    decided: 'The order read of a card with an amount is about a payment; so is a pair that no refund has.',
    basis: 'inferred',
  },
  'BD-6': {
    title: 'Order words without amounts',
    decided: 'They book nothing, and refunds are refused until the amounts are known.',
    basis: 'decided',
  },
  'BD-7': {
    title: 'A reversal',
    decided: 'It belongs to the chargeback it refers to, else to the only one of its amount that was there before.',
    basis: 'inferred',
  },
  'BD-8': {
    title: 'A same-day reversal',
    decided: 'It is known by the days of both at MultiSafepay; about midnight it stays open.',
    basis: 'decided',
  },
  'BD-9': {
    title: 'Two clocks and the refunded total',
    decided: 'The total includes a refund only if it is listed there, or was certainly made before.',
    basis: 'decided',
  },
  'BD-10': {
    title: 'Own id, one transaction',
    decided: 'A transaction id belongs to one attempt, refund or chargeback.',
    basis: 'inferred',
  },
  'BD-11': {
    title: 'A refunded total that falls without evidence',
    decided:
      'Beside other news the news is applied, the old total is kept, and a violation is recorded; alone it is unknown.',
    basis: 'decided',
  },
  'BD-12': {
    title: 'An authentication outcome that does not fit',
    decided: 'It never makes a report illegal: it is a violation, and the statuses are believed.',
    basis: 'decided',
  },
  'BD-13': {
    title: 'Our clock and MultiSafepay’s',
    decided: 'They are not compared to tell which report is newer; where they meet, doubt is kept.',
    basis: 'decided',
  },
  'BD-14': {
    title: 'A late payment from a status read of the same second',
    decided: 'It is applied: the read is authoritative.',
    basis: 'decided',
  },
  'BD-15': {
    title: 'An attempt that was never sent',
    decided: 'It is given up when nothing was heard of it for five minutes, and MultiSafepay does not know the order.',
    basis: 'decided',
  },
  'BD-16': {
    title: 'A refund whose answer was lost',
    decided:
      'It is found by our id in its own transaction; a person may say, after ten minutes and a read, that it was never made.',
    basis: 'decided',
  },
} as const satisfies Readonly<Record<`BD-${number}`, BuildingDecision>>;
