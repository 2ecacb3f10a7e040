/** Length of a step of the history in minutes. */
export const STEP_MINUTES = 5;
export const STEPS_A_DAY = (24 * 60) / STEP_MINUTES;
export const STEPS_A_WEEK = 7 * STEPS_A_DAY;

/** Steps ahead at which methods are compared: 5, 15 and 30 minutes, 1, 3, 8 and 24 hours, and 7 days. */
export const HORIZONS: readonly number[] = [1, 3, 6, 12, 36, 96, STEPS_A_DAY, STEPS_A_WEEK];
