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
  'DC-2': { file: 'machines/card-life.ts', says: 'the permissions and routes of the card charts' },
  'DC-3': { file: 'src/relation/stated.ts', says: 'the statement that generated histories are held against' },
  'DC-4': { file: 'src/index.ts', says: 'the door for a checkout service, without any Node API behind it' },
  'DC-5': { file: 'src/inspect/definition.ts', says: 'the charts as the inspector is shown them' },
  'DC-6': { file: 'src/book/book.ts', says: 'this book, made from the charts' },
  'DC-7': { file: 'package.json', says: 'the packages, and the folders' },
  D0: { file: 'src/lifecycle/observe.ts', says: 'reports are judged apart from requests' },
  D1: { file: 'machines/editions.ts', says: 'the rows of each edition; the edition is part of a profile' },
  D8: { file: 'src/multisafepay/spellings.ts', says: 'the spellings of one word' },
  D10: { file: 'machines/order-rules.ts', says: 'what stands against another attempt' },
  D11: { file: 'machines/order-rules.ts', says: 'what a report claims, or why it cannot be judged' },
  D14: { file: 'machines/refusals.ts', says: 'a reason for whatever is not taken' },
  D16: { file: 'src/multisafepay/card-data.ts', says: 'card data found and masked' },
  D16a: { file: 'machines/order-rules.ts', says: 'the money position of an attempt and of an order' },
  D18: { file: 'machines/order-rules.ts', says: 'the projection of an order' },
  D19: { file: 'src/lifecycle/timeline.ts', says: 'the set of what is possible, folded over what was seen' },
  D21: { file: 'src/lifecycle/judge-attempt.ts', says: 'money under an ended transaction' },
  D22: { file: 'src/lifecycle/classify.ts', says: 'whose transaction a report is about' },
  D23: { file: 'src/lifecycle/recency.ts', says: 'which of two times is later, or that it cannot be told' },
  D24: { file: 'src/service/notifications.ts', says: 'a notification is acknowledged once it is stored' },
  D30: { file: 'machines/index.ts', says: 'the list of all rows of the law' },
  D37: { file: 'machines/money.ts', says: 'the currencies, with their digits' },
};

/** A place in words. */
export const placeText = ({ file, says }: Place): string => `${file}: ${says}`;
