/**
 * The first half of the incidents, by length: a link to one of these brings no story of the other half.
 */
import type { Incident } from '../../incidents/index.ts';
import * as lateReports from '../../incidents/stories/late-reports.ts';
import * as refunds from '../../incidents/stories/refunds.ts';

/** The stories of this half. */
export const stories: readonly Incident[] = [lateReports, refunds].flatMap((of) => Object.values(of));
