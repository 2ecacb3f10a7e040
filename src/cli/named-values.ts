/** Returns the values that are given as `name=value`, separated by spaces; or another text if none is given. */
export function namedValues(
  values: Readonly<Record<string, string | number | null | undefined>>,
  none: string,
): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return given.map(([name, value]) => `${name}=${value}`).join(' ') || none;
}
