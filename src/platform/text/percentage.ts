/** Returns a percentage as in answers: with two decimal places. A value below 100 is never rounded to 100. */
export function percentage(part: number, whole: number): number {
  const exact = (part / whole) * 100;
  const rounded = Math.round(exact * 100) / 100;
  return rounded === 100 && exact < 100 ? 99.99 : rounded;
}
