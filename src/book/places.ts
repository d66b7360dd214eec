/**
 * Where a requirement or decision is held that no state or edge of a chart can bear, because it is about words, times, whole
 * orders or the product itself. A test checks that each file is there, and that it names the decision.
 */
import type { RequirementId } from '../proof/index.ts';

/** A place in the product. */
export interface Place {
  /** From the root of the project. */
  readonly file: string;
  /** What of the file it is. */
  readonly says: string;
}

/** The places of the requirements and decisions that are no matter of a state or an edge. */
export const places: Readonly<Partial<Record<RequirementId, Place>>> = {
  'TX-0': { file: 'machines/statuses.ts', says: 'two types, one for each status, and pairs of both' },
  'PART-1': { file: 'machines/outside-rules.ts', says: 'what a method outside the charts comes to' },
  'PART-2': { file: 'machines/order-rules.ts', says: 'what is given back, set against the share of the card first' },
  'DC-2': { file: 'machines/card-life.ts', says: 'the permissions and routes of the card charts' },
  'DC-3': { file: 'src/relation/stated.ts', says: 'the statement that generated histories are held against' },
  'DC-4': { file: 'src/index.ts', says: 'the door for a checkout service, without any Node API behind it' },
  'DC-5': { file: 'src/inspect/definition.ts', says: 'the charts as the inspector is shown them' },
  'DC-6': { file: 'src/book/book.ts', says: 'this book, made from the charts' },
  'DC-7': { file: 'package.json', says: 'the packages, and the folders' },
  D0: { file: 'src/lifecycle/judging/observe.ts', says: 'reports are judged apart from requests' },
  D1: { file: 'machines/editions.ts', says: 'the rows of each edition; the edition is part of a profile' },
  D8: { file: 'src/multisafepay/spellings.ts', says: 'the spellings of one word' },
  D10: { file: 'machines/order-rules.ts', says: 'what stands against another attempt' },
  D11: { file: 'machines/order-rules.ts', says: 'what a report claims, or why it cannot be judged' },
  D14: { file: 'machines/refusals.ts', says: 'a reason for whatever is not taken' },
  D16: { file: 'src/multisafepay/card-data.ts', says: 'card data found and masked' },
  D16a: { file: 'machines/order-rules.ts', says: 'the money position of an attempt and of an order' },
  D18: { file: 'machines/order-rules.ts', says: 'the projection of an order' },
  D19: { file: 'src/lifecycle/belief/timeline.ts', says: 'the set of what is possible, folded over what was seen' },
  D21: { file: 'src/lifecycle/judging/placing.ts', says: 'money under an ended transaction' },
  D22: { file: 'src/lifecycle/judging/classify.ts', says: 'whose transaction a report is about' },
  D23: { file: 'src/lifecycle/recency.ts', says: 'which of two times is later, or that it cannot be told' },
  D24: { file: 'src/service/notifications.ts', says: 'a notification is acknowledged once it is stored' },
  D25: { file: 'machines/shipping-rules.ts', says: 'why the goods may not go out' },
  D26: { file: 'src/lifecycle/judging/parts.ts', says: 'the parts of an order that several methods pay' },
  D27: { file: 'src/lifecycle/judging/placing.ts', says: 'a contradiction under collected money' },
  D28: { file: 'src/lifecycle/judging/correct.ts', says: 'what a person may correct' },
  D29: { file: 'src/multisafepay/order-fields.ts', says: 'the fields that are judged, and those that are left out' },
  D30: { file: 'machines/index.ts', says: 'the list of all rows of the law' },
  D31: { file: 'src/lifecycle/judging/refund.ts', says: 'whose refund it is, and that it is inferred' },
  D32: { file: 'machines/order-rules.ts', says: 'the projection, whoever collected' },
  D34: { file: 'src/lifecycle/judging/dispute.ts', says: 'what a report says of a dispute, which stops no chargeback' },
  D35: { file: 'src/lifecycle/judging/listing.ts', says: 'the entries of a list, as a set' },
  D36: { file: 'src/lifecycle/asking/funds.ts', says: 'every place that is possible, and no other' },
  D37: { file: 'machines/money.ts', says: 'the currencies, with their digits' },
  D38: { file: 'src/lifecycle/judging/outside.ts', says: 'payments by methods outside the charts' },
  D39: { file: 'src/proof/invariants/statuses.ts', says: 'each fact, in each state, allowed or not' },
};

/** A place in words. */
export const placeText = ({ file, says }: Place): string => `${file}: ${says}`;
