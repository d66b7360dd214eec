/**
 * The faults that are planted in `src/`, one at a time, outside `npm test`: owner, recency and total rules, double loss, alarms raised
 * and closed, a status read taken for a notification, a currency ignored, and what else a hand may slip on where money is judged.
 */
import type { Fault } from './fault.ts';

const at =
  (file: string) =>
  (name: string, from: string, to: string): Fault => ({ name, file: `src/${file}`, from, to });

const recency = at('lifecycle/recency.ts');
const total = at('lifecycle/judging/total.ts');
const ofRefund = at('lifecycle/judging/refund.ts');
const ofAttempt = at('lifecycle/judging/attempt.ts');
const placing = at('lifecycle/judging/placing.ts');
const draft = at('lifecycle/judging/draft.ts');
const observe = at('lifecycle/judging/observe.ts');
const withdraw = at('lifecycle/judging/withdraw.ts');
const listing = at('lifecycle/judging/listing.ts');
const money = at('lifecycle/belief/money.ts');
const held = at('lifecycle/belief/held.ts');
const refundedTotal = at('lifecycle/belief/refunded-total.ts');
const ship = at('lifecycle/asking/ship.ts');
const funds = at('lifecycle/asking/funds.ts');
const order = at('lifecycle/asking/order.ts');
const reading = at('store/reading.ts');
const signature = at('multisafepay/signature.ts');
const spellings = at('multisafepay/spellings.ts');
const relation = at('relation/relation.ts');
const table = at('relation/table.ts');
const compiled = at('relation/compile.ts');
const factsIn = at('relation/facts.ts');
const lawText = at('relation/law-text.ts');

