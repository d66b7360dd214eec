/**
 * Goal: the shell gives the same answers as the law: yes or no, with the rule, its source and what would be legal instead.
 */
import { describe, expect, it } from 'vitest';
import { cardBrands, defaultEdition, editionNames, editions, refuseOrder, threeDModes } from '../../machines/index.ts';
import { paychart } from './terminal.ts';

const explained = (question: string, env: Record<string, string> = {}) =>
  paychart(['explain', ...question.split(' ').filter((word) => word !== '')], { env });

describe('how a brand may be paid', () => {
  const cases = editionNames.flatMap((edition) =>
    cardBrands.flatMap((brand) =>
      threeDModes.flatMap((mode) =>
        ([2500, 3000, 3001] as const).flatMap((amount) =>
          (['multisafepay', 'american_express'] as const).map((collector) => ({
            edition,
            brand,
            mode,
            amount,
            collector,
          })),
        ),
      ),
    ),
  );

  it.each(cases)('should be answered as the law answers: $brand $mode $edition $amount $collector', async (one) => {
    const { edition, brand, mode, amount, collector } = one;
    const reason = refuseOrder({ collector, edition, brand, lowValue: amount <= 3000 }, mode);
    const how = mode === threeDModes[0] ? '--with-3d' : '--without-3d';
    const own = collector === 'american_express' ? '--own-mid' : '';
    const { code, stdout } = await explained(
      `--brand ${brand} --edition ${edition} ${how} --minor ${amount} ${own} --json`,
    );
    const { possible, refusals } = JSON.parse(stdout);
    expect(code).toBe(reason ? 1 : 0);
    expect(possible).toBe(reason ? 'no' : 'yes');
    expect(refusals.map(({ code }: { code: string }) => code)).toEqual(reason ? [reason.code] : []);
    for (const { sourceText } of refusals) expect(sourceText.length).toBeGreaterThan(20);
  });

  it('should be told to people with the rule, its source and what would be legal', async () => {
    const { code, stdout } = await explained('--brand maestro --without-3d');
    expect(stdout).toMatch(/^May Maestro be paid without 3-D Secure\? .*No\.$/m);
    expect(stdout).toMatch(/why +this brand is paid with 3-D Secure only/);
    expect(stdout).toMatch(/rule +CARD-3 \(documented\)/);
    expect(stdout).toMatch(/source +MultiSafepay documentation, .*the founding document/);
    expect(stdout).toMatch(/order\.created 3-D +→ initialized\.authenticating/);
    expect(code).toBe(1);
  });

  it('should be told both ways, with the default, if the mode is not said', async () => {
    const { code, stdout } = await explained('--brand amex');
    expect(stdout).toMatch(/with 3-D Secure\? .*No\./);
    expect(stdout).toMatch(/without 3-D Secure\? .*the default\) Yes\./);
    expect(code).toBe(0);
  });

  it('should depend on the amount where the rule does, down to the cent', async () => {
    const open = await explained('--brand amex --edition 2025-08 --without-3d');
    expect(open.stdout).toMatch(/It depends\.\n +depends on whether the amount is at most EUR 30\.00/);
    expect(open.code).toBe(2);
    expect((await explained('--brand amex --edition 2025-08 --without-3d --amount 30.00')).code).toBe(0);
    expect((await explained('--brand amex --edition 2025-08 --without-3d --amount 30.01')).code).toBe(1);
    expect((await explained('--brand amex --edition 2025-08 --without-3d --amount 30.00 --currency USD')).code).toBe(1);
    expect((await explained('--brand visa --amount 0')).code).toBe(1);
  });
});

