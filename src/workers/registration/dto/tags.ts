/** Longer text is left as it is, for the rule to refuse: to split it could take longer than a heartbeat may wait. */
const MAX_TEXT = 16 * 1024;

/**
 * Converts tags to a list: text is split at commas, even within the elements of a list; text that contains a
 * JSON array is parsed; numbers and booleans become text. Other values stay, so that the rule refuses them.
 */
export function readTags(value: unknown): unknown {
  const list = typeof value === 'string' ? (arrayIn(value) ?? [value]) : value;
  if (!Array.isArray(list) || lengthOf(list) > MAX_TEXT) return list;
  const tags = list.flatMap((tag: unknown) => {
    if (typeof tag === 'string') return tag.split(',').map((each) => each.trim());
    return typeof tag === 'boolean' || Number.isFinite(tag) ? [String(tag)] : [tag];
  });
  return [...new Set(tags)].filter((tag) => tag !== '' && tag !== null);
}

const lengthOf = (list: unknown[]): number =>
  list.reduce((sum: number, each) => sum + (typeof each === 'string' ? each.length : 1), 0);

function arrayIn(text: string): unknown[] | undefined {
  if (!text.trimStart().startsWith('[') || text.length > MAX_TEXT) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
