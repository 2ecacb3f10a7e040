/**
 * Returns all values of a header as they arrived: of some headers Node.js keeps only the first.
 * @param name in lower case
 */
export function valuesOfHeader(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const each = rawHeaders[index]!;
    if (each.length === name.length && each.toLowerCase() === name) values.push(rawHeaders[index + 1]!);
  }
  return values;
}
