import type { Suspicion } from '../../src/fleet/suspicion.js';

const MARGINS = [10, 0, 40];

/** The margins of a service at its defaults that is not late itself. */
export const usualSuspicion = {
  margins: MARGINS,
  forAssignments: () => [MARGINS, []],
} as unknown as Suspicion;
