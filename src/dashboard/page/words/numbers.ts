const whole = new Intl.NumberFormat('en');
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);
export const decimal = (value: number): string => fine.format(value);

/** Formats a percentage. Never rounded up to 100: what is incomplete must not look complete. */
export const percent = (value: number): string =>
  `${fine.format(value < 100 ? Math.min(99.9, value) : value)} %`;

/** Formats a number with its noun: `1 worker`, `3 workers`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares names as people count: `eu-2` before `eu-10`. */
export const naturally = (left: string, right: string): number => collator.compare(left, right);
