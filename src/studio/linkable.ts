/**
 * A history as a link carries it. Only who has a text needs it, so the page asks for it then.
 */
import { keepableDocument } from '../multisafepay/index.ts';
import { rewritten } from './history.ts';

/** A text as a link may carry it: without card data, without what says who the shopper is, and without blanks in its JSON. */
export function linkable(text: string): string {
  return rewritten(
    text,
    (json) => JSON.stringify(keepableDocument(json).value),
    keepableDocument,
    (line) => String(keepableDocument(line).value),
  );
}
