/**
 * Every requirement and decision by its id, in a sentence. Ids are stable: states, edges, rules, refusals and tests name
 * them, and everything that traces the law back to its reasons starts from this list.
 */
import { standingRules } from '../../machines/index.ts';

/** What MultiSafepay's documents ask, flow by flow. */
const documentedRules = {
  'CARD-1': 'A Visa card may be charged with 3-D Secure or without it.',
  'CARD-2': 'A Mastercard card may be charged with 3-D Secure or without it.',
  'CARD-3': 'A Maestro card is charged with 3-D Secure, never without.',
  'CARD-4': 'An American Express card is charged without 3-D Secure; SafeKey is not offered.',
  'CARD-5': 'A Bancontact card is charged with 3-D Secure, never without.',
  'CARD-6': 'Cards of any other brand cannot be charged server to server.',

  '3D-1': 'Unless something else is said, a card order goes through 3-D Secure.',
  '3D-2': 'That default does not hold for American Express, which never goes through 3-D Secure.',
  '3D-3': 'With 3-D Secure, the customer is authenticated before the payment goes on.',
  '3D-4': 'Within what the brand allows, 3-D Secure may be left out order by order.',

  'TX-0': 'The order status and the transaction status are two axes; what an order shows does not move its money.',
  'TX-1': '(initialized, initialized): the customer can pay, and no money has come in.',
  'TX-2': '(completed, completed): the payment is made and its amount is on the MultiSafepay balance.',
  'TX-3': '(uncleared, uncleared): the merchant has yet to approve or disapprove.',
  'TX-4': '(declined, declined): the payment was turned down.',
  'TX-5': '(expired, expired): nobody finished the payment within its time.',
  'TX-6': '(void, cancelled): the payment was called off.',
  'TX-7': 'No card payment gets past the fraud filter unseen.',
  'TX-8': 'What MultiSafepay collects is on its balance once the transaction is completed, and not earlier.',

  'MID-0': 'On own MID the money goes to the merchant at American Express and never passes through MultiSafepay.',
  'MID-1': '(initialized, initialized) means on own MID what it means elsewhere.',
  'MID-2': '(uncleared, initialized): on own MID, the merchant has yet to approve or disapprove.',
  'MID-3': '(completed, initialized): on own MID, the payment is made.',
  'MID-4': '(declined, declined): on own MID too, the payment was turned down.',
  'MID-5': '(expired, expired): on own MID too, nobody finished the payment within its time.',
  'MID-6': '(void, cancelled): on own MID too, the payment was called off.',

  'REF-1': '(reserved, reserved): a refund is asked for and its amount set aside.',
  'REF-2': '(completed, completed): the refund is made.',
  'REF-3': "(chargeback, completed): the customer's bank took the money back, which cards and direct debits allow.",
  'REF-4': '(void, cancelled): a refund was called off while its amount was only set aside.',
  'REF-5': '(declined, declined): the refund was turned down.',

  'CAP-1':
    '(completed, initialized) where capture is manual: the amount is set aside at the issuer, and nothing is collected.',
  'CAP-2':
    'A part that is captured is an order and a transaction of its own, (completed, completed); the first keeps its words.',
  'CAP-3': '(completed, completed): the whole authorised amount was captured.',
  'CAP-4': '(void, void): an authorisation, or what was left of it, was called off.',
  'CAP-5':
    '(void, void): an authorisation, or what was left of it, ran out: after 7 days with Visa, 30 with Mastercard and Maestro.',
  'CAP-6': 'Capture by hand is for Visa, Mastercard and Maestro.',

  'PART-1':
    'Several methods may pay one order between them; the charts speak of what the card pays, and of nothing else.',
  'PART-2':
    "What a gift card paid goes back by the vendor's rules: a mixed order whole, or the card's part before the rest.",

  'DIS-1': 'The merchant accepts a chargeback or disputes it, and the dispute has a status of its own.',
  'DIS-2': 'A dispute that nobody answers by its date counts as accepted.',
  'DIS-3': 'Once a chargeback is accepted, the payment is not refunded.',
} as const;

/** What the product is to be. */
const designCard = {
  'DC-1': 'Payment, own-MID payment and refund are each an explicit XState chart.',
  'DC-2': 'The rules on brands and 3-D Secure are guards.',
  'DC-3': 'Property-based tests look for a status transition that the law forbids, and find none.',
  'DC-4': 'A checkout service can embed it.',
  'DC-5': 'The charts open in the XState inspector.',
  'DC-6': 'A compliance review can rely on it as its reference.',
  'DC-7': 'It is built on xstate, fast-check, vitest and typedoc, and laid out as src, machines, test and docs.',
} as const;