describe('a question without an edition', () => {
  it('should be answered under each edition where they differ, and say which is in force and how to choose', async () => {
    const { code, stdout } = await explained('--brand amex --amount 30.01 --with-3d');
    const answered = [...stdout.matchAll(/\((edition [^;]*);[^)]*\) (Yes|No)\./g)].map(([, edition, answer]) => [
      edition,
      answer,
    ]);
    expect(answered).toEqual([
      [`edition ${defaultEdition}, in force where none is chosen`, 'No'],
      ['edition 2025-08', 'Yes'],
    ]);
    expect(stdout).toContain(`${defaultEdition}, ${editions[defaultEdition].title}, is in force where none is chosen`);
    expect(stdout).toContain('PAYCHART_EDITION');
    expect(code).toBe(1);
  });

  it('should be answered once where they agree', async () => {
    const { stdout } = await explained('--brand visa --with-3d');
    expect(stdout.match(/May Visa/g)).toHaveLength(1);
    expect(stdout).toContain('(every edition; MultiSafepay collects)');
    expect(stdout).not.toContain('differ');
  });

  it('should name the editions of each answer as JSON, and whether the default one is among them', async () => {
    const answers = async (question: string) =>
      (await explained(`${question} --json`)).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ possible, editions, default: isDefault }) => ({ possible, editions, isDefault }));
    expect(await answers('--brand amex --amount 30.01 --without-3d')).toEqual([
      { possible: 'yes', editions: [defaultEdition], isDefault: true },
      { possible: 'no', editions: ['2025-08'], isDefault: false },
    ]);
    expect(await answers('--brand visa --without-3d')).toEqual([
      { possible: 'yes', editions: editionNames, isDefault: true },
    ]);
    expect(await answers('--brand visa --without-3d --edition 2025-08')).toEqual([
      { possible: 'yes', editions: ['2025-08'], isDefault: false },
    ]);
  });

  it('should say of an edition under which it cannot be asked that it cannot', async () => {
    const { code, stdout } = await explained('--state initialized.authenticating --brand amex');
    expect(stdout).toMatch(/^What may happen in initialized\.authenticating\? \(edition 2025-08\)$/m);
    expect(stdout).toContain(`Under edition ${defaultEdition} it cannot be asked: --state: no lawful history`);
    expect(code).toBe(2);
  });
});

