/** The check of a database column: may this pair of statuses follow that one? */
import { buildPairTable, judgePairs, theLaw } from '../../src/relation/index.ts';

const table = buildPairTable(theLaw().relation);
const width = table.nothing + 1;

/** How many checks one pass makes: every profile and pair after pair there is. */
export const checks = table.profiles.length * width * width;

// In an order without a pattern, so that neither the compiler nor the processor can guess the next answer.
const order = shuffled(checks);
const profiles = Uint16Array.from(order, (number) => Math.floor(number / width / width));
const froms = Uint8Array.from(order, (number) => Math.floor(number / width) % width);
const tos = Uint8Array.from(order, (number) => number % width);

/** The numbers below a bound, each once, in a fixed order without a pattern. */
function shuffled(bound: number): Uint32Array {
  const numbers = Uint32Array.from({ length: bound }, (_, number) => number);
  let seed = 1;
  for (let at = bound - 1; at > 0; at--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (at + 1);
    const held = numbers[at] as number;
    numbers[at] = numbers[other] as number;
    numbers[other] = held;
  }
  return numbers;
}

/** One pass of bare checks: the sum of all distances. */
export function bareChecks(): number {
  let sum = 0;
  for (let at = 0; at < checks; at++)
    sum += table.distance(profiles[at] as number, froms[at] as number, tos[at] as number);
  return sum;
}

/** One pass of judged checks: how many are allowed. */
export function judgedChecks(): number {
  let allowed = 0;
  for (let at = 0; at < checks; at++) {
    const { answer } = judgePairs(table, profiles[at] as number, froms[at] as number, tos[at] as number);
    if (answer === 'allowed') allowed++;
  }
  return allowed;
}
