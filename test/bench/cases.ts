/** What every competitor is proved by before it is timed: it must answer as the law does, taken or not. */
import { deepStrictEqual } from 'node:assert/strict';
import { type CardCase, type CardFact, type CardProfile, requestedProfile } from '../../machines/index.ts';
import { type NumberedCell, theLaw } from '../../src/relation/index.ts';
import { type Competitor, end, facts, type Standing, visa } from './life.ts';

/** Facts from an opening, and where they end. */
export interface Case {
  readonly asked: CardCase;
  readonly told: readonly CardFact[];
  readonly ends: Standing;
}

const [created] = facts as readonly [CardFact];
const approved = facts.at(-1) as CardFact;
const maestro: CardCase = { ...visa, brand: 'maestro' };

/** Our life; its first fact and at once its last; its first fact for a Maestro card, which may not be paid without 3-D. */
export const simpleCases: readonly Case[] = [
  { asked: visa, told: facts, ends: end },
  {
    asked: visa,
    told: [created, approved],
    ends: { state: 'initialized.authorising', profile: { ...requestedProfile(visa), threeD: 'non-3-D' } },
  },
  { asked: maestro, told: [created], ends: { state: 'requested', profile: requestedProfile(maestro) } },
];

/** Every fact class in every cell of the card charts, reached by the shortest lawful way, with the law's own answer. */
export function everyCase(): readonly Case[] {
  const { relation, sources } = theLaw();
  const classes = sources.transaction.facts.map(({ name, fact }) => ({ name, fact: fact as CardFact }));
  const openings = relation.list(relation.openings(['transaction', 'own-mid']));
  const ways = new Map(openings.map((opening) => [opening, { opening, told: [] as readonly CardFact[] }]));
  const found: Case[] = [];
  for (const [cell, { opening, told }] of ways) {
    const rows = relation.rowsFrom(cell).filter(({ broken }) => broken === undefined);
    for (const { name, fact } of classes) {
      const row = rows.find((one) => one.fact === name);
      const next = row ? (relation.cells[relation.indexOf(row.to) as number] as NumberedCell) : cell;
      const way = { opening, told: [...told, fact] };
      if (!ways.has(next)) ways.set(next, way);
      const { collector, edition, brand, lowValue } = profileOf(opening);
      found.push({
        asked: { collector, edition, brand, lowValue },
        told: way.told,
        ends: { state: next.state, profile: profileOf(next) },
      });
    }
  }
  return found;
}

const profileOf = ({ profile }: NumberedCell): CardProfile => profile as unknown as CardProfile;

/** @throws AssertionError if a competitor ends elsewhere than it should. */
export function prove({ name, begin, live, shows }: Competitor, cases: readonly Case[]): void {
  for (const { asked, told, ends } of cases) {
    const said = `${name} fails: ${asked.edition}, ${asked.brand}, ${told.map(({ type }) => type).join(', ')}`;
    const { state, profile } = shows(live(begin(asked), told));
    deepStrictEqual({ state, profile: { ...profile } }, ends, said);
  }
}
