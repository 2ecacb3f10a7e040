import { isUtf8 } from 'node:buffer';

const REPLACEMENT = '\ufffd';
const BOM = '\ufeff';

/** Bytes as text without a leading BOM, or the position where they are not UTF-8. */
export type Decoded = { readonly text: string } | { readonly invalidAt: number };

/** Decodes UTF-8. Costs one decode and, for ASCII text, nothing else. */
export function decodeUtf8(bytes: Buffer, start = 0, end = bytes.length): Decoded {
  const text = bytes.toString('utf8', start, end);
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end)))
    return { invalidAt: firstInvalid(bytes.subarray(start, end), text) };
  return { text: text.startsWith(BOM) ? text.slice(1) : text };
}

/** Finds the first replacement character that is not in the bytes themselves. */
function firstInvalid(bytes: Buffer, text: string): number {
  let [from, offset] = [0, 0];
  for (;;) {
    const at = text.indexOf(REPLACEMENT, from);
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(ENCODED_REPLACEMENT)) return offset;
    offset += ENCODED_REPLACEMENT.length;
    from = at + 1;
  }
}

const ENCODED_REPLACEMENT = Buffer.from(REPLACEMENT);
