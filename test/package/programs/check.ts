/** Says what is wrong where two values differ: without a Node API, since these programs run where there is none. */
export function same(what: string, found: unknown, due: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(due)];
  if (is !== should) throw new Error(`${what} is ${is}, and should be ${should}`);
}
