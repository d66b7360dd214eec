/**
 * The views of the studio, in the order of their tabs. A view is a file in `views/` and a row here; one that few open first is named in
 * `later-views.ts`, and comes when it is opened.
 */
import type { FunctionComponent } from 'preact';
import { later } from './later.tsx';
import { Charts } from './views/charts.tsx';
import { Matrix } from './views/matrix.tsx';
import { Play } from './views/play.tsx';

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
  { id: 'what-if', title: 'What if', component: later('WhatIf') },
  { id: 'matrix', title: 'Matrix', component: Matrix },
  { id: 'incidents', title: 'Incidents', component: later('Incidents') },
  { id: 'live', title: 'Live', component: later('Live') },
  { id: 'inspector', title: 'Inspector', component: later('Inspector') },
];
