/**
 * Maximum size of a heartbeat: enough for 300 dropped jobs with names of the maximum length; any other one has a few hundred
 * bytes.
 */
export const MAX_HEARTBEAT_BYTES = 64 * 1024;
