/**
 * Goal: the dispute of a chargeback is followed word by word and decides no money (decision D34): whatever its words, in whatever order
 * they arrive, the chargeback beside it stands as it would without them; only a reversal gives the money back, for good once the dispute
 * is closed.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  deadlines,
  disputeDue,
  explain,
  InputError,
  mayChallenge,
  mayRefund,
  observe,
  type Payment,
  position,
  type Report,
  restore,
  safeToShip,
  save,
  step,
  viewOf,
} from '../../src/index.ts';
import { why } from '../../src/words/index.ts';
import { daysToAnswer, disputeWords, expectedAfter, wordsThatConclude, wordsToAnswer } from '../oracle/oracle.ts';
import {
  at,
  by,
  comesTo,
  expected,
  type Fields,
  notified,
  observeAll,
  paid,
  refundOf,
  refusedWith,
  statusRead,
  told,
  violationsOf,
} from './reports.ts';

const words = Object.values(disputeWords);
const anyWord = fc.constantFrom(...words);

/** Midday of a day of November 2019. */
const on = (day: number): string => `2019-11-${String(day).padStart(2, '0')}T12:00:00`;

const chargeback = (dispute?: object, more: object = {}): object =>
  refundOf('c', 1000, 'completed', { type: 'chargeback', ...(dispute && { dispute }), ...more });
const reversal = (day: number): object =>
  refundOf('v', 1000, 'completed', { type: 'reverse-chargeback', created: on(day), reference_transaction_id: 'c' });

/** A charged-back order as it stands on a day; `dispute` is what the chargeback says of its dispute. */
const toldOn = (day: number, dispute?: object, ...beside: object[]): Report =>
  notified('chargeback', 'completed', { at: on(day), related_transactions: [chargeback(dispute), ...beside] });
const says = (day: number, status: string, ...beside: object[]): Report => toldOn(day, { status }, ...beside);
const read = (day: number, dispute: object | undefined, fields: Fields = {}): Report => ({
  ...statusRead('chargeback', 'completed', { at: on(day), related_transactions: [chargeback(dispute)], ...fields }),
});
/** The order with its chargeback reversed, on a day. */
const reversed = (day: number, dispute?: object): Report =>
  notified('completed', 'completed', { at: on(day), related_transactions: [chargeback(dispute), reversal(day)] });

const heard = (...reports: Report[]): Payment => observeAll(reports, paid()).payment;
const verdicts = (...reports: Report[]): readonly string[] => observeAll(reports, paid()).came;
const word = (payment: Payment): string | undefined => viewOf(payment).refunds[0]?.dispute?.word;
const answer = (payment: Payment, when = '2019-11-20T09:00:00Z'): string => {
  const { answer, because } = mayChallenge(payment, { at: when });
  return [answer, because[0]?.code].filter(Boolean).join(' ');
};
const ask = { amount: 100, currency: 'EUR', at: '2019-11-20T09:00:00Z' };
const offArrows = (payment: Payment): boolean => payment.violations.some(({ code }) => code === 'dispute_off_arrows');

/** Whether words, in their order in time, are all expected after each other. */
const isExpected = (life: readonly string[]): boolean =>
  life.every((one, index) => index === 0 || expectedAfter[life[index - 1] as string]?.includes(one));

