/**
 * What an audit finds, in words.
 */
import { type Audit, type AuditClass, codeText, type Finding } from '../audit/index.ts';
import { type Colour, safe } from './print.ts';

/** How the times of an audit, in microseconds, are shown: in UTC, with its Z, where they are instants; else as they were given. */
export function timesOf({ inputs }: Pick<Audit, 'inputs'>): (at: number) => string {
  const areInstants = inputs.some(({ times }) => times !== undefined && times !== 'zoneless' && times !== 'day');
  return (at) => new Date(at / 1000).toISOString().replace(/(?:\.000)?Z$/, areInstants ? 'Z' : '');
}

/** What each class says, and how it is coloured. */
export const classTexts: Readonly<Record<keyof Audit['tally']['classes'], readonly [text: string, colour: Colour]>> = {
  ok: ['lawful steps', 'green'],
  duplicate: ['told again', 'dim'],
  skipped: ['lawful, with steps between that were not told', 'dim'],
  left_censored: ['lives of which the beginning is not there', 'dim'],
  right_censored: ['lives that are not at an end', 'dim'],
  ambiguous: ['of one time with another word: nobody can say which was first', 'yellow'],
  illegal: ['steps that no lawful history has', 'red'],
  unknown: ['words that nobody can judge', 'yellow'],
  profile_drift: ['lives that changed what they are of, brand or currency', 'red'],
  money: ['amounts that cannot be', 'red'],
  rule_broken: ['reports that are the first to show a rule broken', 'red'],
  stale: ['older than what was known, and fits before it', 'dim'],
  outside: ['of a method that these charts are not of', 'dim'],
};

/** The classes that rows can be of, by what they were judged by. */
export const classesOf = ({ judgedBy }: Pick<Audit, 'judgedBy'>): readonly AuditClass[] =>
  (Object.keys(classTexts) as readonly AuditClass[]).filter((name) => !neverBy[judgedBy].includes(name));

const neverBy: Readonly<Record<Audit['judgedBy'], readonly AuditClass[]>> = {
  words: ['rule_broken', 'stale', 'outside'],
  observe: ['skipped', 'left_censored', 'right_censored', 'ambiguous', 'profile_drift', 'money'],
};

/** What a class says, of rows that were judged so. */
export const classText = (name: AuditClass, judgedBy: Audit['judgedBy']): string =>
  judgedBy === 'observe' && name === 'ok' ? 'applied: a lawful history leads there' : classTexts[name][0];

/** What a violation is, in words. */
export function findingText({ class: name, from, to, said, because, money, amounts, drift, witness }: Finding): string {
  if (money !== undefined && amounts !== undefined)
    return money === 'refunded_beyond_collected'
      ? `${amounts[0]} refunded of ${amounts[1]}`
      : `${amounts[0]} paid of ${amounts[1]}`;
  if (drift !== undefined) return `${safe(drift[0])}, then ${safe(drift[1])}`;
  if (name === 'rule_broken') return `"${safe(said ?? '')}" breaks ${because}`;
  if (said !== undefined) return `"${safe(said)}"${because === undefined ? '' : ` (${because})`}`;
  const step = `${(from ?? []).map(codeText).join(' or ')} → ${codeText(to ?? -1)}`;
  return witness === undefined
    ? step
    : `${step}; observe: ${witness.verdict}${witness.code ? `, ${witness.code}` : ''}`;
}