describe('a state', () => {
  it('should tell what it means and what may happen in it', async () => {
    const { code, stdout } = await explained('--state uncleared');
    expect(stdout).toMatch(/means +Authorised, and held by the fraud filter/);
    for (const fact of ['review.approved', 'review.declined', 'transaction.cancelled', 'transaction.expired'])
      expect(stdout).toContain(fact);
    expect(code).toBe(0);
  });

  it('should tell where a fact leads, or why it cannot happen', async () => {
    const yes = await explained('--state uncleared --fact review.approved');
    expect(yes.stdout).toMatch(/Yes\.\n +leads +to completed, which shows completed\/completed \(TX-3\)/);
    expect(yes.code).toBe(0);
    const no = await explained('--state uncleared --fact screening.passed');
    expect(no.stdout).toMatch(/No\.\n +why +this fact cannot happen in this state/);
    expect(no.code).toBe(1);
    const final = await explained('--state completed --fact transaction.expired');
    expect(final.stdout).toMatch(/nothing may happen after a final state[\s\S]*Nothing more may happen\./);
    expect(final.code).toBe(1);
  });

  it('should say of a collected payment what its order may show, though it is no state of the payment', async () => {
    for (const [asked, code] of [
      ['--state completed --status chargeback/completed', 0],
      ['--state completed --status refunded/completed', 0],
      ['--state completed --status shipped/completed', 0],
      ['--own-mid --state completed --status partial_refunded/completed', 0],
      ['--state completed --status chargeback/initialized', 1],
      ['--state declined --status refunded/completed', 1],
    ] as const) {
      const answered = await explained(asked);
      expect([asked, answered.code, answered.stdout.includes('no state of its payment')]).toEqual([
        asked,
        code,
        code === 0,
      ]);
      expect(answered.stdout.includes('Nothing more may happen')).toBe(code === 1);
    }
  });

  it('should tell the way to the collection that an order word implies, where it can still come', async () => {
    const held = await explained('--state uncleared --status chargeback/completed');
    expect([held.code, held.stdout]).toEqual([0, expect.stringMatching(/Yes\.[\s\S]*way +review\.approved\n/)]);
    const begun = await explained('--brand visa --without-3d --status refunded/completed --json');
    expect(JSON.parse(begun.stdout)).toMatchObject({
      possible: 'yes',
      refusals: [],
      way: ['order.created non-3-D', 'authorisation.approved', 'screening.passed'],
    });
    expect((await explained('--chart refund --state reserved --status chargeback/completed')).code).toBe(1);
  });

  it('should say of a payment that was given back as the library does, whichever word MultiSafepay has beside it', async () => {
    for (const status of ['refunded/completed', 'refunded/refunded', 'partial_refunded/partial_refunded'])
      expect([status, (await explained(`--state completed --status ${status}`)).code]).toEqual([status, 0]);
  });

  it('should tell the shortest way to a status, or why there is none', async () => {
    const yes = await explained('--brand maestro --status completed/completed');
    expect(yes.stdout).toContain(
      'order.created 3-D, then authentication.completed Y, then authorisation.approved, then screening.passed',
    );
    expect(yes.code).toBe(0);
    const no = await explained('--state declined --status Completed/completed --json');
    expect(JSON.parse(no.stdout)).toMatchObject({
      possible: 'no',
      refusals: [{ code: 'final_state' }],
      way: [],
      legal: [],
    });
    expect(no.code).toBe(1);
    expect((await explained('--own-mid --state uncleared --status completed/completed')).code).toBe(1);
    expect((await explained('--own-mid --state uncleared --status completed/initialized')).code).toBe(0);
  });

  it('should depend on the outcome of 3-D Secure as the law does', async () => {
    const led = async (outcome: string, brand: string): Promise<string[]> => {
      const { stdout } = await explained(
        `--state initialized.authenticating --brand ${brand} --fact authentication.completed:${outcome} --json`,
      );
      return JSON.parse(stdout).leads.map(({ to }: { to: string }) => to);
    };
    expect(await led('Y', 'maestro')).toEqual(['initialized.authorising']);
    expect(await led('C', 'maestro')).toEqual(['initialized.authenticating']);
    expect(await led('N', 'visa')).toEqual(['declined']);
    expect(await led('U', 'visa')).toEqual(['initialized.authorising']);
    expect(await led('U', 'maestro')).toEqual(['declined']);
  });

  it('should be of a refund too', async () => {
    expect((await explained('--chart refund --state reserved --fact refund.cancelled')).code).toBe(0);
    const sameDay = await explained('--chart refund --state reserved --fact refund.cancelled --same-day');
    expect(sameDay.stdout).toContain('a same-day reversal cannot be cancelled');
    expect(sameDay.code).toBe(1);
    expect((await explained('--chart refund --fact refund.requested --amount 5.00')).code).toBe(0);
  });
});

describe('a reservation', () => {
  const visa = '--brand visa --amount 100.00';

  it.each([
    [`${visa} --cancel-reservation`, 0, 'May the remaining EUR 100.00 be released in authorised?'],
    [`${visa} --captured 60.00 --cancel-reservation`, 0, 'May the remaining EUR 40.00 be released'],
    [`${visa} --captured 100.00 --cancel-reservation`, 1, 'nothing is reserved that could be captured or released'],
    [`${visa} --cancel-reservation --state completed`, 1, 'nothing is reserved that could be captured or released'],
    [`${visa} --cancel-reservation --state initialized.authorising`, 1, 'nothing is reserved'],
    ['--brand amex --cancel-reservation', 1, 'this brand is never captured by hand'],
    ['--cancel-reservation', 0, 'May what remains be released in authorised?'],
    ['--captured 60.00 --cancel-reservation', 2, 'how much remains to be captured is not known'],
  ])('should be judged by what remains of it: %s', async (question, exit, said) => {
    const { code, stdout } = await explained(question);
    expect(stdout).toContain(said);
    expect(code).toBe(exit);
  });

  it('should say until when there is anything to release', async () => {
    const { stdout } = await explained(
      `${visa} --cancel-reservation --since 2026-03-01T12:00:00Z --at 2026-03-02T12:00:00Z`,
    );
    expect(stdout).toMatch(/by +2026-03-08T12:00:00Z: 7 days after the authorisation with Visa/);
    expect(stdout).toMatch(/reservation\.cancelled +→ released/);
  });

  it('should be no question beside another', async () => {
    for (const other of ['--capture 5', '--challenge', '--own-mid', '--fact reservation.cancelled'])
      expect((await explained(`--cancel-reservation ${other}`)).code).toBe(2);
  });
});

