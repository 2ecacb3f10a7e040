/**
 * Requests for each route in each of the two modes, in `npm test` half as many; twenty times as many with
 * changed bytes; three times as many fleet files and settings for each property. A few in `npm test`, many
 * with `npm run test:fuzz`.
 */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 10);
