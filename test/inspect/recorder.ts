/**
 * Records what an inspector of `@statelyai/inspect` sends: the package's own messages, as JSON.
 */
import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectedBy } from '../../src/inspect/index.ts';
import { serialisedDepth } from '../../src/inspect/message.ts';

/** An inspector whose messages are kept. */
export function recordInspector() {
  const kept: StatelyInspectionEvent[] = [];
  const inspector: InspectedBy = createInspector(
    { send: (message) => void kept.push(message) },
    { serializationDepthLimit: serialisedDepth },
  );
  return {
    inspector,
    /** What was sent so far, as JSON; the package sends a turn later. */
    async messages(): Promise<readonly StatelyInspectionEvent[]> {
      await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => setTimeout(resolve));
      return JSON.parse(JSON.stringify(kept));
    },
  };
}

/** Every key in a value, at any depth, with those of objects in lists. */
export function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}