describe('a capture', () => {
  const visa = '--brand visa --amount 100.00';

  it.each([
    [`${visa} --capture 60.00`, 0, 'Yes.'],
    [`${visa} --capture 100.00`, 0, 'Yes.'],
    [`${visa} --capture 100.01`, 1, 'more than remains to be captured (amount: EUR 100.01; remaining: EUR 100.00)'],
    [`${visa} --captured 60.00 --capture 40.00`, 0, 'Yes.'],
    [`${visa} --captured 60.00 --capture 40.01`, 1, 'remaining: EUR 40.00'],
    [`${visa} --capture 0`, 1, 'a capture is a positive whole number'],
    [`${visa} --capture 1 --state initialized.authorising`, 1, 'nothing is reserved that could be captured'],
    [`${visa} --capture 1 --state completed`, 1, 'Nothing more may happen.'],
    ['--brand amex --amount 100.00 --capture 1', 1, 'this brand is never captured by hand'],
    ['--brand bancontact --amount 100.00 --capture 1', 1, 'this brand is never captured by hand'],
    ['--brand visa --capture 1', 2, 'how much remains to be captured is not known'],
    ['--brand visa --amount 10 --currency JPY --capture 5', 0, 'May JPY 5 be captured'],
  ])('should be judged by the capture rules: %s', async (question, exit, said) => {
    const { code, stdout } = await explained(question);
    expect(stdout).toContain(said);
    expect(code).toBe(exit);
  });

  it('should be told by when, and is not certain after that', async () => {
    const since = `${visa} --capture 1 --since 2026-03-01T12:00:00Z`;
    const last = await explained(`${since} --at 2026-03-08T12:00:00Z`);
    expect(last.stdout).toMatch(/by +2026-03-08T12:00:00Z: 7 days after the authorisation with Visa \(CAP-5, CAP-6\)/);
    expect(last.code).toBe(0);
    const late = await explained(`${since} --at 2026-03-08T12:00:01Z`);
    expect(late.stdout).toMatch(/It is not certain\.\n +why +the time of the reservation is up/);
    expect(late.code).toBe(2);
    const told = await explained(`${visa} --capture 1 --due 2026-03-05 --at 2026-03-04`);
    expect(told.stdout).toMatch(/by +2026-03-05T00:00:00Z, as MultiSafepay told it/);
    const open = await explained('--amount 100.00 --capture 1');
    expect(open.stdout.match(/by +(\d+) days after the authorisation with \w+/g)).toHaveLength(3);
    expect(open.stdout).toContain('30 days after the authorisation with Maestro');
  });

  it('should be answered as JSON, with by when', async () => {
    const { stdout } = await explained(`${visa} --captured 60.00 --capture 60.00 --json`);
    expect(JSON.parse(stdout)).toMatchObject({
      possible: 'no',
      refusals: [{ code: 'capture_exceeds_remainder', facts: { amount: 6000, remaining: 4000 } }],
      by: [expect.stringContaining('7 days')],
      editions: editionNames,
    });
  });

  it('should have a chart that can be asked like that of a refund', async () => {
    expect((await explained('--chart capture')).stdout).toMatch(/capture\.completed +→ captured/);
    expect((await explained('--chart capture --fact capture.requested')).code).toBe(0);
  });
});

