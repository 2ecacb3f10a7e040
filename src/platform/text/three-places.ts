/** Rounds to milliseconds. */
export const toThreePlaces = (seconds: number): number => Math.round(seconds * 1000) / 1000;
