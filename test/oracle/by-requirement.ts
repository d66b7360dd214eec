/**
 * Each requirement that a chart element bears, beside the oracle: what the law has where the requirement speaks, and nothing
 * else, so that a change of that element is noticed by the requirement's own name.
 */
import type { LawRules } from '../../machines/index.ts';
import type { Law } from '../../src/relation/index.ts';
import {
  cardRulesBeside,
  claimsBeside,
  completedBy,
  disputesBeside,
  ledgersBeside,
  partsBeside,
  refundsBeside,
  rowsBeside,
  settlementsBeside,
  statesBeside,
} from './beside.ts';
import { grid } from './grid.ts';
import { type Brand, type ChartName, collectorWords, disputeWords, shownOnceCollected } from './oracle.ts';
import { oracleRows, rowLine } from './rows.ts';

type Question = (law: Law) => readonly string[];

/** The lines of a chart that a test picks, in the law or in the oracle alone. */
const lines =
  (chart: ChartName, picks: (line: string) => boolean): Question =>
  ({ relation }) => {
    const law = new Set(
      relation.rows
        .filter(({ from }) => from.chart === chart)
        .map(rowLine)
        .filter(picks),
    );
    const said = new Set(oracleRows(chart).filter(picks));
    return [...law].filter((line) => !said.has(line)).concat([...said].filter((line) => !law.has(line)));
  };

/** What a state shows, where its money is, who may ship, when it ends by itself; and every row into it and out of it. */
const state =
  (chart: ChartName, name: string): Question =>
  (law) => {
    const isIt = (one: string | undefined): boolean => one === name || (one?.startsWith(`${name}.`) ?? false);
    const metas = new Map([...law.metas].filter(([key]) => key.startsWith(`${chart} `) && isIt(key.split(' ')[1])));
    const touches = (line: string): boolean =>
      isIt(line.split(' ')[0]) || isIt(line.split('--> ')[1]?.split(' ')[0]?.replace(',', ''));
    return [...(metas.size > 0 ? statesBeside(metas) : [`no state ${name}`]), ...lines(chart, touches)(law)];
  };

const both =
  (...questions: readonly Question[]): Question =>
  (law) =>
    questions.flatMap((question) => question(law));

/** Every row in which a card of a brand is asked for, in every edition. */
const asked = (brand: Brand, ...editions: readonly string[]): Question =>
  both(
    ...(['transaction', 'own-mid'] as const).map((chart) =>
      lines(
        chart,
        (line) =>
          line.includes(`brand=${brand} `) &&
          line.includes('--order.created') &&
          (editions.length === 0 || editions.some((edition) => line.includes(`edition=${edition}`))),
      ),
    ),
  );

const onFact = (...facts: readonly string[]): Question =>
  both(
    ...(['transaction', 'own-mid'] as const).map((chart) =>
      lines(chart, (line) => facts.some((fact) => line.includes(`--${fact}`))),
    ),
  );

const rules =
  (beside: (rules: LawRules) => { readonly disagreements: readonly string[] }): Question =>
  (law) =>
    beside(law.rules).disagreements;

/** What is shown of a paid attempt with what was given or taken back (REF-3, MID-0, D32). */
const shown: Question = ({ rules: { positionOf, projection } }) =>
  collectorWords.flatMap((collector) =>
    grid<{ refunded: number; chargedBack: number }>({ refunded: [0, 1, 2], chargedBack: [0, 1] }).flatMap(
      ({ refunded, chargedBack }) => {
        const position = positionOf({
          collected: 2,
          entries: [
            { counts: 'refunded', amount: refunded, reported: true },
            ...(chargedBack ? [{ counts: 'charged_back', amount: 1, reported: true } as const] : []),
          ],
          reportedRefunded: refunded,
          unattributed: 0,
        });
        return projection(completedBy(collector), position, undefined)
          .map(({ order, transaction }) => `${order}/${transaction}`)
          .filter((pair) => !shownOnceCollected[collector].includes(pair));
      },
    ),
  );

/** What is asked of a law for each requirement that a chart element bears. */
export const byRequirement: Readonly<Record<string, Question>> = {
  'CARD-1': asked('visa'),
  'CARD-2': asked('mastercard'),
  'CARD-3': asked('maestro'),
  'CARD-4': asked('amex', '2019-10'),
  'CARD-5': asked('bancontact', '2019-10'),
  'CARD-6': onFact('order.created'),
  '3D-1': both(rules(cardRulesBeside), onFact('order.created 3-D')),
  '3D-2': both(rules(cardRulesBeside), asked('amex', '2019-10')),
  '3D-3': onFact('authentication.', 'order.created 3-D'),
  '3D-4': onFact('order.created non-3-D'),
  'TX-1': state('transaction', 'initialized'),
  'TX-2': state('transaction', 'completed'),
  'TX-3': state('transaction', 'uncleared'),
  'TX-4': state('transaction', 'declined'),
  'TX-5': state('transaction', 'expired'),
  'TX-6': state('transaction', 'cancelled'),
  'TX-7': both(state('transaction', 'initialized.screening'), state('own-mid', 'initialized.screening')),
  'TX-8': state('transaction', 'completed'),
  'MID-0': both(state('own-mid', 'completed'), shown, rules(cardRulesBeside)),
  'MID-1': state('own-mid', 'initialized'),
  'MID-2': state('own-mid', 'uncleared'),
  'MID-3': state('own-mid', 'completed'),
  'MID-4': state('own-mid', 'declined'),
  'MID-5': state('own-mid', 'expired'),
  'MID-6': state('own-mid', 'cancelled'),
  'REF-1': state('refund', 'reserved'),
  'REF-2': state('refund', 'completed'),
  'REF-3': both(state('refund', 'chargedBack'), shown, rules(cardRulesBeside)),
  'REF-4': state('refund', 'cancelled'),
  'REF-5': state('refund', 'declined'),
  'DIS-1': both(...Object.keys(disputeWords).map((name) => state('dispute', name)), ({ rows }) => disputesBeside(rows)),
  'DIS-2': ({ rows }) => disputesBeside(rows),
  'DIS-3': both(state('dispute', 'accepted'), rules(refundsBeside)),
  'CAP-1': both(state('authorisation', 'authorised'), rules(claimsBeside)),
  'CAP-2': both(state('capture', 'captured'), rules(claimsBeside)),
  'CAP-3': both(state('authorisation', 'completed'), rules(claimsBeside)),
  'CAP-4': state('authorisation', 'released'),
  'CAP-5': both(state('authorisation', 'released'), ({ rows }) => rowsBeside(rows)),
  'CAP-6': both(
    lines('authorisation', (line) => line.includes('--order.created')),
    rules(claimsBeside),
  ),
  'PART-1': both(rules(settlementsBeside), rules(partsBeside)),
  'PART-2': rules(ledgersBeside),
};
