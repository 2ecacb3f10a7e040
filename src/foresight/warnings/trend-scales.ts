/** The byte of a minute without a figure. */
export const NO_FIGURE = 255;
/** The byte of memory of a minute in which another process of the worker began. */
export const RESTARTED = 254;
/** The highest byte of a figure. */
export const MOST = 250;

const STEPS_A_PERCENT = 2;
const STEPS_A_DOUBLING = { lag: 12, errors: 16, lateness: 20 } as const;
type Logarithmic = keyof typeof STEPS_A_DOUBLING;

/** Decodes memory usage in percent. */
export const memoryOf = (byte: number): number | null => (byte > MOST ? null : byte / STEPS_A_PERCENT);

/** Decodes a figure that is stored as a logarithm: of 1 more than it. */
export const figureOf = (scale: Logarithmic, byte: number): number | null =>
  byte > MOST ? null : 2 ** (byte / STEPS_A_DOUBLING[scale]) - 1;

/** Returns SQL for the byte of a figure, as the functions above decode it; without a figure, 255. */
export const memoryByte = (value: string): string => byteOf(value, `${STEPS_A_PERCENT} * ${value}`);
export const figureByte = (scale: Logarithmic, value: string): string =>
  byteOf(value, `${STEPS_A_DOUBLING[scale]} * log(2, 1 + greatest(0, ${value})::numeric)`);

/** PostgreSQL's least and greatest ignore NULL: it must be asked for before them. */
const byteOf = (value: string, steps: string): string =>
  `CASE WHEN ${value} IS NULL THEN ${NO_FIGURE} ELSE least(${MOST}, round(${steps}))::integer END`;
