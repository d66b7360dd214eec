/**
 * The views of the studio, in the order of their tabs. A view is a file in `views/` and a row here; what is imported there comes with the page,
 * and the script of any other when it is opened.
 */
import type { FunctionComponent } from 'preact';
import { later } from './later.tsx';

/** A view. */
export interface View {
  /** Its place in the URL: `#/id`. */
  readonly id: string;
  readonly title: string;
  readonly component: FunctionComponent;
}

/** Every view. The first is shown where the URL names none. */
export const views: readonly View[] = [
  { id: 'charts', title: 'Charts', component: later(async () => (await import('./views/charts.tsx')).Charts) },
  { id: 'play', title: 'Play', component: later(async () => (await import('./views/play.tsx')).Play) },
  { id: 'what-if', title: 'What if', component: later(async () => (await import('./views/what-if.tsx')).WhatIf) },
  { id: 'matrix', title: 'Matrix', component: later(async () => (await import('./views/matrix.tsx')).Matrix) },
  {
    id: 'incidents',
    title: 'Incidents',
    component: later(async () => (await import('./views/incidents.tsx')).Incidents),
  },
  { id: 'live', title: 'Live', component: later(async () => (await import('./views/live.tsx')).Live) },
  {
    id: 'inspector',
    title: 'Inspector',
    component: later(async () => (await import('./views/inspector.tsx')).Inspector),
  },
];
