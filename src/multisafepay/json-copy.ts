/**
 * A copy of a JSON value in which some names and values are others. Works level by level, so no nesting is too deep.
 */

/** What is copied otherwise than it stands. */
export interface CopyRules {
  /** A member's name, as the copy has it. */
  name(name: string): string;
  /** Whether a member is left out, with all that is in it; none is if left out. */
  leavesOut?(name: string): boolean;
  /** A value that is neither object nor list, under the key that the copy has. */
  value(held: unknown, key: string): unknown;
  /** Whether it is told that the value under a key is another; it always is if left out. */
  tells?(key: string): boolean;
}

/** A value still to be copied, and where its copy goes. */
interface Place {
  readonly held: unknown;
  readonly within: object;
  readonly key: string;
  readonly path: string;
}

/** The copy, and the dotted paths of what is told to be otherwise in it; nothing of the original is changed. */
export function jsonCopy(
  json: unknown,
  rules: CopyRules,
): { readonly value: unknown; readonly changed: readonly string[] } {
  const changed: string[] = [];
  const top: { value?: unknown } = {};
  const open: Place[] = [{ held: json, within: top, key: 'value', path: '' }];
  for (const { held, within, key, path } of open) {
    if (typeof held === 'object' && held !== null) {
      const copy = Array.isArray(held) ? [] : {};
      put(within, key, copy);
      for (const [name, inner] of Object.entries(held)) {
        const shown = rules.name(name);
        const place = path === '' ? shown : `${path}.${shown}`;
        const isLeftOut = rules.leavesOut?.(name) ?? false;
        if (shown !== name || isLeftOut) changed.push(place);
        if (!isLeftOut) open.push({ held: inner, within: copy, key: shown, path: place });
      }
    } else {
      const kept = rules.value(held, key);
      if (kept !== held && (rules.tells?.(key) ?? true)) changed.push(path);
      put(within, key, kept);
    }
  }
  return { value: top.value, changed };
}

/** Sets a key as plain data: `__proto__` is a key like any other and changes no prototype. */
function put(within: object, key: string, value: unknown): void {
  Object.defineProperty(within, key, { value, enumerable: true, writable: true, configurable: true });
}
