/**
 * What takes a text into a link and out of it: asked for when there is a text, or a link with one.
 */
export { linkable } from '../linkable.ts';
export { packed, unpacked } from './packed.ts';
