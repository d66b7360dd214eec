/**
 * The law as a Promela model, for the model checker SPIN: the compiled relation and the answers of the order's rules as
 * tables, and beside them what must hold, stated once more from the requirements and the decisions.
 *
 * What must hold takes nothing from the charts: a chart that shows a wrong pair, or a rule that lets too much through,
 * is printed as it is and breaks a named formula.
 */
import { waysToCount } from '../../../machines/index.ts';
import type { Law } from '../law.ts';
import { limitLines, saidText } from '../law-text.ts';
import { chartsModel, pairsInWords } from './promela/charts.ts';
import { orderModel } from './promela/order.ts';
import { reservationModel } from './promela/reservation.ts';
import { countsWord, mtype, pairWord } from './promela/words.ts';

/** The parts of the model, each a model of its own: `spin -DCHARTS`. */
export const modelParts = ['CHARTS', 'ORDER', 'RESERVATION'] as const;
/** A part of the model. */
export type ModelPart = (typeof modelParts)[number];

/**
 * The model: three in one document, `spin -DCHARTS` for the life of one transaction, `spin -DORDER` for a whole order,
 * `spin -DRESERVATION` for an authorisation and its captures.
 */
export function relationPromela(law: Law): string {
  return [head(law), chartsModel(law), orderModel(law), reservationModel(law)].join('\n');
}

function head(law: Law): string {
  const { relation, metas } = law;
  const pairs = [...[...metas.values()].map(pairWord), ...pairsInWords.map(({ shown }) => shown), 'no_pair'];
  return `/*
 * Card payments at MultiSafepay: the law, printed from its compiled relation, and what must hold of it.
 *
 *   spin -DCHARTS -a FILE   one transaction, refund or chargeback: every cell and every row of the relation
 *   spin -DORDER -a FILE    one order: two attempts, two refunds and a chargeback, small amounts, the order's rules
 *   spin -DRESERVATION -a FILE   one authorisation and its captures, by us and by others, small amounts, the capture rules
 *   gcc -DSAFETY -o pan pan.c
 *   ./pan -N NAME           for each formula "ltl NAME"
 *
 * Two readings. A request takes lawful rows only. A report may also take a row that a permission refuses: reality broke
 * the rule, and the charts book it as a violation. In the first model one such row makes "violated" true for good, so a
 * rule about permissions reads "or it is violated"; every other formula holds in both readings. In the other models,
 * requests and reports are steps of their own.
 *
 * ${relation.cells.length} cells, ${relation.rows.length} rows.
 *
 * The limits of this law, which the rules of the other models go by:
${limitLines(law)
  .filter(({ says }) => Object.values(says).some((value) => typeof value === 'number'))
  .filter(({ place }) => !place.startsWith('currencies'))
  .map(({ place, says }) => ` *   ${place}: ${saidText(says)}`)
  .join('\n')}
 */
${mtype('pair', pairs)}
${mtype('counts', waysToCount.map(countsWord))}
`;
}
