/**
 * Goal: a stored payment comes back as it was, or is refused by name. Every field that is tampered with is found, whatever
 * names another law is carried over only by proof, and nothing in the text can pollute a prototype.
 */
import { describe, expect, it } from 'vitest';
import { refusalCodes, retiredRefusalCodes } from '../../machines/index.ts';
import { InputError, migrate, type Payment, restore, safeToShip, save } from '../../src/index.ts';
import { mustBeReadable, type OlderLaw } from '../../src/lifecycle/index.ts';
import { chartIds, lawHashes, lawMetas, lawRelation, relationText } from '../../src/relation/index.ts';
import {
  at,
  by,
  notified,
  observeAll,
  opened,
  ordered,
  paid,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
} from './reports.ts';

/** Payments that between them have every field there is. */
const payments: Readonly<Record<string, Payment>> = {
  opened: opened('2025-08', 'american_express'),
  'of ours, with a refund asked': told(
    observeAll([notified('completed', 'completed', { at: '10:05' })], told(opened(), ordered())).payment,
    refundAsked({ key: 'k' }),
  ),
  'met in a report': reached(notified('initialized', 'initialized', { ...by('AMEX') })),
  'with refunds, a chargeback and a total': reached(
    notified('completed', 'completed'),
    notified('chargeback', 'completed', {
      at: '2019-11-06T10:00:00',
      amount_refunded: 500,
      related_transactions: [
        refundOf('8', 400, 'completed', { order_id: 'refund-order' }),
        { transaction_id: 'c', type: 'chargeback', status: 'completed', amount: 600, currency: 'EUR' },
        {
          transaction_id: 'r',
          type: 'reverse-chargeback',
          status: 'completed',
          amount: 600,
          reference_transaction_id: 'c',
        },
      ],
    }),
  ),
  'with the word of a chargeback that nobody lists': reached(
    notified('completed', 'completed'),
    notified('chargedback', 'completed', { at: '2019-11-06T10:00:00' }),
  ),
  'with an untyped refund': reached(
    notified('refunded', 'completed', {
      at: '2019-11-06T10:00:00',
      amount_refunded: 1000,
      related_transactions: [refundOf('8', 1000, 'completed', { type: null })],
    }),
  ),
  'late, with violations': reached(
    notified('declined', 'declined'),
    statusRead('completed', 'completed', { at: '11:00' }),
  ),
  'with an alarm': reached(notified('declined', 'declined'), notified('completed', 'completed', { at: '11:00' })),
  'settled outside': reached(
    notified('declined', 'declined'),
    notified('completed', 'completed', { ...by('IDEAL'), transaction_id: '9', at: '11:00' }),
  ),
  'told by facts': told(
    opened(),
    ordered({ threeD: '3-D' }),
    { type: 'authentication.completed', at, outcome: 'Y' },
    { type: 'authorisation.approved', at },
    { type: 'screening.held', at },
  ),
};

describe('save and restore', () => {
  it.each(Object.entries(payments))('should be identity: a payment %s', (_, payment) => {
    expect(restore(save(payment))).toEqual(payment);
    const again = save(restore(save(payment)));
    expect(save(restore(again))).toBe(again);
  });

  it.each(Object.entries(payments))('should be readable as it is saved: a payment %s', (_, payment) => {
    expect(failure(() => mustBeReadable(payment))).toBeUndefined();
  });

  it('should go by the text where a value is not kept by it', () => {
    const attempt = { ...paid().attempts[0], edition: undefined, amount: Number.NaN };
    const { amount: _, ...unsaid } = attempt;
    const withAttempt = (one: object): Payment => ({ ...paid(), attempts: [one] }) as unknown as Payment;
    expect(failure(() => mustBeReadable(withAttempt(unsaid)))).toBeUndefined();
    expect(restore(save(withAttempt(unsaid))).attempts[0]).not.toHaveProperty('edition');
    expect(failure(() => mustBeReadable(withAttempt(attempt)))?.path).toBe('attempts.0.amount');
    const ofAnotherLaw = JSON.parse(tampered(paid(), ['laws', 'refund'], '0'.repeat(64)));
    expect(failure(() => mustBeReadable(ofAnotherLaw))?.path).toBe('laws.refund');
  });

  it('should give back what nobody can change', () => {
    const payment = restore(save(paid()));
    expect(Object.isFrozen(payment) && Object.isFrozen(payment.attempts[0]?.seen[0])).toBe(true);
  });
});

