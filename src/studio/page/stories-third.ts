/**
 * Last of the three scripts of incidents, each a third by length: a link to one of these brings no story of the others.
 */
export * from '../../incidents/stories/disputes.ts';
export * from '../../incidents/stories/refunds.ts';
