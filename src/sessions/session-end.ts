/** Why a session ended. */
export const SESSION_ENDS = [
  'bye',
  'closed',
  'silent',
  'slow-reader',
  'flood',
  'invalid',
  'refused',
  'superseded',
  'going-away',
] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

/** A worker whose session ended like this is suspect: it said no farewell, and the server did not end it. */
export const WITHOUT_FAREWELL: ReadonlySet<SessionEnd> = new Set([
  'closed',
  'silent',
  'slow-reader',
  'flood',
  'invalid',
]);
