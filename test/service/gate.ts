/** A promise that one waits for, and what fulfils it, for another to call. */
export interface Gate {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** A gate that is shut. */
export function gate(): Gate {
  let resolve = (): void => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}
