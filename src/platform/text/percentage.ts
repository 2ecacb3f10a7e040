/** A percentage as answers show it: to two places. What is short of 100 is never shown as 100. */
export function percentage(part: number, whole: number): number {
  const exact = (part / whole) * 100;
  const rounded = Math.round(exact * 100) / 100;
  return rounded === 100 && exact < 100 ? 99.99 : rounded;
}
