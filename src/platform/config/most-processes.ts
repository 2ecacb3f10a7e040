/**
 * Maximum of `server.processes`. A separate file, because the command line needs it without loading the
 * settings.
 */
export const MOST_PROCESSES = 512;
