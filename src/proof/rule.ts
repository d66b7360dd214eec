/**
 * What a house rule is: a sentence, what it looks at, how to mend what breaks it, and the check itself.
 */

/** One thing that breaks a rule. */
export interface Fault {
  /** Where: a state, an edge, a rule or an id. */
  readonly place: string;
  /** What is wrong there. */
  readonly wrong: string;
}

/** A rule that is checked on a subject. */
export interface Rule<Subject> {
  /** The rule, as a sentence. */
  readonly says: string;
  /** What it looks at, one by one: `state`, `edge`. */
  readonly unit: string;
  /** What to do where it is broken. */
  readonly mend: string;
  check(subject: Subject): Checked;
}

/** What a check came to. */
export interface Checked {
  /** How many things were looked at. */
  readonly looked: number;
  readonly faults: readonly Fault[];
}

/** A check that asks the same of one thing after another. */
export function each<Thing>(
  things: readonly Thing[],
  placeOf: (thing: Thing) => string,
  wrongWith: (thing: Thing) => readonly string[],
): Checked {
  const faults: Fault[] = [];
  for (const thing of things) for (const wrong of wrongWith(thing)) faults.push({ place: placeOf(thing), wrong });
  return { looked: things.length, faults };
}