describe('a code of an earlier release that nothing gives any more', () => {
  const payment = payments['with an alarm'] as Payment;
  const naming = (code: string): string => tampered(payment, ['alarms', '0', 'because'], code);

  it.each(Object.entries(retiredRefusalCodes))(
    'should be read as the one that says it now: %s as %s',
    (retired, now) => {
      expect(refusalCodes).not.toContain(retired);
      const restored = restore(naming(retired));
      expect(restored.alarms[0]?.because).toBe(now);
      expect(safeToShip(restored, { amount: 1000, currency: 'EUR' }).because.map(({ code }) => code)).toContain(now);
      expect(restore(save(restored))).toEqual(restored);
    },
  );

  it('should still be refused at the field where no release ever gave it', () => {
    expect(() => restore(naming('void_before_collected'))).toThrow(/alarms\.0\.because/);
  });
});

/** Every place in a value: its path, with the value there. */
function places(
  value: unknown,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly held: unknown }[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, held]) => places(held, [...path, key]))
      : [];
  return [{ path, held: value }, ...inner];
}

/** A copy of a payment with one place changed; `undefined` takes the place out. */
function tampered(payment: Payment, path: readonly string[], value: unknown): string {
  const copy = JSON.parse(save(payment)) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(copy);
}

/** A value of each type that a place does not have. */
function wrongFor(held: unknown): unknown[] {
  const wrong = [null, 'a word nobody knows', -1, 0.5, 2 ** 53, true, [7], { a: 7 }];
  const sameType = (value: unknown): boolean =>
    typeof value === typeof held && Array.isArray(value) === Array.isArray(held);
  return wrong.filter((value) => {
    if (value === null) return true;
    if (typeof held === 'number') return typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0;
    return !sameType(value);
  });
}

