/**
 * The views that few open first, in a script of their own: it is asked for when one of them is opened.
 */
export { Incidents } from './views/incidents.tsx';
export { Inspector } from './views/inspector.tsx';
export { Live } from './views/live.tsx';
export { WhatIf } from './views/what-if.tsx';
