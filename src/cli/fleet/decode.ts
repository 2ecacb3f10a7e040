import { gunzipSync } from 'node:zlib';
import { wrongUsage } from '../failure.js';

/** More than any fleet needs, and little enough for one string. */
const LONGEST_BYTES = 256 * 1024 * 1024;

const UTF_8 = 'utf-8';
const BYTE_ORDER_MARKS = [
  { encoding: UTF_8, bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** File signatures that are not text, with a remedy. */
const BINARIES = [
  { name: 'an Excel workbook or another ZIP archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an old Excel workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
] as const;

/**
 * Decodes a fleet file: decompresses gzip, honours a byte order mark, and ends every line with `\n`.
 * @param file for messages
 * @param encoding of a file without a byte order mark; UTF-8 by default
 * @throws Failure (usage) for anything that is not valid text; no character is replaced silently
 */
export function decodeFleet(given: Buffer, file: string, encoding: string | undefined): string {
  const bytes = startsWith(given, [0x1f, 0x8b]) ? unpacked(given, file) : given;
  if (bytes.length > LONGEST_BYTES) throw tooLong(file);
  const binary = BINARIES.find((each) => startsWith(bytes, each.bytes));
  if (binary !== undefined) throw wrongUsage(`${file} is ${binary.name}`, 'Save it as CSV (UTF-8).');
  if (isUtf32(bytes)) throw wrongUsage(`${file} is UTF-32 text`, 'Save it as UTF-8.');
  const mark = BYTE_ORDER_MARKS.find((each) => startsWith(bytes, each.bytes));
  const text = decoded(bytes, file, mark?.encoding ?? encoding ?? UTF_8);
  if (text.includes('\0'))
    throw wrongUsage(
      `Line ${lineOf(text, text.indexOf('\0'))} of ${file} contains NUL characters`,
      'Save it as UTF-8, or set --encoding utf-16le or utf-16be.',
    );
  return text.replaceAll(/\r\n?/g, '\n');
}

function unpacked(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(file);
    throw wrongUsage(`${file} is a damaged gzip file: ${(error as Error).message}`, 'Compress it again.');
  }
}

function decoded(bytes: Buffer, file: string, encoding: string): string {
  const decoder = decoderFor(encoding);
  if (decoder.encoding === 'windows-1252') return windows1252(bytes);
  try {
    return decoder.decode(bytes);
  } catch {
    const lines = faultyLines(bytes, decoder);
    const more = lines.length > 1 ? ` (and ${lines.length - 1} more)` : '';
    throw wrongUsage(
      `Line ${lines[0] ?? 1} of ${file}${more} is not ${decoder.encoding.toUpperCase()}`,
      decoder.encoding === UTF_8
        ? 'Save it as UTF-8, or set its encoding: many spreadsheets use --encoding windows-1252.'
        : 'Check --encoding.',
    );
  }
}

/** The characters from 0x80 to 0x9f. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** TextDecoder of some versions of Node.js, such as 20, decodes these as ISO 8859-1. */
const windows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replaceAll(/[\x80-\x9f]/g, (found) => WINDOWS[found.charCodeAt(0) - 0x80]!);

type Decoder = InstanceType<typeof TextDecoder>;

function decoderFor(encoding: string): Decoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw wrongUsage(`Unknown encoding ${encoding}`, 'Try windows-1252, iso-8859-15, utf-16le or utf-8.');
  }
}

/** Returns the lines that prevent decoding; none for UTF-16, whose lines cannot be found by bytes. */
function faultyLines(bytes: Buffer, decoder: Decoder): number[] {
  const faulty: number[] = [];
  if (decoder.encoding.startsWith('utf-16')) return faulty;
  let line = 1;
  for (let from = 0; from <= bytes.length; line++) {
    const end = lineEnd(bytes, from);
    try {
      decoder.decode(bytes.subarray(from, end));
    } catch {
      faulty.push(line);
    }
    from = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
  }
  return faulty;
}

const CR = 0x0d;
const LF = 0x0a;

function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== CR && bytes[at] !== LF) at++;
  return at;
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split(/\r\n?|\n/).length;

/** With a byte order mark, or beginning with an ASCII character. */
const isUtf32 = ([a, b, c, d]: Buffer): boolean =>
  (b === 0 && c === 0 && d === 0 && a !== 0) ||
  (a === 0 && b === 0 && c === 0 && d !== 0) ||
  (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
  (a === 0 && b === 0 && c === 0xfe && d === 0xff);

const startsWith = (bytes: Buffer, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

const tooLong = (file: string): Error =>
  wrongUsage(`${file} is larger than ${LONGEST_BYTES / 1024 / 1024} MiB`, 'Split it.');