describe('the words of a dispute', () => {
  it.each(words.flatMap((one) => words.map((next) => [one, next] as const)))(
    'should be news if newer, stale if older, and a violation only off the arrows: %s, then %s',
    (one, next) => {
      const forth = observeAll([says(8, one), says(9, next)], paid());
      expect(word(forth.payment)).toBe(next);
      expect(forth.came[1]).toBe(one === next ? 'duplicate' : 'applied');
      expect(offArrows(forth.payment)).toBe(!expectedAfter[one]?.includes(next));
      expect(verdicts(says(8, one), says(9, next), says(9, next))[2]).toBe('duplicate');
      const late = observeAll([says(8, one), says(9, next), says(8, one)], paid());
      expect([late.came[2], word(late.payment)]).toEqual(['stale', next]);
    },
  );

  test.prop([fc.array(anyWord, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat())])(
    'should come to the same in whatever order they arrive: the newest stands, and what is off the arrows is told',
    (life, picks) => {
      const reports = life.map((one, day) => says(8 + day, one));
      const left = [...reports];
      const shuffled = reports.map(() => left.splice((picks.next().value as number) % left.length, 1)[0] as Report);
      const payment = heard(...shuffled);
      expect(word(payment)).toBe(life.at(-1));
      expect(offArrows(payment)).toBe(!isExpected(life));
      expect(payment.violations.filter(({ code }) => code === 'dispute_off_arrows').length).toBeLessThanOrEqual(1);
    },
  );

  test.prop([fc.array(fc.oneof(anyWord, fc.string()), { minLength: 1, maxLength: 6 }), fc.boolean()])(
    'should change nothing of the money, nor stop the chargeback, whatever they are',
    (life, isRead) => {
      const plain = life.map((_, day) => toldOn(8 + day));
      const disputed = life.map((status, day) => (isRead ? read(8 + day, { status }) : says(8 + day, status)));
      const [without, beside] = [heard(...plain), heard(...disputed)];
      expect(position(beside)).toEqual(position(without));
      expect(safeToShip(beside, expected).answer).toBe('no');
      expect(mayRefund(beside, ask).answer).toBe('no');
      expect(beside.refunds.map(({ dispute: _, ...one }) => one)).toEqual(without.refunds);
      for (const verdict of observeAll(disputed, paid()).verdicts)
        expect(verdict.verdict).not.toMatch(/illegal|unknown/);
    },
  );

  test.prop([fc.array(anyWord, { minLength: 1, maxLength: 8 }), anyWord])(
    'should be believed as a read that may correct has them, whatever was told before',
    (life, last) => {
      const before = heard(...life.map((one, day) => says(8 + day, one)));
      expect(word(observe(before, read(8 + life.length - 1, { status: last })).payment as Payment)).toBe(last);
    },
  );

  it('should read opened as open, in any letter case', () => {
    expect([word(heard(says(8, 'opened'))), word(heard(says(8, ' Opened ')))]).toEqual(['open', 'open']);
  });

  it('should leave a chargeback booked whose word is not known, and tell the word as a violation', () => {
    const { payment, verdicts: came } = observeAll([says(8, 'escalated')], paid());
    expect(came.map(violationsOf)).toEqual([['dispute_word_unknown']]);
    expect([position(payment).chargedBack, word(payment), answer(payment)]).toEqual([
      1000,
      undefined,
      'unknown dispute_not_told',
    ]);
    expect(safeToShip(observe(payment, reversed(9, { status: 'escalated' })).payment as Payment, expected).answer).toBe(
      'unknown',
    );
  });

  it.each([
    ['no object', 'lost', 'dispute'],
    ['a word that is no text', { status: 7 }, 'dispute.status'],
    ['a date that is none', { status: 'new', merchant_response_date: 'soon' }, 'dispute.merchant_response_date'],
    ['a reason that is no text', { status: 'new', reason_description: {}, reason_code: true }, 'dispute.reason_code'],
  ])('should be left out where they are odd, and said so, while the chargeback is booked: %s', (_, dispute, path) => {
    const report = toldOn(8, dispute as object);
    expect(report.leftOut?.map((one) => one.path)).toContain(`related_transactions.0.${path}`);
    expect(position(heard(report)).chargedBack).toBe(1000);
  });

  it('should not be stopped by a word off the arrows: the second chargeback of the report is booked', () => {
    const part = (id: string, dispute?: object) =>
      refundOf(id, 400, 'completed', { type: 'chargeback', ...(dispute && { dispute }) });
    const report = (day: number, ...related: object[]): Report =>
      notified('chargeback', 'completed', { at: on(day), related_transactions: related });
    const { payment, verdicts: came } = observeAll(
      [report(8, part('c', { status: 'accepted' })), report(9, part('c', { status: 'opened' }), part('d'))],
      paid(),
    );
    expect(came[1] && violationsOf(came[1])).toEqual(['dispute_off_arrows']);
    expect(position(payment).chargedBack).toBe(800);
  });

  it('should be those of the chargeback’s own report as well', () => {
    const own = notified('completed', 'completed', {
      transaction_id: 'c',
      type: 'chargeback',
      amount: -1000,
      at: on(9),
      created: '2019-11-05T09:00:00',
      dispute: { status: 'submitted' },
    });
    expect(word(heard(says(8, 'open'), own))).toBe('submitted');
  });

  it('should be told by facts of our own, steps between left out, and never backwards', () => {
    const fact = (type: string) => ({ type, at, transactionId: 'c' }) as Parameters<typeof told>[1];
    const begun = heard(says(8, 'new'));
    expect(word(told(begun, fact('dispute.accepted')))).toBe('accepted');
    expect(word(told(begun, fact('dispute.submitted'), fact('dispute.returned'), fact('dispute.submitted')))).toBe(
      'submitted',
    );
    expect(word(told(heard(toldOn(8)), fact('dispute.raised')))).toBe('new');
    expect(refusedWith(heard(says(8, 'accepted')), fact('dispute.opened'))).toBe('final_state');
    expect(refusedWith(heard(says(8, 'submitted')), fact('dispute.opened'))).toBe('fact_not_possible');
    expect(() => step(paid(), fact('dispute.opened') as never)).toThrow(InputError);
    expect(explain(begun, { fact: fact('dispute.opened') as never }).possible).toBe('yes');
  });

  it('should keep as many as matter, however many are told', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      toldOn(8, { status: index % 2 === 0 ? 'submitted' : 'ready' }),
    ).map((report, index): Report => ({ ...report, recency: `2020-0${1 + (index % 9)}-01T12:00:00` }));
    expect(heard(...many).refunds[0]?.dispute?.seen.length).toBeLessThanOrEqual(50);
  });
});

