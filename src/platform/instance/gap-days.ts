/** Long enough to investigate last week. */
const DAYS = 7;
const MINUTES_A_DAY = 1440;

/** Returns for how many days gaps matter to judgements: for every age from which they are excluded. */
export const gapDaysOf = ({ cleanupThresholdMinutes }: { cleanupThresholdMinutes: number }): number =>
  DAYS + Math.ceil(cleanupThresholdMinutes / MINUTES_A_DAY);
