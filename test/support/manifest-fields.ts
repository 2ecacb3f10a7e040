/**
 * Returns the fields of an object that a compiled validator never reads: those that its schema does not know,
 * because it reads all others. The schemas of Kubernetes allow additional fields, and so accept misspelt
 * ones.
 */
export function fieldsPassedOver(given: object, validate: (watched: object) => void): string[] {
  const read = new Set<string>();
  validate(watched(given, '', read) as object);
  return pathsOf(given, '').filter((path) => !read.has(path));
}

function watched(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const below = `${path}/${String(key)}`;
      read.add(below);
      return watched(Reflect.get(target, key), below, read);
    },
  });
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    `${path}/${key}`,
    ...pathsOf(below, `${path}/${key}`),
  ]);
}
