/**
 * The layout engine, for charts of somebody else: large, so it is loaded when the first of them is looked at; and it may not be
 * there, where the page was opened as a file.
 */
import type { LayoutEngine } from '../lay-out.ts';

let loading: Promise<LayoutEngine | undefined> | undefined;

/** The engine, or nothing if it cannot be had. */
export function layoutEngine(): Promise<LayoutEngine | undefined> {
  loading ??= load();
  return loading;
}

function load(): Promise<LayoutEngine | undefined> {
  if (location.protocol === 'file:') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = 'elk.js';
    script.addEventListener('load', () => {
      const { ELK } = globalThis as { readonly ELK?: new () => LayoutEngine };
      resolve(ELK && new ELK());
    });
    script.addEventListener('error', () => resolve(undefined));
    document.head.append(script);
  });
}
