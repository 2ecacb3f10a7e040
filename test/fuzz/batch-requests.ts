import { deflateSync, gzipSync } from 'node:zlib';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { fc, LONG } from '../support/chances.js';
import type { Proof } from './proofs.js';
import { KNOWN } from './requests.js';
import { hostile, jsonOf } from './values.js';

/** Contents of one line, or between two commas. */
const item: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(...KNOWN)
    .map((workerId) => Buffer.from(jsonOf({ workerId, name: 'n', maxConcurrentJobs: 3 }))),
  fc
    .record({ workerId: fc.constantFrom<unknown>(...KNOWN, 'x', 5, null), droppedJobs: hostile })
    .map(written),
  hostile.map(written),
  fc
    .constantFrom(
      '1',
      'x',
      '{}',
      '[]',
      '{"a":',
      '"',
      '\\',
      '\ufeff{}',
      ' ',
      '\u0000',
      'é',
      '[[[[',
      ']',
      '{"workerId":"known-1","workerId":"known-2"}',
      '{"workerId":"known-1"} x',
      '{"workerId":"\\ud800"}',
      '{"a":1e999}',
      '\u2028',
      '\u000b{}',
      '# a comment',
      'null',
      '{}{}',
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
);

function written(value: unknown): Buffer {
  return Buffer.from(jsonOf(value));
}

/** One item repeated so often that a limit is reached, or nearly. */
const times = fc.oneof(
  { arbitrary: fc.constant(1), weight: 8 },
  fc.constantFrom(100, 2000, ...(LONG ? [20_000, 100_001, 300_000] : [])),
);

/** How each line, or each part between two commas, ends. */
const ends = fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' \n\t', ',');

const TYPES = [
  'application/x-ndjson',
  'application/x-ndjson',
  'application/json',
  'application/json',
  'text/x-jsonlines; charset=utf-8',
  'application/jsonl;charset="UTF-8"',
  'application/json; charset=latin1',
  'application/x-ndjson; charset=utf-16le',
  'application/x-ndjson; charset=',
  'application/x-ndjson; charset=utf-8; charset=windows-1252',
  'application/x-ndjson;;',
  'text/csv',
  '',
];

/** What precedes the first item and follows the last. */
const AROUND = [
  ['', ''],
  ['', ''],
  ['[', ']'],
  ['\ufeff', ''],
  ['\ufeff[', ']'],
  ['\ufeff\ufeff', ''],
  ['[', ''],
  ['', ']'],
  ['[[', ']]'],
] as const;

interface Given {
  readonly type: string;
  readonly bytes: Buffer;
}

const body: fc.Arbitrary<Given> = fc
  .record({
    items: fc.array(fc.tuple(item, times), { maxLength: 6 }),
    end: ends,
    type: fc.constantFrom(...TYPES),
    around: fc.constantFrom(...AROUND),
    isUtf16: fc.nat(19).map((dice) => dice === 0),
  })
  .map(({ items, end, type, around: [open, close], isUtf16 }) => {
    const each = items.flatMap(([bytes, count]) => {
      const most = Math.ceil((8 * 1024 * 1024) / (bytes.length + end.length));
      return Array.from({ length: Math.min(count, most) }, () => bytes);
    });
    const parts = each.flatMap((bytes, at) => (at === 0 ? [bytes] : [Buffer.from(end), bytes]));
    const bytes = Buffer.concat([Buffer.from(open), ...parts, Buffer.from(close)]);
    return shownBriefly({
      type,
      bytes: isUtf16 ? Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le') : bytes,
    });
  });

/** A failure shows the beginning of it: some are of a million bytes. */
const shownBriefly = (given: Given): Given =>
  Object.defineProperty(given, fc.toStringMethod, {
    enumerable: false,
    value: () =>
      `${given.type} ${given.bytes.length} bytes: ${JSON.stringify(given.bytes.toString().slice(0, 300))}`,
  });

/** Changes one byte. */
function scratched(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[at % copy.length]! ^= 1 + (at % 255);
  return copy;
}

/** Ways to compress a body, most of them wrong: the header, and the bytes. */
const CODINGS: Readonly<Record<string, (bytes: Buffer, at: number) => readonly [string, Buffer]>> = {
  packed: (bytes) => ['gzip', gzipSync(bytes)],
  'in capitals': (bytes) => ['GZip', gzipSync(bytes)],
  'by its old name': (bytes) => ['x-gzip', gzipSync(bytes)],
  'cut off': (bytes, at) => ['gzip', gzipSync(bytes).subarray(0, at % (gzipSync(bytes).length + 1))],
  'with a wrong byte': (bytes, at) => ['gzip', scratched(gzipSync(bytes), at)],
  'with something behind it': (bytes) => ['gzip', Buffer.concat([gzipSync(bytes), Buffer.from('x')])],
  'in two members': (bytes, at) => {
    const middle = at % (bytes.length + 1);
    return ['gzip', Buffer.concat([gzipSync(bytes.subarray(0, middle)), gzipSync(bytes.subarray(middle))])];
  },
  'with much behind it': (bytes) => {
    const blank = Buffer.alloc((LONG ? 70 : 9) * 1024 * 1024, '\n');
    return ['gzip', gzipSync(Buffer.concat([bytes, blank]), { level: 1 })];
  },
  'not packed': (bytes) => ['gzip', bytes],
  deflated: (bytes) => ['gzip', deflateSync(bytes)],
  'by deflate': (bytes) => ['deflate', deflateSync(bytes)],
  'packed twice': (bytes) => ['gzip, gzip', gzipSync(gzipSync(bytes))],
  brotli: (bytes) => ['br', bytes],
  'of that name': (bytes) => ['identity', bytes],
};

const coding = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 10 },
  { arbitrary: fc.constant('packed'), weight: 4 },
  fc.constantFrom(...Object.keys(CODINGS)),
);

/** A body as sent over the wire, in pieces that end anywhere. */
export const sending = fc.record({
  given: body,
  coding,
  at: fc.noBias(fc.nat(1_000_000)),
  cuts: fc.array(fc.noBias(fc.nat(1_000_000)), { maxLength: 4 }),
  isChunked: fc.boolean(),
});
export type Sending = typeof sending extends fc.Arbitrary<infer Made> ? Made : never;

/** Returns the request as bytes, in pieces. */
export function requestOf(
  path: string,
  { given, coding: how, at, cuts, isChunked }: Sending,
  proof: Proof,
): Buffer[] {
  const [packing, sent] = how === undefined ? [undefined, given.bytes] : CODINGS[how]!(given.bytes, at);
  const places = [0, ...cuts.map((cut) => cut % (sent.length + 1)).toSorted((a, b) => a - b), sent.length];
  const parts = places.slice(1).map((place, index) => sent.subarray(places[index], place));
  const headers = [
    ['host', '127.0.0.1'],
    ['connection', 'close'],
    ['content-type', given.type],
    ['content-encoding', packing ?? ''],
    isChunked ? ['transfer-encoding', 'chunked'] : ['content-length', String(sent.length)],
    ...proof,
  ].filter(([, value]) => value !== '');
  const lines = headers.map((header) => header.join(': '));
  const head = Buffer.from([`POST /${DEFAULT_PREFIX}${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  if (!isChunked) return [head, ...parts];
  const chunks = parts
    .filter(({ length }) => length > 0)
    .map((part) =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    );
  return [head, ...chunks, Buffer.from('0\r\n\r\n')];
}
