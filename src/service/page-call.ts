/**
 * Calls that a browser makes: what does more than read is taken from the page that the service itself shows, and from it only where that was
 * allowed. The token stands in a header, which no other page can send; this is for who has been given the token and opens the wrong page.
 */

/** Why a call is refused, and the way out. */
export interface PageRefusal {
  readonly code: 'page_may_not_act' | 'other_origin';
  readonly says: string;
  readonly wayOut: string;
}

/** Whether a page made a call: browsers name the origin (`Origin`) or its relation to ours (`Sec-Fetch-Site`), and servers do not. */
export const isOfPage = (headers: Pick<Headers, 'get'>): boolean =>
  headers.get('sec-fetch-site') !== null || headers.get('origin') !== null;

/**
 * Why a call that does more than read is refused, by its headers; nothing where a page made it that may, or no page at all.
 *
 * @param mayAct whether the page that is served may make it.
 */
export function pageRefusal(headers: Pick<Headers, 'get'>, mayAct: boolean): PageRefusal | undefined {
  if (!isOfPage(headers)) return undefined;
  const [site, origin] = [headers.get('sec-fetch-site'), headers.get('origin')];
  if (!mayAct)
    return {
      code: 'page_may_not_act',
      says: 'A page in a browser asked to do more than read, and none may here.',
      wayOut: 'Start the service with PAYCHART_PAGE_ACTS=yes, or ask from a program of yours.',
    };
  const isSame =
    (site ?? 'same-origin') === 'same-origin' && (origin === null || hostOf(origin) === headers.get('host'));
  if (isSame) return undefined;
  return {
    code: 'other_origin',
    says: 'A page of another origin asked to do more than read.',
    wayOut: 'Use the page that this service shows. A proxy before it must pass on the Host that the browser sent.',
  };
}

/** The host of an origin, with its port; nothing of one that is hidden (`null`) or none. */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
