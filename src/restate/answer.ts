/**
 * What a handler answers: what was asked for, or why not. Refusals and input errors are answers, since they are as durable as any other; an
 * error that ends a call is kept for what nobody expects.
 */
import { InputError } from '../lifecycle/index.ts';
import { StoreError, type StoreErrorCode } from '../store/index.ts';

/** Why nothing came of a call. */
export type Problem =
  | { readonly error: 'input'; readonly path: string; readonly problem: string; readonly wayOut: string }
  | { readonly error: 'store'; readonly code: StoreErrorCode; readonly says: string };

/** What was asked for, or why not. */
export type Answered<T> = { readonly came: T } | { readonly problem: Problem };

/** An error as the answer that tells of it; `undefined` of one that nobody expects. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof InputError) {
    const { path, problem, wayOut } = error;
    return { error: 'input', path, problem, wayOut };
  }
  return error instanceof StoreError ? { error: 'store', code: error.code, says: error.message } : undefined;
}

/** What some work comes to, as an answer. @throws what nobody expects. */
export async function answered<T>(work: () => T | Promise<T>): Promise<Answered<T>> {
  try {
    return { came: await work() };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { problem };
  }
}

/** The error that an answer tells of. */
export function errorOf(problem: Problem): InputError | StoreError {
  return problem.error === 'input'
    ? new InputError(problem.path, problem.problem, problem.wayOut)
    : new StoreError(problem.code, problem.says);
}
