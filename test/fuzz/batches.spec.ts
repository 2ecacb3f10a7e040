import { gzipSync } from 'node:zlib';
import { fc, LONG, SEED } from '../support/chances.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { operations } from './description.js';
import { faultOf } from './judge.js';
import { RUNS } from './options.js';
import { KNOWN } from './requests.js';
import { Target } from './target.js';
import { hostile, jsonOf } from './values.js';
import { exchange } from './wire.js';

jest.setTimeout(3_600_000);

const ROUTES = ['/register/batch', '/heartbeat/batch'];

/** What stands in one line, or between two commas. */
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
      '{}{}',
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
);

function written(value: unknown): Buffer {
  return Buffer.from(jsonOf(value));
}

/** The same item so often that a limit is met, or nearly. */
const times = fc.oneof(
  { arbitrary: fc.constant(1), weight: 8 },
  fc.constantFrom(100, 2000, ...(LONG ? [20_000, 100_001, 300_000] : [])),
);

const body: fc.Arbitrary<{ readonly type: string; readonly bytes: Buffer }> = fc
  .record({
    items: fc.array(fc.tuple(item, times), { maxLength: 6 }),
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n', ','),
    type: fc.constantFrom(
      'application/x-ndjson',
      'application/json',
      'text/x-jsonlines; charset=utf-8',
      'application/json; charset=latin1',
    ),
    around: fc.constantFrom(['', ''], ['[', ']'], ['\ufeff[', ']'], ['[', ''], ['', ']']),
  })
  .map(({ items, end, type, around: [open = '', close = ''] }) => {
    const each = items.flatMap(([bytes, count]) => {
      const most = Math.ceil((8 * 1024 * 1024) / (bytes.length + end.length));
      return Array.from({ length: Math.min(count, most) }, () => bytes);
    });
    const parts = each.flatMap((bytes, at) => (at === 0 ? [bytes] : [Buffer.from(end), bytes]));
    return { type, bytes: Buffer.concat([Buffer.from(open), ...parts, Buffer.from(close)]) };
  });

const coding = fc.oneof(
  { arbitrary: fc.constant('none'), weight: 4 },
  fc.constantFrom('packed', 'cut off', 'not packed', 'br'),
);

interface Totals {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unlisted: number;
  readonly results: readonly { readonly status: number; readonly credentials?: unknown }[];
}

/** What is wrong with the account that an answer gives of its batch. */
function miscountIn(text: string, sentBytes: number): string | undefined {
  const { total, succeeded, failed, unlisted, results } = JSON.parse(text) as Totals;
  if (succeeded + failed !== total || results.length + unlisted !== total)
    return `It miscounts: ${text.slice(0, 200)}`;
  const owed = results.filter(({ credentials }) => credentials !== undefined);
  const rest = Buffer.byteLength(text) - Buffer.byteLength(JSON.stringify(owed));
  return rest > 2 * sentBytes + 64 * 1024 ? `The answer has ${rest} bytes for ${sentBytes}` : undefined;
}

describe.each(['open', 'token'] as const)(`Batches at random (seed ${SEED}, auth.mode %s)`, (mode) => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.start(mode);
  });
  afterAll(() => target.end());

  it.each(ROUTES)('to %s are answered as the description says, in full and briefly', async (path) => {
    const operation = operations.find(({ name }) => name.endsWith(path));
    expect(operation).toBeDefined();
    const shown = fc.constantFrom(undefined, ...target.credentials);
    const property = fc.asyncProperty(body, coding, shown, async ({ type, bytes }, how, credential) => {
      const packed = how === 'packed' || how === 'cut off' ? gzipSync(bytes) : bytes;
      const sent = how === 'cut off' ? packed.subarray(0, packed.length >> 1) : packed;
      const head = [
        `POST /${DEFAULT_PREFIX}${path} HTTP/1.1`,
        'host: 127.0.0.1',
        'connection: close',
        `content-type: ${type}`,
        `content-length: ${sent.length}`,
        ...(how === 'none' ? [] : [`content-encoding: ${how === 'br' ? 'br' : 'gzip'}`]),
        ...(credential === undefined ? [] : [`authorization: Bearer ${credential}`]),
      ];
      const [answer] = await exchange(target.url, [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), sent], false);
      expect(answer).toBeDefined();
      expect(faultOf(answer!, operation)).toBeUndefined();
      expect(answer!.status === 200 ? miscountIn(answer!.body, bytes.length) : undefined).toBeUndefined();
    });
    await fc.assert(property, { numRuns: RUNS * 2 });
  });

  it('and nothing unexpected happened inside', async () => {
    expect(target.complaints()).toEqual([]);
    expect(await target.answers()).toBe(true);
  });
});
