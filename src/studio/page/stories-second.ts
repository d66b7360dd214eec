/**
 * The second half of the incidents, by length: a link to one of these brings no story of the other half.
 */
import type { Incident } from '../../incidents/index.ts';
import * as captures from '../../incidents/stories/captures.ts';
import * as charts from '../../incidents/stories/charts.ts';
import * as disputes from '../../incidents/stories/disputes.ts';
import * as words from '../../incidents/stories/words.ts';

/** The stories of this half. */
export const stories: readonly Incident[] = [captures, charts, disputes, words].flatMap((of) => Object.values(of));
