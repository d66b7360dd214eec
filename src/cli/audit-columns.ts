/**
 * The columns of an audit as a small file says them.
 */
import { readFileSync } from 'node:fs';
import type { Columns } from '../audit/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { saidTwice } from '../multisafepay/exact-json.ts';

/**
 * What a file of JSON says: an object with texts.
 *
 * @throws InputError if it cannot be read, or is no such object.
 */
export function jsonFile(path: string, option: string): Columns {
  let json: unknown;
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    throw new InputError(option, `${path} cannot be read (${code})`, 'Check the path and its permissions.');
  }
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(option, `${path} cannot be read as JSON`, 'Give a file as {"order": "order_id"}.');
  }
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (!isObject || Object.values(json as object).some((name) => typeof name !== 'string'))
    throw new InputError(option, `${path} does not say columns by their names`, 'Give it as {"order": "order_id"}.');
  const twice = saidTwice(text);
  if (twice !== undefined) throw new InputError(option, `${path} says "${twice}" twice`, 'Say each field once.');
  return json as Columns;
}
