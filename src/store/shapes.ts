/**
 * The shapes of moves: all of a move but which transaction of which order it is of, and its place. Payments move in few shapes,
 * however many they are; the database holds each once, under the CHECK of its law, and a move is held to its shape.
 */
import type { Connection } from './database.ts';
import type { Move } from './moves.ts';

/** A move, and what it is told by. */
export interface Told extends Pick<Move, 'life' | 'n' | 'how' | 'fact' | 'fromCells' | 'toCells'> {
  /** The name of the relation. */
  readonly law: string;
  /** The kind of the entry that made it. */
  readonly logKind: string;
}

/** A shape, by the numbers that a database gave it. */
export interface Shape {
  readonly id: number;
  /** The number of its law. */
  readonly law: number;
  /** The sets of cells before and after. */
  readonly fromSet: number;
  readonly toSet: number;
}

/** The shapes that are known of one database. */
export interface Shapes {
  /**
   * The shapes of moves, in their order. Those that are not known yet are looked up, and made.
   *
   * @throws StoreError `refused`, of the table `shape`, if the law in the database refuses one.
   */
  of(connection: Connection, moves: readonly Told[]): Promise<readonly Shape[]>;
  /** Forgets them all: what is not there is made again. */
  forget(): void;
}

/** How many are kept: lives need a few hundred. The cap only guards against a flood of made-up evidence. */
const most = 10_000;

/** The shapes of a database, or of one transaction in it: what that makes is there for others only once it is committed. */
export function shapesKnown(): Shapes {
  const known = new Map<string, Shape>();
  return {
    async of(connection, moves) {
      const keys = moves.map(keyOf);
      const shapes = keys.map((key) => known.get(key));
      if (!shapes.includes(undefined)) return shapes as Shape[];
      // Others may forget all of them while this one waits.
      const found = new Map<string, Shape>();
      const missing = new Map<string, object>();
      for (const [at, move] of moves.entries()) {
        const key = keys[at] as string;
        const shape = known.get(key);
        if (shape) found.set(key, shape);
        else missing.set(key, askedOf(move));
      }
      if (missing.size > 0) {
        // All make new ones in the same order, so that no two wait for each other.
        const asked = [...missing].sort(([a], [b]) => (a < b ? -1 : 1));
        const rows = await connection.query(shapeStatement, [JSON.stringify(asked.map(([, one]) => one))]);
        if (known.size + missing.size > most) known.clear();
        for (const [at, row] of rows.entries()) {
          const [key] = asked[at] as [string, object];
          const shape = {
            id: Number(row.id),
            law: Number(row.law),
            fromSet: Number(row.from_set),
            toSet: Number(row.to_set),
          };
          found.set(key, shape);
          known.set(key, shape);
        }
      }
      return keys.map((key) => found.get(key) as Shape);
    },
    forget: () => known.clear(),
  };
}

const isOfAttempt = (life: string): boolean => life.startsWith('attempt ');

const keyOf = ({ life, n, how, fact, fromCells, toCells, law, logKind }: Told): string =>
  `${isOfAttempt(life)} ${n === 1} ${how} ${fact} ${logKind} ${fromCells.join()} ${toCells.join()} ${law}`;

const askedOf = ({ life, n, how, fact, fromCells, toCells, law, logKind }: Told): object => ({
  law,
  attempt: isOfAttempt(life),
  first: n === 1,
  kind: logKind,
  how,
  fact,
  before: fromCells,
  after: toCells,
});

const shapeStatement = `SELECT shape.id, shape.law_number AS law, shape.from_set, shape.to_set
FROM ROWS FROM (json_to_recordset($1::json) AS (law text, attempt boolean, first boolean, kind text, how text, fact text,
  before text[], after text[])) WITH ORDINALITY AS asked (law, attempt, first, kind, how, fact, before, after, place)
CROSS JOIN LATERAL paychart.shape_of(law, attempt, first, kind, how, fact, before, after) AS shape
ORDER BY place`;
