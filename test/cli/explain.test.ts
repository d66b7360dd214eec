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
    ['--state initialized.authorising --brand bancontact --without-3d', 'no lawful history', 'Ask without --state'],
  ])('should be told why, with the known words: %s', async (question, problem, wayOut) => {
    const { code, stdout, stderr } = await explained(question);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(wayOut);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
