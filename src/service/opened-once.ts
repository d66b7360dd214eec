/**
 * What is opened when it is first needed: a machine that builds has no database and no key, and must load the modules all the same.
 */

/**
 * A function that opens something the first time it is called, and gives the same ever after. What failed is tried again by the next call.
 *
 * @example
 * export const payments = openedOnce(async () => ({ store: await openStore({ database, now }), apiKey }));
 */
export function openedOnce<Opened>(open: () => Opened | Promise<Opened>): () => Promise<Opened> {
  let opening: Promise<Opened> | undefined;
  return () => {
    opening ??= Promise.resolve()
      .then(open)
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    return opening;
  };
}