/** What we settled where the documents are silent or contradict each other. */
const decisions = {
  D0: 'What we ask for may be refused; what MultiSafepay reports is believed unless it contradicts its own history.',
  D1: 'Rules belong to an edition, and a payment keeps the edition it was opened under.',
  D2: `Under the rules of 2025-08, American Express needs 3-D Secure above ${standingRules.numbersOf('2025-08').limit} and in any other currency.`,
  D3: 'Under the rules of 2025-08, Bancontact cannot be asked for directly.',
  D4: 'Own MID is configuration and American Express only; a pair that needs it, or rules it out, is not guessed at.',
  D5: 'The money of a completed own-MID payment is at American Express, whatever that one table row says.',
  D6: 'Own-MID payments end in the same pairs as others, although no source lists those endings.',
  D7: 'A held payment is approved, disapproved, cancelled, or left to expire after five days.',
  D8: 'Spellings of one status are one word; a missing transaction status says nothing; an undocumented pair is unknown.',
  D9: 'Every outcome of 3-D Secure leads on to authorisation, back to the customer, or to declined.',
  D10: 'An order may have several attempts, and none is begun while another is collected or held.',
  D11: 'Manual capture and authorisations of nothing are not modelled, and a report of either is unknown.',
  D12: 'A refund is a transaction of its own, and every reason to refuse it has a name.',
  D13: 'A chargeback arrives unasked, may be reversed, and is a violation where the brand expects none.',
  D14: 'No fact and no report goes without a verdict, and a confirmation that is repeated is a duplicate.',
  D15: 'Time comes as data: a deadline that has passed is a question to MultiSafepay, never an expiry.',
  D16: 'No card number, security code or expiry date is kept, logged or shown.',
  D16a: 'What can be refunded is what was collected, less all that is given back, set aside or taken back, as far as known.',
  D17: 'An issuer may ask once for authentication that was left out; 3-D Secure belongs to the authorisation.',
  D18: 'An order status is judged by what the attempts, refunds and chargebacks of the order come to.',
  D19: 'What is not known stays a set of possibilities until evidence narrows it.',
  D20: 'Money is held or collected after screening only, and screening may reject at any step before.',
  D21: 'An ended payment stays ended, save for money that an authoritative read says came late.',
  D22: 'Whose transaction it is, payment, refund, chargeback or capture, is settled before it is judged.',
  D23: 'A report is as recent as the latest time in it; times that cannot be compared never make it illegal.',
  D24: 'A report is acknowledged once it is safely kept, whatever its verdict; money is read again later.',
  D25: 'What an order is for is said by the merchant; it ships once what is certainly held for it reaches that.',
  D26: 'A list of methods splits an order only if it adds up; what other methods paid is seen, and is no money of the card.',
  D27: 'Under collected money a newer word that denies it moves nothing by itself; a read that may correct takes it back.',
  D28: 'No answer names a cure that cannot cure it; a read asked for later corrects what was kept, and a person may, on record.',
  D29: 'A report that cannot be read where it must be judged is kept whole, with an alarm; whatever else is odd is left out and named.',
  D30: 'Every number, claim and sentence of the law is a row of it, and part of its name; reading a payment takes the relation alone.',
  D31: 'A refund that does not say whose it is belongs to the one collected payment that can bear it, and stays marked as inferred.',
  D32: 'On own MID too, what was given or taken back is shown beside a completed transaction; beside an initialized one by nobody.',
  D33: 'An authorisation that is captured by hand is a life of its own: only what is captured is collected.',
  D34: 'A chargeback may carry a dispute, whose words stop nothing; only a reversal gives the money back, for good once it is closed.',
  D35: 'The entries of a list are a set: their order changes no verdict.',
  D36: 'A certain no is given before any doubt, and a violation that turns out not to have happened is withdrawn.',
  D37: 'Amounts are printed with the minor units of ISO 4217, from a table of the law, and compared as they were sent.',
  D38: 'A payment by a method outside the charts is no alarm: its newest report is kept, and it is settled only while that says so.',
  D39: 'Invariants speak of facts as well as pairs, and each planted fault is noticed by two means that share no code.',
} as const;

/** Every requirement, line of the design card and decision: its id, and what it says. */
export const requirements = { ...documentedRules, ...designCard, ...decisions } as const;

/** The id of a requirement, of a line of the design card, or of a decision. */
export type RequirementId = keyof typeof requirements;

/** Whether a text is the id of a requirement, of a line of the design card, or of a decision. */
export function isRequirementId(id: string): id is RequirementId {
  return Object.hasOwn(requirements, id);
}

/** What this release does not do, and a later one is to: nothing of what the documents ask. Nothing traces to a test before it is there. */
export const notYetMet: readonly RequirementId[] = [];

/**
 * The requirements that a state, an edge, a rule or a refusal must name: all that the documents ask of this release, but
 * TX-0, which is about no state or edge of its own.
 */
export const borneByTheLaw: readonly RequirementId[] = (Object.keys(documentedRules) as RequirementId[]).filter(
  (id) => id !== 'TX-0',
);
