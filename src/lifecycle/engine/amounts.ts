/**
 * How amounts stand to each other. Whatever the lifecycle asks of amounts is the sign of a sum in which each of them is added or taken
 * away at most as often as it is kept; so two lists of amounts that give every such sum the same sign are judged alike.
 */

/** The sums that are looked at may be this many; where there would be more, amounts are not compared this way. */
export const mostSums = 6000;

/** The largest amount that is compared so: sums of such amounts are exact. */
export const mostAmount = 2 ** 40;

/** Room for the sums of one call of {@link signsOf}, and for those with one amount more: calls come one for each report. */
const [sumsBegun, sumsFurther] = [new Float64Array(mostSums), new Float64Array(mostSums)];

/**
 * The signs of all sums of some different amounts above zero, as text; nothing where there would be too many sums.
 *
 * @param often how often each amount is kept, from 1. Differences of two sums are looked at too, so each counts up to twice as often.
 */
export function signsOf(amounts: readonly number[], often: readonly number[]): string | undefined {
  if (amounts.length < 2) return '';
  let sums = 1;
  for (const times of often) sums *= 4 * times + 1;
  if (sums > mostSums) return undefined;
  // The first that counts is added: a sum and its opposite say the same.
  let [text, packed, held] = ['', 0, 0];
  const add = (sum: number): void => {
    packed = packed * 3 + (sum > 0 ? 2 : sum < 0 ? 0 : 1);
    if (++held < 9) return;
    text += String.fromCharCode(packed);
    [packed, held] = [0, 0];
  };
  let [begun, further, count] = [sumsBegun, sumsFurther, 0];
  for (let at = 0; at < amounts.length; at++) {
    const most = 2 * (often[at] as number);
    const amount = amounts[at] as number;
    let made = 0;
    for (let one = 0; one < count; one++)
      for (let times = -most; times <= most; times++) further[made++] = (begun[one] as number) + times * amount;
    for (let times = 1; times <= most; times++) further[made++] = times * amount;
    [begun, further, count] = [further, begun, made];
  }
  for (let one = 0; one < count; one++) add(begun[one] as number);
  return text + String.fromCharCode(packed);
}

/** How often each of some amounts is added, below zero taken away; or the place of the one amount that it is; or nothing. */
export type Sum = number | readonly number[];

/** The sum of no amounts. */
export const nothing: Sum = -1;

/**
 * The sum of some different amounts that comes to a value: an amount itself if one does. Where several do, they are the same for all
 * amounts with the same signs.
 */
export function sumFor(value: number, amounts: readonly number[], often: readonly number[]): Sum | undefined {
  if (value === 0) return nothing;
  const alone = amounts.indexOf(value);
  if (alone >= 0) return alone;
  let sums = 1;
  for (const times of often) sums *= 2 * times + 1;
  if (sums > mostSums) return undefined;
  const times: number[] = amounts.map(() => 0);
  const find = (from: number, rest: number): boolean => {
    if (from === amounts.length) return rest === 0;
    const most = often[from] as number;
    for (let count = -most; count <= most; count++) {
      times[from] = count;
      if (find(from + 1, rest - count * (amounts[from] as number))) return true;
    }
    return false;
  };
  return find(0, value) ? times : undefined;
}

/** What a sum comes to. */
export function amountOfSum(sum: Sum, amounts: readonly number[]): number {
  if (typeof sum === 'number') return sum < 0 ? 0 : (amounts[sum] as number);
  let value = 0;
  for (let at = 0; at < sum.length; at++) value += (sum[at] as number) * (amounts[at] as number);
  return value;
}