describe('a stored payment that was tampered with', () => {
  const cases = Object.entries(payments).flatMap(([name, payment]) =>
    places(JSON.parse(save(payment)))
      .filter(({ path }) => path.length > 0)
      .map((place) => ({ name, payment, ...place })),
  );
  console.info(`tampering: ${cases.length} places in ${Object.keys(payments).length} payments`);

  it('should be refused at the field, for every wrong type in every place', () => {
    const passed: string[] = [];
    for (const { name, payment, path, held } of cases)
      for (const wrong of wrongFor(held)) {
        const failed = failure(() => restore(tampered(payment, path, wrong)));
        const dotted = path.join('.');
        if (!failed?.path.startsWith(dotted))
          passed.push(`${name}: ${dotted} = ${JSON.stringify(wrong)} → ${failed?.path}`);
      }
    expect(passed).toEqual([]);
  });

  it('should not be stored in the first place: what would not be read back is refused by the same error', () => {
    const passed: string[] = [];
    for (const { name, payment, path, held } of cases)
      for (const wrong of [...wrongFor(held), undefined]) {
        const text = tampered(payment, path, wrong);
        const failed = failure(() => restore(text));
        const unsaved = failure(() => mustBeReadable(JSON.parse(text)));
        if (failed?.message !== unsaved?.message)
          passed.push(`${name}: ${path.join('.')} = ${JSON.stringify(wrong)} → ${unsaved?.message}`);
      }
    expect(passed).toEqual([]);
  });

  it('should be refused for an unknown field in every object, by its name', () => {
    const passed: string[] = [];
    for (const { name, payment, path, held } of [...cases, { name: 'paid', payment: paid(), path: [], held: {} }]) {
      if (typeof held !== 'object' || held === null || Array.isArray(held)) continue;
      const dotted = [...path, 'extra'].join('.');
      const failed = failure(() => restore(tampered(payment, [...path, 'extra'], 1)));
      if (failed?.path !== dotted) passed.push(`${name}: ${dotted} → ${failed?.path}`);
    }
    expect(passed).toEqual([]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'should be refused for the inherited name "%s"',
    (key) => {
      expect(failure(() => restore(tampered(paid(), [key], 1)))?.path).toBe(key);
      expect(failure(() => restore(tampered(paid(), ['attempts', '0', key], 1)))?.path).toBe(`attempts.0.${key}`);
    },
  );

  it('should be refused for a key that pollutes a prototype', () => {
    for (const text of [
      save(paid()).replace('{', '{"__proto__":{"edition":"2025-08","polluted":1},'),
      save(paid()).replace('"attempts":[{', '"attempts":[{"__proto__":{"polluted":1},'),
    ])
      expect(failure(() => restore(text))?.path).toMatch(/__proto__$/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(restore(save(paid())).edition).toBeUndefined();
  });

  it('should be refused without any one of the fields it must have', () => {
    for (const field of [
      'format',
      'laws',
      'orderId',
      'attempts',
      'refunds',
      'captures',
      'parts',
      'outside',
      'setAside',
      'alarms',
      'violations',
    ])
      expect(failure(() => restore(tampered(paid(), [field], undefined)))?.path).toBe(field);
  });

  it.each([
    [['orderId'], ''],
    [['attempts', '0', 'transactionId'], ''],
    [['attempts', '0', 'brand'], 'diners'],
    [['attempts', '0', 'currency'], 'EURO'],
    [['attempts', '0', 'requestedAt'], 'yesterday'],
    [['attempts', '0', 'created'], '2019-13-40T99:99:99'],
    [['attempts', '0', 'seen', '1', 'at'], '2019-11-04'],
    [['attempts', '0', 'seen', '0', 'state'], 'paid'],
    [['refunds', '0', 'requestedAt'], 'yesterday'],
    [['refunds', '0', 'currency'], 'EURO'],
    [['refunds', '0', 'of'], 7],
    [['edition'], '2020-01'],
    [['collector'], 'bank'],
  ] as const)('should be refused at %j for %o', (path, wrong) => {
    const payment = payments['of ours, with a refund asked'] as Payment;
    expect(failure(() => restore(tampered(payment, path, wrong)))?.path).toMatch(
      new RegExp(`^${path.slice(0, 3).join('.')}`),
    );
  });

  it('should be refused where no lawful history passes its evidence', () => {
    const payment = payments['told by facts'] as Payment;
    for (const [path, wrong] of [
      [['attempts', '0', 'seen', '0', 'state'], 'completed'],
      [['attempts', '0', 'seen', '1', 'authenticated'], false],
      [['attempts', '0', 'seen', '0', 'threeD'], 'non-3-D'],
    ] as const) {
      const failed = failure(() => restore(tampered(payment, path, wrong)));
      expect(failed?.path).toBe('attempts.0.seen');
      expect(failed?.message).toMatch(/no lawful history/);
    }
    const refunded = payments['with refunds, a chargeback and a total'] as Payment;
    const wrong = [
      { order: 'declined', transaction: 'declined' },
      { order: 'completed', transaction: 'completed' },
    ];
    expect(failure(() => restore(tampered(refunded, ['refunds', '0', 'seen'], wrong)))?.path).toBe('refunds.0.seen');
  });

  it('should be refused where a refund is paid out of an attempt that was never collected', () => {
    const payment = payments['with refunds, a chargeback and a total'] as Payment;
    const text = tampered(payment, ['attempts', '0', 'seen'], [{ order: 'declined', transaction: 'declined' }]);
    expect(failure(() => restore(text))).toBeInstanceOf(InputError);
  });

  it('should be refused where two transactions have one id', () => {
    const two = reached(
      notified('declined', 'declined'),
      notified('declined', 'declined', { transaction_id: '9', at: '11:00' }),
    );
    expect(failure(() => restore(tampered(two, ['attempts', '1', 'transactionId'], '7')))).toBeInstanceOf(InputError);
  });

  it('should be refused in another format, truncated at any place, or as no JSON object at all', () => {
    expect(failure(() => restore(tampered(paid(), ['format'], 3)))?.path).toBe('format');
    const whole = save(payments['of ours, with a refund asked'] as Payment);
    for (let end = 0; end < whole.length; end++)
      expect(failure(() => restore(whole.slice(0, end)))).toBeInstanceOf(InputError);
    for (const text of ['', 'null', '[]', '7', '"x"', '{}', 'undefined', '\u0000'])
      expect(
        failure(() => restore(text)),
        text,
      ).toBeInstanceOf(InputError);
  });

  it.each(chartIds)('should be refused under an unknown law of the chart %s, by name, with the way out', (id) => {
    const failed = failure(() => restore(tampered(paid(), ['laws', id], 'another')));
    expect(failed?.path).toBe(`laws.${id}`);
    expect(failed?.wayOut).toMatch(/migrate/);
  });
});

describe('migrate', () => {
  const rows = chartIds.flatMap((id) => relationText(id, lawRelation().rows, lawMetas()).trimEnd().split('\n'));
  const oldHashes = Object.fromEntries(chartIds.map((id) => [id, `older ${id}`])) as Payment['laws'];
  const stored = (payment: Payment): string => JSON.stringify({ ...payment, laws: oldHashes });
  const droppable = rows.filter((row) => row.startsWith('row ') && row.includes('soft_declined'));
  const narrower: OlderLaw = { hashes: oldHashes, rows: rows.filter((row) => !droppable.includes(row)) };

  it('should carry every payment over from a law that was narrower, and change nothing but its name', () => {
    expect(droppable.length).toBeGreaterThan(0);
    for (const payment of Object.values(payments)) {
      const carried = migrate(stored(payment), narrower);
      expect(carried).toEqual(payment);
      expect(carried.laws).toEqual(lawHashes);
      expect(restore(save(carried))).toEqual(carried);
    }
  });

  it('should refuse when this law has lost a line, and name the line', () => {
    for (const lost of ['row transaction of another law', 'state transaction of another law']) {
      const failed = failure(() => migrate(stored(paid()), { hashes: oldHashes, rows: [...rows, lost] }));
      expect(failed?.path).toBe('laws');
      expect(failed?.message).toContain(lost);
    }
  });

  it('should refuse a payment of neither law, naming the chart whose hash differs', () => {
    for (const id of chartIds) {
      const failed = failure(() =>
        migrate(stored(paid()), { ...narrower, hashes: { ...oldHashes, [id]: 'yet another' } }),
      );
      expect(failed?.path).toBe(`laws.${id}`);
    }
  });

  it('should refuse an older law without any rows: nothing is proved by it', () => {
    expect(failure(() => migrate(stored(paid()), { hashes: oldHashes, rows: [] }))).toBeInstanceOf(InputError);
  });

  it('should refuse an older law that lacks a chart', () => {
    for (const id of chartIds) {
      const older = { hashes: oldHashes, rows: rows.filter((row) => !row.startsWith(`row ${id} `)) };
      expect(failure(() => migrate(stored(paid()), older))?.message).toContain(id);
    }
  });

  it('should carry a payment over from a law that was there before the chart of disputes, of which it holds nothing', () => {
    const { dispute: _, ...hashes } = oldHashes;
    const before = { hashes, rows: narrower.rows.filter((row) => !row.includes(' dispute ')) };
    const text = JSON.stringify({ ...paid(), laws: hashes });
    expect(migrate(text, before)).toEqual(paid());
    const another = JSON.stringify({ ...paid(), laws: { ...hashes, dispute: 'of another law' } });
    expect(failure(() => migrate(another, before))?.path).toBe('laws.dispute');
  });

  it('should check the payment as restore does', () => {
    expect(failure(() => migrate('{', narrower))).toBeInstanceOf(InputError);
    const payment = payments['told by facts'] as Payment;
    const wrong = JSON.parse(tampered(payment, ['attempts', '0', 'seen', '0', 'state'], 'completed')) as Payment;
    expect(failure(() => migrate(stored(wrong), narrower))?.path).toBe('attempts.0.seen');
  });
});

/** What an act throws, if it is an InputError; nothing if it throws nothing. */
function failure(act: () => unknown): InputError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