describe('a reversal', () => {
  it.each(words)('should be final only once the dispute is closed, and count at once: %s', (one) => {
    const payment = heard(says(8, one), reversed(9, { status: one }));
    const isFinal = wordsThatConclude.includes(one);
    expect(position(payment)).toMatchObject({ collected: 1000, chargedBack: 0 });
    expect(safeToShip(payment, expected)).toMatchObject(
      isFinal ? { answer: 'yes' } : { answer: 'unknown', because: [{ code: 'ship_dispute_open' }] },
    );
    expect(mayRefund(payment, ask)).toMatchObject(
      isFinal ? { answer: 'yes' } : { answer: 'no', because: [{ code: 'refund_dispute_open' }] },
    );
    expect(viewOf(payment).refunds[0]?.dispute?.provisional).toBe(!isFinal);
    const closed = observe(payment, reversed(10, { status: 'closed' })).payment as Payment;
    expect([safeToShip(closed, expected).answer, mayRefund(closed, ask).answer]).toEqual(['yes', 'yes']);
  });

  it('should be final at once where there is no dispute', () => {
    const payment = heard(toldOn(8), reversed(9));
    expect([safeToShip(payment, expected).answer, mayRefund(payment, ask).answer]).toEqual(['yes', 'yes']);
  });

  it('should not be made by the word closed: who won is not said', () => {
    const payment = heard(says(8, 'processed'), says(9, 'closed'));
    expect([position(payment).chargedBack, safeToShip(payment, expected).answer]).toEqual([1000, 'no']);
  });
});

describe('an answer to a chargeback', () => {
  const due = { merchant_response_date: '2019-11-25T12:00:00' };

  it.each(words)('should be possible while the dispute waits for the merchant: %s', (one) => {
    const waits = wordsToAnswer.includes(one);
    const over = ['accepted', 'closed'].includes(one);
    const payment = heard(toldOn(8, { status: one, ...due }));
    expect(answer(payment)).toBe(waits ? 'yes' : over ? 'no dispute_over' : 'no dispute_not_open');
    expect(disputeDue(payment).map((each) => [each.transactionId, each.due, each.from])).toEqual(
      waits ? [['c', '2019-11-25T12:00:00', 'report']] : [],
    );
    expect(deadlines(payment).map((each) => each.due)).toEqual(waits ? ['2019-11-25T12:00:00'] : []);
  });

  it('should be possible to the last moment that is certainly in time, and unknown from then on', () => {
    const payment = heard(toldOn(8, { status: 'open', ...due }));
    expect(answer(payment, '2019-11-25T10:00:00Z')).toBe('yes');
    expect(answer(payment, '2019-11-25T10:00:00.001Z')).toBe('unknown dispute_due_passed');
  });

  it('should take a day to its end', () => {
    const payment = heard(toldOn(8, { status: 'open', merchant_response_date: '2019-11-25' }));
    expect(disputeDue(payment)[0]?.due).toBe('2019-11-25T23:59:59');
  });

  it('should never be taken for accepted because the date has passed: MultiSafepay is asked, and then a person', () => {
    const payment = heard(toldOn(8, { status: 'open', ...due }));
    const later = '2019-12-01T09:00:00Z';
    const curesOf = (one: Payment) => mayChallenge(one, { at: later }).because.map(({ cure }) => cure);
    expect([word(payment), curesOf(payment)]).toEqual(['open', ['status_read']]);
    const asked = { ...read(8, { status: 'open', ...due }), askedAt: later };
    expect(curesOf(observe(payment, asked, { askedLast: true }).payment as Payment)).toEqual(['person']);
    const moved = { ...read(9, { status: 'ready', merchant_response_date: '2019-12-20' }), askedAt: later };
    expect(answer(observe(payment, moved).payment as Payment, later)).toBe('yes');
  });

  it.each(Object.entries({ visa: 'VISA', mastercard: 'MASTERCARD', amex: 'AMEX', maestro: 'MAESTRO' }))(
    'should be due within the window of the brand where no date was told: %s',
    (brand, type) => {
      const days = daysToAnswer[brand as keyof typeof daysToAnswer];
      const report = notified('chargeback', 'completed', {
        at: on(8),
        related_transactions: [chargeback({ status: 'new' }, { created: '2019-11-05T09:00:00' })],
        ...by(type),
      });
      const payment = observeAll([report], paid(by(type))).payment;
      const last =
        days === undefined ? undefined : new Date(Date.UTC(2019, 10, 5 + days, 9)).toISOString().slice(0, 19);
      expect(disputeDue(payment).map((each) => [each.due, each.from])).toEqual(last ? [[last, 'window']] : []);
      expect(answer(payment)).toBe(last ? 'yes' : 'unknown dispute_not_told');
    },
  );

  it('should be no where nothing is charged back, and unknown where MultiSafepay has told nothing of the dispute', () => {
    expect(answer(paid())).toBe('no dispute_not_open');
    expect(answer(heard(toldOn(8)))).toBe('unknown dispute_not_told');
    expect(answer(heard(toldOn(8), reversed(9)))).toBe('no dispute_not_open');
    expect(() => mayChallenge(paid(), { at, transactionId: 'c' })).toThrow(InputError);
    expect(() => mayChallenge(paid(), { at: 'soon' })).toThrow(InputError);
  });

  it('should keep the earlier of two dates whose order cannot be told', () => {
    const one = toldOn(8, { status: 'open', merchant_response_date: '2019-11-25' });
    const other = toldOn(8, { status: 'open', merchant_response_date: '2019-11-20' });
    for (const reports of [
      [one, other],
      [other, one],
    ])
      expect(disputeDue(heard(...reports))[0]?.due).toBe('2019-11-20T23:59:59');
  });
});

