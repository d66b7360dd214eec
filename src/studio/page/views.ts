/**
 * The views of the studio, in the order of their tabs. A view is a file in `views/` and a row here.
 */
import type { FunctionComponent } from 'preact';
import { Charts } from './views/charts.tsx';
import { Incidents } from './views/incidents.tsx';
import { Inspector } from './views/inspector.tsx';
import { Live } from './views/live.tsx';
import { Matrix } from './views/matrix.tsx';
import { Play } from './views/play.tsx';
import { WhatIf } from './views/what-if.tsx';

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
  { id: 'play', title: 'Play', component: Play },
  { id: 'what-if', title: 'What if', component: WhatIf },
  { id: 'matrix', title: 'Matrix', component: Matrix },
  { id: 'incidents', title: 'Incidents', component: Incidents },
  { id: 'live', title: 'Live', component: Live },
  { id: 'inspector', title: 'Inspector', component: Inspector },
];
