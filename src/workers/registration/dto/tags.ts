/** Longer text is no list that fits. */
const MAX_TEXT = 16 * 1024;

/**
 * Brings tags to a list of words: text is split at commas, in the elements of a list too; text that holds a JSON array is
 * read as one; numbers and booleans stand for how they are written. What else there is stays, for the rule to refuse.
 */
export function readTags(value: unknown): unknown {
  const list = typeof value === 'string' ? (arrayIn(value) ?? [value]) : value;
  if (!Array.isArray(list)) return list;
  const tags = list.flatMap((tag: unknown) => {
    if (typeof tag === 'string') return tag.split(',').map((each) => each.trim());
    return typeof tag === 'boolean' || Number.isFinite(tag) ? [String(tag)] : [tag];
  });
  return [...new Set(tags)].filter((tag) => tag !== '' && tag !== null);
}

function arrayIn(text: string): unknown[] | undefined {
  if (!text.trimStart().startsWith('[') || text.length > MAX_TEXT) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