/** Every fault that is planted in the sources. */
export const sourceFaults: readonly Fault[] = [
  // Recency.
  recency('an older report is newer', "return a > b ? 'newer' : 'older';", "return a < b ? 'newer' : 'older';"),
  recency('equal times are told apart', ' || a === b || acrossClockChange', ' || acrossClockChange'),
  recency('times across a clock change are told apart', ' || acrossClockChange(a, b)) return', ') return'),
  recency('a clock that changes on every Sunday of the month', 'Number(day.slice(8, 10)) > 24 && ', ''),
  recency('the clock changes in winter', '(tens === one && ones === zero)', '(tens === one && ones === one)'),
  recency('the earlier of two times is the latest', 'return a > b ? a : b;', 'return a < b ? a : b;'),
  recency('the earliest instant, by an hour', 'asNumber(time) - 2 * hour', 'asNumber(time) - hour'),
  recency(
    'the latest instant, by an hour',
    'Date.parse(time) : asNumber(time) - hour',
    'Date.parse(time) : asNumber(time)',
  ),
  // The refunded total.
  total('an older total is taken', "if (last && (time === 'older' || ", 'if (last && ('),
  total(
    'a fallen total is believed of a notification',
    'if (hasFallen && !draft.mayCorrect)',
    'if (hasFallen && draft.mayCorrect === undefined)',
  ),
  total('a fallen total is not told again', 'if (last?.disbelieved !== total)', 'if (last?.disbelieved === undefined)'),
  total(
    'a total that is below what it includes is taken in the same second',
    "total < explained && report.channel === 'notification'",
    "total < explained && report.channel === 'status_read'",
  ),
  total(
    'a timeless total is newer',
    "const undecidable = time === 'unknown' && last",
    "const undecidable = time === 'older' && last",
  ),
  total(
    'unattributed is all of the total',
    'const unattributed = Math.max(0, total - explained);',
    'const unattributed = Math.max(0, total);',
  ),
  refundedTotal(
    'a refund of another attempt explains the total',
    '(one) => one.of === index && one.counted)',
    '(one) => one.counted)',
  ),
  total('a refund that is certainly before is not in the total', ' || certainlyBefore(one, recency);', ';'),
  total(
    'what ended since is in the total',
    'amountRefunded - endedSince(payment, index, report) - ofCaptures',
    'amountRefunded - ofCaptures',
  ),
  total('what came back is forgotten', 'return known + Math.min(fall, Math.max(0, gone));', 'return known;'),
  total(
    'what came back is never given out again',
    'return Math.max(0, known - Math.max(0, total - (last?.amount ?? 0)));',
    'return known;',
  ),
  total('a total below its refunds is no violation', 'total < named && !draft.older', 'total < 0 && !draft.older'),
  total(
    'a word that disagrees is no violation',
    "return order === 'refunded' ? total < amount : order === 'partial_refunded' && !inPart;",
    "return order === 'partial_refunded' && !inPart;",
  ),
  total(
    'a double loss is not flagged',
    'if (!positionOfAttempt(draft.payment, index).doubleLoss) return draft;',
    'if (positionOfAttempt(draft.payment, index).collected >= 0) return draft;',
  ),
  refundedTotal(
    'a released amount of any time',
    "compareRecency(seen.at(-1)?.at, at) === 'older'",
    "compareRecency(seen.at(-1)?.at, at) !== 'newer'",
  ),
  refundedTotal(
    'a request of ours is before any time',
    'Date.parse(requestedAt) < Date.parse(earliestInstant(at))',
    'Date.parse(requestedAt) < Date.parse(at)',
  ),
  refundedTotal(
    'unattributed counted twice',
    'unattributed = Math.max(0, unattributed - own);',
    'unattributed = Math.max(0, unattributed);',
  ),
  refundedTotal(
    'a refund for which the total has no room explains it',
    'if (!isNew || own > room || ',
    'if (!isNew || ',
  ),
  refundedTotal(
    'a released refund stays in the total',
    'amount = Math.max(0, amount - own);',
    'amount = Math.max(0, amount);',
  ),
  refundedTotal('same day in winter', 'return [1, 2].map((hours)', 'return [2].map((hours)'),
  refundedTotal('same day in summer', 'return [1, 2].map((hours)', 'return [1].map((hours)'),
  refundedTotal(
    'about midnight it is the same day',
    '.includes(day)) ? undefined : false;',
    '.includes(day)) ? true : false;',
  ),
  // Whose refund.
  ofRefund(
    'any of several attempts is the owner',
    "if (!sole || another || sole.collected !== 'yes') return undefined;",
    "if (!sole || sole.collected !== 'yes') return undefined;",
  ),
  ofRefund(
    'an owner that is not certainly collected',
    "if (!sole || another || sole.collected !== 'yes') return undefined;",
    'if (!sole || another) return undefined;',
  ),
  ofRefund(
    'an owner that cannot bear it',
    'return bears ? [{ index, collected }] : [];',
    'return [{ index, collected }];',
  ),
  ofRefund(
    'an owner of another currency',
    'attempt.asRead || differs(attempt.currency, currency)) return [];',
    'attempt.asRead) return [];',
  ),
  ofRefund(
    'an owner while an alarm is open',
    'return payment.alarms.length > 0 ? undefined : sole.index;',
    'return sole.index;',
  ),
  ofRefund(
    'an inferred owner is certain',
    'ownerInferred: isReferred || (known && !known.ownerInferred) ? undefined : true,',
    'ownerInferred: undefined,',
  ),
  ofRefund(
    'an inferred owner proves a collection',
    'return next.ownerInferred ? judged : andThen(judged, (so) => withProofOfCollection(so, of, report));',
    'return andThen(judged, (so) => withProofOfCollection(so, of, report));',
  ),
  ofRefund(
    'a refund in another currency counts',
    'const amount = foreign ? undefined : words.amount;',
    'const amount = words.amount;',
  ),
  ofRefund('a refund in another currency is no violation', "if (foreign) codes.push('refund_currency_differs');", ''),
  ofRefund(
    'another amount of a refund is taken from a notification',
    '!(record && isOpenAll(record))) {\n    if (!mayCorrect)',
    '!(record && isOpenAll(record))) {\n    if (mayCorrect === undefined)',
  ),
  ofRefund(
    'a refund that turns into a chargeback',
    'if (rekinded && !record.kindInferred) {\n    if (!mayCorrect)',
    'if (rekinded && !record.kindInferred) {\n    if (mayCorrect === undefined)',
  ),
  ofRefund(
    'what an owner gave up explains the total still',
    'return { ...draft, payment: withoutShare(moved, record), news: true, corrected: true };',
    'return { ...draft, payment: moved, news: true, corrected: true };',
  ),
  ofRefund(
    'a refund after the chargeback was reversed is under it',
    "(!isReversed || compareRecency(chargeback.reversedAt, created) === 'newer')",
    '(!isReversed || chargeback.reversedAt !== undefined)',
  ),
  ofRefund('a late refund is none', '...(late ? [late.code] : []), ', ''),
  ofRefund(
    'a request of ours that was made after the entry',
    'requestedAt !== undefined && isBeforeRequest(created, requestedAt)',
    'requestedAt !== undefined && isBeforeRequest(created, requestedAt) && false',
  ),
  listing(
    'an entry that the total has no room for',
    'return booked + (words.amount ?? 0) <= amountRefunded;',
    'return booked <= amountRefunded;',
  ),
  listing(
    'entries without a type are refunds, whatever the total',
    "return amountRefunded === total ? 'refund' : undefined;",
    "return total > 0 ? 'refund' : undefined;",
  ),
  // Attempts, and what they are for.
  ofAttempt('another brand is no violation', "changed.push('brand_changed');", ''),
  ofAttempt(
    'another amount is taken',
    '(differs(attempt.amount, amount) || differs(attempt.currency, currency))',
    'differs(attempt.amount, amount)',
  ),
  ofAttempt(
    'an amount that changes under a collection is harmless',
    '? { ...stop, moneyMayHaveLeft: true } : stop;',
    '? stop : stop;',
  ),
  ofAttempt(
    'a chargeback whose owner is inferred is one of the attempt',
    "kind === 'chargeback' && !ownerInferred)",
    "kind === 'chargeback')",
  ),
  ofAttempt('collected twice is no violation', "codes.push('collected_twice');", 'codes.push();'),
  ofAttempt(
    'an amount that nobody asked is no violation',
    "if (!isAmountExpected(payment, index)) codes.push('amount_differs');",
    '',
  ),
  ofAttempt(
    'more than ordered is no violation',
    '|| !isMoreThanOrdered(payment)) return draft;',
    '|| isMoreThanOrdered(payment) !== undefined) return draft;',
  ),
  ofAttempt(
    'manual capture is not heard',
    'if (captureOf !== undefined || !manualCapture)',
    'if (captureOf !== undefined || manualCapture)',
  ),
  // Contradictions, and who may say them.
  placing(
    'a late payment by a notification',
    "if (money && ended && channel === 'status_read' && because",
    "if (money && ended && channel === 'notification' && because",
  ),
  placing('a late payment that is older', " && because !== 'older') {", ') {'),
  placing(
    'a collection that a notification takes back',
    'if (mayCorrect && (collected',
    'if ((mayCorrect || channel === undefined || collected) && (collected',
  ),
  observe(
    'a contradiction of the same second alarms nobody',
    "(time === 'newer' || saysEnded(report));",
    "time === 'newer';",
  ),
  placing(
    'a newer contradiction under a collection is harmless',
    "moneyMayHaveLeft: because === 'newer' && (collected || reserved),",
    'moneyMayHaveLeft: false,',
  ),
  placing(
    'money under an ended payment alarms nobody',
    'const moneyMayBeHeld = money && !collected && (because',
    'const moneyMayBeHeld = money && collected && (because',
  ),
  placing(
    'taken back is an ending that changed',
    "? 'collection_taken_back' : 'ending_changed';",
    "? 'ending_changed' : 'collection_taken_back';",
  ),
  placing(
    'a later read does not cure',
    'if (now.asRead === undefined) return { ...judged, news: true, corrected: true };',
    'if (now.asRead === undefined) return { ...draft };',
  ),
  draft(
    'a chargeback that cannot be judged alarms nobody',
    "const ofRefund = negative || kind === 'refund' || kind === 'chargeback';",
    "const ofRefund = negative || kind === 'refund';",
  ),
  draft('what cannot be judged holds no money', '(collectedWord || saysMoney(report))),', 'collectedWord),'),
  draft(
    'a violation is told again',
    '!draft.payment.violations.some((known) => same(known, one)) &&',
    'one !== undefined &&',
  ),
  observe('a notification may correct', "if (channel !== 'status_read') return false;", ''),
  observe(
    'an older read may correct',
    "kept.reduce(latest, undefined)) !== 'older';",
    "kept.reduce(latest, undefined)) !== 'unknown';",
  ),
  observe('a read that was not asked last may correct', 'circumstances.askedLast !== false && ', ''),
  observe('an alarm is raised and forgotten', "if (stop.moneyMayBeHeld && !booked) raise('money_may_be_held');", ''),
  observe(
    'money that may have left is forgotten',
    'if (stop.moneyMayHaveLeft || mayEndCollection(before, report, stop)) raise',
    'if (mayEndCollection(before, report, stop)) raise',
  ),
  observe(
    'an alarm that any notification closes',
    "(report.channel === 'status_read' &&\n      (at === undefined",
    '(!wasAskedLast &&\n      (at === undefined',
  ),
  observe(
    'an alarm that an older read closes',
    "recency !== undefined && compareRecency(recency, at) !== 'older'",
    'compareRecency(recency, at) !== undefined',
  ),
  observe(
    'an alarm that nothing closes',
    'return before.alarms.filter(\n',
    'return before.alarms.slice(0, 0).filter(\n',
  ),
  observe(
    'an alarm of another transaction is closed',
    '(mayAnswer(alarm) && covers(after, report, alarm.transactionId))',
    'mayAnswer(alarm)',
  ),
  observe(
    'what stands open is answered by anything',
    '((mayCorrect || wasAskedLast) && covers(payment, report, one.transactionId))',
    '(mayCorrect || wasAskedLast)',
  ),
  observe('a read answered by a read', "stop.refusal.cure === 'status_read' ? ", "stop.refusal.cure === 'nothing' ? "),
  withdraw(
    'a double loss stands for ever',
    'double_loss: ({ payment, index }) => positionOfAttempt(payment, index).doubleLoss,',
    'double_loss: () => true,',
  ),
  withdraw('collected twice stands for ever', 'return new Set(held).size > 1;', 'return payment.attempts.length > 1;'),
  // What is held, shipped and where.
  money('the card paid what the order was', 'return cardShare ?? amount;', 'return amount;'),
  money(
    'parts beside another attempt are beside this one',
    'part.beside === transactionId && part.currency',
    'part.currency',
  ),
  money(
    'refunds of every attempt are of this one',
    'entries: refundsOf(payment, index).map',
    'entries: payment.refunds.map',
  ),
  money(
    'the refunded total is not counted',
    'unattributed: (attempt.reported?.unattributed ?? 0) - ofCaptures,',
    'unattributed: 0,',
  ),
  held('the last of our requests is the order', 'one.amount > most.amount ? one : most', 'one'),
  held(
    'the smallest of our requests is the order',
    'one.amount > most.amount ? one : most',
    'one.amount < most.amount ? one : most',
  ),
  held('what was given back in full is held', "if (isGivenBack(payment, index)) return 'no';", ''),
  held(
    'reserved refunds are not given back',
    'refunded + reserved + unattributed >= collected',
    'refunded + unattributed >= collected',
  ),
  held(
    'held in any currency',
    'currency !== undefined && inCurrency !== currency) {',
    'currency !== undefined && inCurrency === undefined) {',
  ),
  held('an outside part is counted twice', '.filter((one) => !listed.has(one))', '.filter((one) => one !== undefined)'),
  held(
    'what is held for review is missing',
    'expected.amount - possible - heldForReview(payment, besides)',
    'expected.amount - possible',
  ),
  held(
    'a chargeback of what was taken back counts',
    'attempt.asRead === undefined &&\n      (attempt.word',
    '(attempt.word',
  ),
  ship(
    'goods go out beside an unknown refund',
    '!isGivenBackKnown(payment, index) || mayBeGivenBack',
    'mayBeGivenBack',
  ),
  ship(
    'an open outside payment is none',
    "outside.some((one) => settlementOfOutside(one) === 'open') ||",
    "outside.some((one) => settlementOfOutside(one) === 'given_back') ||",
  ),
  ship('alarms do not stop the goods', 'alarms: alarms.map(({ because }) => because),', 'alarms: [],'),
  funds(
    'money that may have left has not',
    "if (mayHaveLeft || isUnpaid || places.size === 0) places.add('customer');",
    "if (isUnpaid || places.size === 0) places.add('customer');",
  ),
  order('another currency is for the rest', 'missing.currency === currency && amount', 'amount'),
  order('for the rest, and more', 'amount <= missing.amount;', 'amount <= missing.amount + 1;'),
  order('an attempt beside a collected one', "collected: someCounts('collected'),", 'collected: false,'),
  // The store, and the wire.
  reading('an order with an alarm is not read', '...(payment.alarms.length > 0 ? [Date.parse(now)] : []),', ''),
  reading(
    'a deadline, an hour late',
    '...deadlines(payment).map(({ due }) => latestInstant(due)),',
    '...deadlines(payment).map(({ due }) => latestInstant(due) + hour),',
  ),
  reading(
    'a collected payment is not watched',
    'return next <= Math.max(...since) + watched ? [next] : [];',
    'return next > Math.max(...since) + watched ? [next] : [];',
  ),
  signature(
    'a signature of any age',
    'if (freshness > 0 && age > freshness) return',
    'if (freshness > 0 && age > freshness + 3600) return',
  ),
  signature('a signature of anybody', 'if (await runtime.subtle.verify(', 'if (!await runtime.subtle.verify('),
  spellings(
    'a chargeback of 2019 is not known',
    "chargeback: ['chargedback', 'charged_back'],",
    "chargeback: ['charged_back'],",
  ),
  spellings(
    'void is not cancelled',
    "const transactionSpellings = { cancelled: ['void', 'canceled'] }",
    "const transactionSpellings = { cancelled: ['canceled'] }",
  ),
  // The relation.
  relation(
    'a refused row is lawful',
    "if (reading === 'all' || !isBrokenOn(way))",
    "if (reading === 'lawful' || !isBrokenOn(way))",
  ),
  relation(
    'a cell that has an edge is final',
    'final: leaving[index]?.length === 0,',
    'final: leaving[index]?.length === 1,',
  ),
  table('a refused fact is taken', 'return row.broken ? refused : ', 'return '),
  compiled(
    'a permission is not asked',
    'open.permission === undefined ? open : rowBy(strict',
    'open.permission !== undefined ? open : rowBy(strict',
  ),
  factsIn(
    'a refund that the rules refuse is admitted',
    "refuseRefund(fact.ask) ? 'refused' : 'admitted',",
    "refuseRefund(fact.ask) ? 'admitted' : 'refused',",
  ),
  lawText(
    'a law without its limits in its name',
    'limits: sha256Of(linesText(limitLines(law))),',
    'limits: sha256Of(linesText([])),',
  ),
];
