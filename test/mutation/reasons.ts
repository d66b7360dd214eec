/**
 * Why a mutant that survived is noticed by no test: for each file, the change as `docs/mutation.md` prints it, and a sentence that a
 * test or the law bears out.
 */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** The reason of a survivor; empty as long as nobody has said it. */
export const reasonOf = (file: string, change: string): string => reasons[file]?.[change] ?? '';
