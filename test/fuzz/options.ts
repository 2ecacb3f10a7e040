/** What the chances of a run come from: with the same seed the same requests are made. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);

/**
 * Requests for each route in each of the two modes, in `npm test` half as many; twenty times as many with changed bytes; three times
 * as many fleet files and settings for each property. A few in `npm test`, many by `npm run test:fuzz`.
 */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 10);

/** The long form: large bodies, processes of the command line and the service, and a look at its memory. */
export const LONG = process.env['FUZZ_RUNS'] !== undefined;
