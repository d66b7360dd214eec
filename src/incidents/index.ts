/**
 * The incident museum: status bugs that other people shipped, as stories that play on the charts.
 *
 * @module paychart/incidents
 */
export * from './incident.ts';
export * from './museum.ts';
export * from './play.ts';
export * from './scene.ts';
export * from './told.ts';
