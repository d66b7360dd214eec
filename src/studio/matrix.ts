/**
 * The law as tables: who may be paid how, and what each state makes of each fact. Every answer is taken from the relation.
 */
import {
  type CardBrand,
  type Collector,
  cardBrands,
  collectors,
  type Edition,
  editionNames,
  type Grounds,
  type Refusal,
  type RefusalCode,
  refusal,
  type ThreeDMode,
  threeDModes,
} from '../../machines/index.ts';
import { builtLaw, type ChartId, leavesOf, type Row } from '../relation/index.ts';
import { writtenCharts } from './charts.ts';
import changes from './edition-changes.json' with { type: 'json' };

/** One question of how a card may be paid. */
export interface CardQuestion {
  readonly edition: Edition;
  readonly collector: Collector;
  readonly brand: CardBrand;
  readonly threeD: ThreeDMode;
}

/** Its answer: yes, no, or only up to the low-value limit; with the reasons why not, and the grounds of the yes. */
export interface CardAnswer extends CardQuestion {
  readonly answer: 'yes' | 'no' | 'low value';
  readonly refusals: readonly Refusal[];
  readonly grounds: readonly Grounds[];
}

/** Every question of how a card may be paid, answered. */
export function cardAnswers(): readonly CardAnswer[] {
  return editionNames.flatMap((edition) =>
    collectors.flatMap((collector) =>
      cardBrands.flatMap((brand) => threeDModes.map((threeD) => cardAnswer({ edition, collector, brand, threeD }))),
    ),
  );
}

function cardAnswer(asked: CardQuestion): CardAnswer {
  const { edition, collector, brand, threeD } = asked;
  const fact = `order.created ${threeD}`;
  const rows = builtLaw().relation.rows.filter(
    ({ from: { profile }, fact: taken }) =>
      taken === fact && profile.edition === edition && profile.collector === collector && profile.brand === brand,
  );
  const no = rows.filter(({ broken }) => broken !== undefined);
  const yes = rows.filter(({ broken }) => broken === undefined);
  return {
    ...asked,
    answer: no.length === 0 ? 'yes' : yes.length === 0 ? 'no' : 'low value',
    refusals: distinct(no.map(refusalOfRow)),
    grounds: distinct(yes.map(({ grounds }) => grounds)),
  };
}

/** The answer to the same question in the edition before, if it was another one; refusals for other reasons are the same answer. */
export function answeredBefore(answer: CardAnswer, answers: readonly CardAnswer[]): CardAnswer | undefined {
  const { edition, collector, brand, threeD } = answer;
  const older = editionNames[editionNames.indexOf(edition) - 1];
  return answers.find(
    (one) =>
      one.edition === older &&
      one.collector === collector &&
      one.brand === brand &&
      one.threeD === threeD &&
      one.answer !== answer.answer,
  );
}

/** What changes from an edition to the next, in the words of `paychart diff`: by effect, where and what. */
export interface EditionChange {
  readonly older: Edition;
  readonly newer: Edition;
  readonly told: readonly {
    readonly title: string;
    readonly changes: readonly { readonly place: string; readonly says: string }[];
  }[];
}

/** What changes from each edition to the next; written when the project is built (`npm run pictures`). */
export const editionChanges: readonly EditionChange[] = changes as readonly EditionChange[];

/** What a state makes of a fact. */
export interface FactAnswer {
  readonly state: string;
  readonly fact: string;
  /** Where it leads, and what stands behind it; more than one place where it depends on the payment. */
  readonly leads: readonly { readonly to: string; readonly grounds: Grounds; readonly when: readonly string[] }[];
  /** Why it may be refused. */
  readonly refusals: readonly Refusal[];
}

/** What every state of a chart makes of every fact that the chart knows, in the order in which money lives them. */
export function factAnswers(chart: ChartId): readonly FactAnswer[] {
  const states = leavesOf(writtenCharts[chart].root);
  const lawful = reachedLawfully(chart);
  const firstTaken = (fact: string): number =>
    states.findIndex((state) => lawful.some((row) => row.fact === fact && row.from.state === state));
  const facts = writtenCharts[chart].facts.map(({ name }) => name).sort((a, b) => firstTaken(a) - firstTaken(b));
  return states.flatMap((state) =>
    facts.map((name) => {
      const rows = lawful.filter(({ from, fact }) => from.state === state && fact === name);
      const allowed = rows.filter(({ broken }) => broken === undefined);
      const targets = [...Map.groupBy(allowed, ({ to }) => to.state)];
      return {
        state,
        fact: name,
        leads: targets.map(([to, leading]) => ({
          to,
          grounds: (leading[0] as Row).grounds,
          when: targets.length + rows.length - allowed.length > 1 ? whatTells(leading, rows) : [],
        })),
        refusals: distinct(rows.filter(({ broken }) => broken !== undefined).map(refusalOfRow)),
      };
    }),
  );
}

/** The rows that leave a cell which a lawful history leads to. */
function reachedLawfully(chart: ChartId): readonly Row[] {
  const relation = builtLaw().relation;
  const reached = new Set(
    relation.list(relation.reach(relation.openings([chart]), 'lawful')).map(({ index }) => index),
  );
  return relation.rows.filter(({ from }) => from.chart === chart && reached.has(relation.indexOf(from) ?? -1));
}

/** The parts of a profile that all of some rows share and not all of the rows do, as `brand: maestro, bancontact`. */
function whatTells(some: readonly Row[], all: readonly Row[]): readonly string[] {
  const values = (rows: readonly Row[], key: string): readonly string[] =>
    [...new Set(rows.map(({ from }) => String(from.profile[key])))].sort();
  return Object.keys(all[0]?.from.profile ?? {}).flatMap((key) => {
    const [here, everywhere] = [values(some, key), values(all, key)];
    return here.length < everywhere.length ? [`${key}: ${here.join(', ')}`] : [];
  });
}

/** The reason why a row is refused, with the facts that caused it. */
function refusalOfRow({ from, fact, permission, broken }: Row): Refusal {
  const { facts, permissions } = writtenCharts[from.chart];
  const asked = facts.find(({ name }) => name === fact)?.fact;
  const reason = permissions[permission ?? '']?.refuse(from.profile as never, asked as never);
  return reason ?? refusal(broken as RefusalCode);
}

function distinct<Of>(all: readonly Of[]): readonly Of[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
