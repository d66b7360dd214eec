/**
 * The law in force: the one that stands, or for the length of a call that of {@link under}. Every function of the lifecycle
 * is synchronous, so what a call begins under one law it ends under it; no function takes a law as one more argument.
 */
import type { LawRules } from '../../machines/index.ts';
import { builtLaw, type JudgingLaw } from '../relation/index.ts';

let inForce: JudgingLaw | undefined;

/** The rules of the law in force. */
export const rulesInForce = (): LawRules => lawInForce().rules;

/** The law that the functions of the lifecycle judge by now. */
export function lawInForce(): JudgingLaw {
  return inForce ?? builtLaw();
}

/** The same function, judging by another law whenever it is called. */
export function boundTo<Args extends readonly unknown[], Result>(
  law: JudgingLaw,
  judge: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const before = inForce;
    inForce = law;
    try {
      return judge(...args);
    } finally {
      inForce = before;
    }
  };
}
