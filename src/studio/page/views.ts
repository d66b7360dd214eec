/**
 * The views of the studio, in the order of their tabs. A view is a file in `views/` and a row here.
 */
import type { FunctionComponent } from 'preact';
import { Charts } from './views/charts.tsx';
import { Live } from './views/live.tsx';

/** A view. */
export interface View {
  /** Its place in the URL: `#/id`. */
  readonly id: string;
  readonly title: string;
  readonly component: FunctionComponent;
}

/** Every view. The first is shown where the URL names none. */
export const views: readonly View[] = [
  { id: 'charts', title: 'Charts', component: Charts },
  { id: 'live', title: 'Live', component: Live },
];
