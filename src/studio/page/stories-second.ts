/**
 * Second of the three scripts of incidents, each a third by length: a link to one of these brings no story of the others.
 */
export * from '../../incidents/stories/charts.ts';
export * from '../../incidents/stories/late-reports.ts';
