/**
 * What a JSON value of the input holds: one order, a list of them, or an answer of the API; and the report that an order is.
 */
import type { ReportFields } from '../../lifecycle/engine/node.ts';
import type { Report } from '../../lifecycle/index.ts';
import { fullyRead, readOrder } from '../../multisafepay/index.ts';
import { readPlainOrder } from '../../multisafepay/plain-order.ts';
import { firstLines } from '../inputs.ts';

/** The list a value holds, if it holds one: by itself, or in an API envelope, which makes it a status read. */
export function listIn(json: unknown): { readonly list?: readonly unknown[]; readonly channel?: Report['channel'] } {
  if (Array.isArray(json)) return { list: json };
  if (typeof json !== 'object' || json === null || !('success' in json) || json.success !== true) return {};
  return 'data' in json && Array.isArray(json.data) ? { list: json.data, channel: 'status_read' } : {};
}

/** Fields that MultiSafepay writes into every order, and no table of statuses has. */
const onlyInOrders = ['payment_details', 'related_transactions', 'payment_methods', 'costs', 'customer'];

/** Whether an input of JSON holds whole orders, by what it begins with: an order, a list of them, or an answer of the API. */
export async function isDocuments({ path }: { readonly path: string }): Promise<boolean> {
  const [first = ''] = await firstLines(path);
  const text = first.replace(/^\ufeff/, '').trim();
  // A value over many lines, or a list, is never a row.
  if (text === '{' || text.startsWith('[')) return true;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof json !== 'object' || json === null) return false;
  return 'success' in json || onlyInOrders.some((field) => Object.hasOwn(json as object, field));
}

/**
 * Reads an order: as a plain one if it is plain.
 *
 * @param channel how it came, where its shape does not tell.
 * @throws InputError if it is no order, or something in it that is judged cannot be read.
 */
export const readReport = (json: unknown, channel: Report['channel'] | undefined): ReportFields =>
  readPlainOrder(json, channel) ??
  (fullyRead(readOrder(json, channel === undefined ? {} : { channel })) as ReportFields);
