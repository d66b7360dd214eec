/**
 * Which view is shown, and with what: the URL's fragment, as `#/charts?chart=refund`. It never reaches a server.
 */
import { Signal } from './signal.ts';

/** A place in the studio. */
export interface Route {
  /** The view's id; empty at first. */
  readonly view: string;
  /** What the view is to show. */
  readonly query: URLSearchParams;
}

let fragment = location.hash;

function read(): Route {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split(/\?(.*)/s);
  return { view: path, query: new URLSearchParams(query) };
}

/** Where we are. */
export const route = new Signal(read());

/** Where we are is read again, if that is elsewhere. */
function moved(): void {
  if (fragment === location.hash) return;
  fragment = location.hash;
  route.value = read();
}

addEventListener('hashchange', moved);

/** The link to a view. */
export function linkTo(view: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const text = new URLSearchParams(said).toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}

/** Goes to a link: as a step that the browser's back button undoes, or in place of where we are. */
export function goTo(link: string, how: 'step' | 'replace' = 'step'): void {
  if (how === 'step') history.pushState(null, '', link);
  else history.replaceState(null, '', link);
  moved();
}
