/** The most of `server.processes`. In a file of its own: the command line needs it without loading the settings. */
export const MOST_PROCESSES = 512;