describe('a chargeback', () => {
  it.each([
    ['--challenge', 0, '20 days after the chargeback with American Express'],
    ['--challenge --state open --brand mastercard', 0, '23 days after the chargeback with Mastercard'],
    ['--challenge --state ready', 0, 'Yes.'],
    ['--challenge --state submitted', 1, 'no chargeback of this order waits for an answer (dispute: submitted)'],
    ['--challenge --state accepted', 1, 'the chargeback was accepted, or its dispute is closed (dispute: accepted)'],
    ['--challenge --state undisputed', 2, 'has not said how the dispute of the chargeback stands'],
    ['--challenge --brand maestro', 2, 'or by when it must be answered'],
    ['--challenge --brand maestro --due 2026-04-01 --at 2026-03-30', 0, 'as MultiSafepay told it'],
    ['--challenge --brand amex --since 2026-03-01 --at 2026-03-21', 0, '2026-03-21T00:00:00Z: 20 days'],
    ['--challenge --brand amex --since 2026-03-01 --at 2026-03-22', 2, 'no answer counts as accepted'],
  ])('should be answered by its dispute and its date: %s', async (question, exit, said) => {
    const { code, stdout } = await explained(question);
    expect(stdout).toContain(said);
    expect(code).toBe(exit);
  });
});

describe('a question that cannot be answered', () => {
  it.each([
    ['', 'nothing is asked', cardBrands.join(', ')],
    ['--brand diners', "'diners' is invalid", cardBrands.join(', ')],
    ['--state nowhere', 'no state "nowhere"', 'initialized.screening'],
    ['--fact nothing.happened', 'no fact "nothing.happened"', 'authentication.completed:Y'],
    ['--fact __proto__', 'no fact "__proto__"', 'screening.passed'],
    ['--status paid/paid', "'paid/paid' is invalid", 'partial_refunded'],
    ['--status completed', "'completed' is invalid", 'order/transaction'],
    ['--chart nowhere', "'nowhere' is invalid", 'own-mid'],
    ['--brand visa --amount 1.005', '"1.005" is not an amount of EUR', 'EUR 25.00'],
    ['--brand visa --amount -5', '"-5" is not an amount', 'EUR 25.00'],
    ['--brand visa --minor 10.5', "'10.5' is invalid", 'EUR 25.00 is 2500'],
    ['--brand visa --currency EUX', "'EUX' is invalid", 'ISO 4217'],
    ['--brand visa --amount 1 --minor 100', 'cannot be used', '--minor'],
    ['--brand visa --with-3d --without-3d', 'cannot be used', '--without-3d'],
    ['--chart refund --own-mid', 'the refund chart is the same on own MID', 'Leave'],
    ['--chart authorisation --own-mid', 'what is captured by hand is never own MID', 'Leave'],
    ['--capture 5 --state nowhere', 'the authorisation chart has no state "nowhere"', 'authorised, released'],
    ['--capture 5x', '--capture: "5x" is not an amount', 'EUR 25.00'],
    ['--capture 5 --amount 5 --captured 6', 'EUR 6.00 is more than the EUR 5.00', 'what was authorised'],
    ['--capture 5 --since yesterday', "'yesterday' is invalid", '2026-03-01T12:00:00Z'],
    ['--capture 5 --chart refund', '--capture is asked of the authorisation chart', 'Leave --chart out'],
    ['--capture 5 --challenge', 'cannot be used', '--challenge'],
    ['--challenge --state nowhere', 'the dispute chart has no state "nowhere"', 'submitted'],
    ['--state initialized.authorising --brand bancontact --without-3d', 'no lawful history', 'Ask without --state'],
  ])('should be told why, with the known words: %s', async (question, problem, wayOut) => {
    const { code, stdout, stderr } = await explained(question);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(wayOut);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
