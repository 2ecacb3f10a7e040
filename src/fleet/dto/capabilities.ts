import { isObject } from '../../platform/validation/is-object.js';
import { isStorable, type Rule } from '../../platform/validation/rule.js';
import { notThis } from '../../platform/validation/shown.js';

const MAX_BYTES = 16 * 1024;

/**
 * Deeper than any real description, and far below the depth at which a recursive reader overflows the stack.
 */
const MAX_DEPTH = 20;

/** Parses text that holds a JSON object; other text stays unchanged, so that the rule refuses it. */
export function parseCapabilities(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  if (value.length > MAX_BYTES) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** A JSON object of at most 16 KiB that PostgreSQL can store. */
export const capabilitiesRule: Rule = {
  schema: { type: 'object', additionalProperties: true },
  meaning: parseCapabilities,
  check: (value) => {
    if (typeof value === 'string' && value.length > MAX_BYTES) return tooLarge(Buffer.byteLength(value));
    if (!isObject(value)) {
      return `Capabilities must be a JSON object, or text that holds one, such as {"java": true}${notThis(value)}`;
    }
    const fault = faultWithin(value);
    if (fault !== undefined) return fault;
    const bytes = Buffer.byteLength(JSON.stringify(value));
    return bytes > MAX_BYTES ? tooLarge(bytes) : undefined;
  },
};

const tooLarge = (bytes: number): string =>
  `Capabilities must be at most 16 KiB of JSON, not ${Math.ceil(bytes / 1024)} KiB`;

/** Walks the value level by level, without recursion, so that no input can exhaust the stack. */
function faultWithin(root: object): string | undefined {
  let level: unknown[] = [root];
  for (let depth = 1; level.length > 0; depth += 1) {
    const inner: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isStorable(value)) return unstorable;
      if (typeof value === 'number' && !Number.isFinite(value)) return unbounded;
      if (value === null || typeof value !== 'object') continue;
      if (depth > MAX_DEPTH) return `Capabilities must be nested at most ${MAX_DEPTH} levels deep`;
      if (!Array.isArray(value) && Object.keys(value).some((key) => !isStorable(key))) return unstorable;
      for (const each of Object.values(value)) inner.push(each);
    }
    level = inner;
  }
  return undefined;
}

const unstorable = 'Capabilities must not contain NUL characters or broken Unicode';
/** JSON.parse reads `1e400` as Infinity, which JSON cannot represent: it would become null. */
const unbounded = 'Capabilities must not contain numbers that a 64-bit float cannot hold';
