import type { Presence } from '../fleet/worker.js';

/** What reports say about a worker that is not present. */
export const ABSENCES: Readonly<Record<Presence, string | undefined>> = {
  PRESENT: undefined,
  EXPECTED: 'Registered, but not yet seen',
  LEFT: 'Deregistered',
  LOST: 'Cleaned up after a failure',
};
