/**
 * The views of what happens elsewhere, which share how it is read: one script for both.
 */
export { Inspector } from './inspector.tsx';
export { Live } from './live.tsx';
