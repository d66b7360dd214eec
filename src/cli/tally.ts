/**
 * What a replay came to, counted as it goes.
 */
import type { RefusalCode } from '../../machines/index.ts';
import { type Payment, type VerdictKind, verdictKinds } from '../lifecycle/index.ts';
import { alarmTexts, pairsText, saysText } from '../words/index.ts';
import type { Judged, Unusable } from './judge.ts';
import { JudgedByEngine } from './judge-by-engine.ts';
import { counted, type Paint, safe } from './print.ts';

/** The counts of a replay, as JSON. */
export interface Summary {
  readonly reports: number;
  readonly verdicts: Readonly<Record<VerdictKind, number>>;
  readonly orders: number;
  /** How many orders show which pair, as `order/transaction`. */
  readonly shows: Readonly<Record<string, number>>;
  readonly violations: Readonly<Partial<Record<RefusalCode, number>>>;
  /** The orders with an open alarm, by what it says. */
  readonly alarms: Readonly<Record<string, readonly string[]>>;
  /** Lines or list entries that could not be used. */
  readonly unusable: number;
  /** Reports that held card data. */
  readonly cardData: number;
}

/** Counts what was judged. */
export interface Tally {
  add(one: Judged | Unusable): void;
  summary(): Summary;
}

/** An empty tally. */
export function startTally(): Tally {
  const verdicts = Object.fromEntries(verdictKinds.map((kind) => [kind, 0])) as Record<VerdictKind, number>;
  const shownBy = new Map<string, string>();
  const shownCounts = new Map<string, number>();
  const violations = new Map<RefusalCode, number>();
  const alarming = new Map<string, ReadonlySet<keyof typeof alarmTexts>>();
  let reports = 0;
  let unusable = 0;
  let cardData = 0;
  const count = <Key>(counts: Map<Key, number>, key: Key, by: number): unknown =>
    counts.set(key, (counts.get(key) ?? 0) + by);
  return {
    add(one) {
      if ('problem' in one) {
        unusable++;
        return;
      }
      const { orderId } = one;
      const { kind, shows, broken, alarms, isKept } = countsOf(one);
      reports++;
      verdicts[kind]++;
      if (one.masked.length > 0) cardData++;
      const shown = shownBy.get(orderId);
      if (shown !== shows) {
        if (shown !== undefined) count(shownCounts, shown, -1);
        count(shownCounts, shows, 1);
        shownBy.set(orderId, shows);
      }
      for (const code of broken) count(violations, code, 1);
      if (alarms.size > 0) alarming.set(orderId, alarms);
      else if (isKept) alarming.delete(orderId);
    },
    summary: () => ({
      reports,
      verdicts,
      orders: shownBy.size,
      shows: Object.fromEntries([...shownCounts].filter(([, many]) => many > 0).sort(([, a], [, b]) => b - a)),
      violations: Object.fromEntries(violations),
      alarms: Object.fromEntries(
        (Object.keys(alarmTexts) as (keyof typeof alarmTexts)[])
          .map((code) => [code, [...alarming].filter(([, codes]) => codes.has(code)).map(([id]) => id)] as const)
          .filter(([, ids]) => ids.length > 0),
      ),
      unusable,
      cardData,
    }),
  };
}

/** What is counted of a judged report. */
interface Counts {
  readonly kind: VerdictKind;
  /** What its order shows then, as text. */
  readonly shows: string;
  readonly broken: readonly RefusalCode[];
  readonly alarms: ReadonlySet<keyof typeof alarmTexts>;
  /** Whether anything is believed of its order. */
  readonly isKept: boolean;
}

/** What is counted of all reports that go by an edge. */
const ofEdges = new WeakMap<object, Counts>();

function countsOf(one: Judged): Counts {
  if (!(one instanceof JudgedByEngine)) return countsMade(one, one.after);
  const { edge, observed } = one.fed;
  if (edge === undefined) return countsMade(one, observed?.payment);
  const known = ofEdges.get(edge);
  if (known) return known;
  const made = countsMade(one, one.after);
  ofEdges.set(edge, made);
  return made;
}

function countsMade({ verdict, shows }: Judged, after: Payment | undefined): Counts {
  const alarms = after?.alarms ?? ('alarms' in verdict ? verdict.alarms : []);
  return {
    kind: verdict.verdict,
    shows: pairsText(shows),
    broken: 'violations' in verdict ? verdict.violations.map(({ code }) => code) : [],
    alarms: new Set(alarms.map(({ code }) => code)),
    isKept: after !== undefined,
  };
}

/** The colour of a verdict. */
export const verdictColours = {
  illegal: 'red',
  unknown: 'yellow',
  applied: 'green',
  outside: 'dim',
  stale: 'dim',
  duplicate: 'dim',
} as const satisfies Record<VerdictKind, string>;

const idsShown = 5;

/** A summary for people. */
export function summaryText(summary: Summary, paint: Paint): string {
  const { reports, orders, verdicts, shows, violations, alarms, unusable, cardData } = summary;
  const lines = [paint('Summary', 'bold')];
  const add = (name: string, ...values: readonly string[]): void => {
    for (const [place, value] of values.entries()) lines.push(`  ${(place === 0 ? name : '').padEnd(14)}${value}`);
  };
  const kinds = verdictKinds.filter((kind) => verdicts[kind] > 0).sort((a, b) => verdicts[b] - verdicts[a]);
  const counts = kinds.map((kind) => paint(`${verdicts[kind].toLocaleString('en')} ${kind}`, verdictColours[kind]));
  add('Reports', counts.length === 0 ? 'none' : `${reports.toLocaleString('en')}: ${counts.join(', ')}`);
  const width = Math.max(0, ...Object.values(shows).map((many) => many.toLocaleString('en').length));
  if (orders > 0)
    add(
      'Orders',
      `${orders.toLocaleString('en')} in all; they show`,
      ...Object.entries(shows).map(([shown, many]) => `${many.toLocaleString('en').padStart(width)}  ${shown}`),
    );
  add('Rules broken', ...Object.entries(violations).map(([code, many]) => `${many}  ${saysText(code as RefusalCode)}`));
  add(
    'Open alarms',
    ...Object.entries(alarms).map(([code, ids]) => {
      const more = ids.length > idsShown ? ` and ${(ids.length - idsShown).toLocaleString('en')} more` : '';
      const named = ids.slice(0, idsShown).map(safe).join(', ');
      return `${counted(ids.length, 'order')}: ${alarmTexts[code as keyof typeof alarmTexts]} (${named}${more})`;
    }),
  );
  if (unusable > 0) add('Unusable', `${counted(unusable, 'line')} (or entries of a list), named above`);
  if (cardData > 0) add('Card data', `in ${counted(cardData, 'report')}, named above: remove it at its source`);
  return `${lines.join('\n')}\n`;
}