describe('a payment with a dispute', () => {
  const dispute = {
    status: 'open',
    merchant_response_date: '2019-11-25',
    reason_code: '13.1',
    reason_description: 'Lost',
  };

  it('should be stored whole and read back', () => {
    const payment = heard(toldOn(8, dispute), read(9, { ...dispute, status: 'submitted' }));
    expect(restore(save(payment))).toEqual(payment);
    expect(payment.refunds[0]?.dispute).toMatchObject({
      seen: [
        { word: 'open', at: on(8) },
        { word: 'submitted', at: on(9) },
      ],
      due: '2019-11-25T23:59:59',
      reasonCode: '13.1',
      reasonDescription: 'Lost',
    });
  });

  it('should be read where it was stored before there was a chart of disputes', () => {
    const { laws, ...rest } = heard(toldOn(8));
    const { dispute: _, ...before } = laws;
    const stored = { ...rest, laws: before };
    expect(restore(JSON.stringify(stored))).toEqual(stored);
  });

  it('should be refused where a stored word is none', () => {
    const stored = save(heard(toldOn(8, dispute))).replace('"word":"open"', '"word":"lost"');
    expect(() => restore(stored)).toThrow(InputError);
  });

  it('should be shown with its word, its meaning, its date and its reason', () => {
    expect(viewOf(heard(toldOn(8, dispute))).refunds[0]?.dispute).toEqual({
      charts: ['dispute'],
      states: ['open'],
      over: false,
      word: 'open',
      means: expect.stringContaining('opened the chargeback'),
      due: '2019-11-25T23:59:59',
      reasonCode: '13.1',
      reasonDescription: 'Lost',
      provisional: false,
    });
  });

  it('should be told in words', () => {
    const before = heard(toldOn(8, { status: 'new' }));
    const report = toldOn(9, dispute);
    const { verdict, payment } = observe(before, report);
    expect(comesTo(verdict)).toBe('applied');
    expect(why({ report, verdict, before, after: payment })).toMatch(/dispute.*opened the chargeback/i);
  });

  it('should keep no card number that a reason holds', () => {
    const payment = heard(toldOn(8, { ...dispute, reason_description: 'card 4111 1111 1111 1111 not present' }));
    expect(JSON.stringify(payment)).not.toMatch(/4111/);
  });
});

describe('a reversal by its own report', () => {
  const own = (reference: string | undefined): Report =>
    notified('completed', 'completed', {
      transaction_id: 'v',
      type: 'reverse-chargeback',
      created: on(20),
      at: on(20),
      ...(reference && { reference_transaction_id: reference }),
    });
  const second = notified('completed', 'completed', {
    transaction_id: '8',
    type: 'payment',
    at: on(6),
    created: on(6),
  });

  it.each([
    ['its chargeback', 'c'],
    ['its transaction', '7'],
    ['nothing', undefined],
  ])('should give back what was charged back where it refers to %s', (_, reference) => {
    const { came, payment } = observeAll([says(8, 'closed'), own(reference)], paid());
    expect(came).toEqual(['applied', 'applied']);
    expect(position(payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
    expect(safeToShip(payment, expected).answer).toBe('yes');
  });

  it('should be unknown where it refers to nothing and two transactions are collected, or to one without a chargeback', () => {
    expect(observeAll([second, says(8, 'closed'), own(undefined)], paid()).came[2]).toBe(
      'unknown transaction_unclassified',
    );
    expect(observeAll([second, says(8, 'closed'), own('8')], paid()).came[2]).toBe('unknown transaction_unclassified');
  });
});
