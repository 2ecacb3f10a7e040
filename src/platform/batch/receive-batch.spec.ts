import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DomainError } from '../errors/domain-error.js';
import { batchOf, type Batch, type Slice } from './batch.js';
import { receiveBatch, type Incoming } from './receive-batch.js';

const MIB = 1024 * 1024;

/** Receives a body whose bytes arrive in chunks of one size. */
function received(body: string | Buffer, given: Partial<Incoming> = {}, size = 64 * 1024): Promise<Batch> {
  const bytes = Buffer.from(body as string);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  return receiveBatch({
    payload: Readable.from(chunks, { objectMode: false }),
    format: 'array',
    gzip: false,
    announced: undefined,
    bodyLimit: 8 * MIB,
    itemLimit: MIB,
    mostItems: 100_000,
    memory: { reserve: () => undefined, noteGarbage: () => undefined },
    requireClient: () => undefined,
    ...given,
  });
}

async function slicesOf(batch: Batch): Promise<Slice[]> {
  const slices: Slice[] = [];
  for await (const slice of batch.slices()) slices.push(slice);
  return slices;
}

/** Returns the values of a batch; for unreadable items the message of their error. */
async function valuesOf(batch: Batch): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const { items } of await slicesOf(batch))
    for (const item of items) values.push('error' in item ? item.error.message : item.value);
  return values;
}

async function refusalOf(batch: Promise<Batch>): Promise<{ code: string; message: string }> {
  try {
    await batch;
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'accepted', message: '' };
}

const CHUNKS = [1, 2, 3, 7, 64 * 1024];
const LINES = { format: 'lines' } as const;

describe.each(CHUNKS)('A batch in chunks of %d bytes', (size) => {
  it.each([
    ['[]', []],
    [' [ ] \n', []],
    ['[1]', [1]],
    ['\ufeff[{"a":1}, null]', [{ a: 1 }, null]],
    [
      '[{"a":"],[\\"}{"},["[",{"b":[]}] ,"é\\\\" , -1.5e3]',
      [{ a: '],["}{' }, ['[', { b: [] }], 'é\\', -1500],
    ],
    ['[\r\n\t{"a" : [ 1 , 2 ]}\r\n]', [{ a: [1, 2] }]],
  ])('%j is an array', async (text, values) => {
    expect(await valuesOf(await received(text, {}, size))).toEqual(values);
  });

  it.each([
    '[{]',
    '[1,]',
    '[,1]',
    '[1,,2]',
    '[',
    '[1',
    '["1',
    '["\\"]',
    '[1]]',
    '[1] 2',
    '[1}',
    '[}',
    '[1 2]',
    '[nul]',
    '[{"a":1}',
    'nope',
    '\ufeff',
    '[\u00a0]',
  ])('%j is not JSON, and nothing of it is accepted', async (text) => {
    expect(await refusalOf(received(text, {}, size))).toMatchObject({
      code: text === '\ufeff' ? 'validation_failed' : 'malformed_json',
    });
  });

  it.each(['{}', 'null', '"[]"', ' 5 ', '', '  '])('%j is not an array', async (text) => {
    expect(await refusalOf(received(text, {}, size))).toMatchObject({ code: 'validation_failed' });
  });

  it.each([
    ['{"a":1}\n{"b":2}', [{ a: 1 }, { b: 2 }]],
    ['{"a":1}\r\n\r\n{"b":2}\r\n', [{ a: 1 }, { b: 2 }]],
    ['{"a":1}\r{"b":2}\r', [{ a: 1 }, { b: 2 }]],
    ['\n \t\n\n', []],
    ['', []],
    ['\ufeff{"a":1}\n\ufeff{"b":2}\n', [{ a: 1 }, { b: 2 }]],
    ['  {"a":"é"}  \n', [{ a: 'é' }]],
    ['{"a":\n[2]\n', [expect.stringMatching(/^Not JSON: /), [2]]],
  ])('%j is NDJSON', async (text, values) => {
    expect(await valuesOf(await received(text, LINES, size))).toEqual(values);
  });

  it('that is not UTF-8 is refused, as an array for all items and as NDJSON for its line', async () => {
    const bytes = Buffer.from('{"a":"\ufffd M\xfcller"}', 'latin1');
    const array = Buffer.concat([Buffer.from('[{"a":"\ufffd"},'), bytes, Buffer.from(']')]);
    const lines = Buffer.concat([Buffer.from('{"a":"\ufffd"}\n'), bytes, Buffer.from('\n{}')]);
    expect(await refusalOf(received(array, {}, size))).toMatchObject({
      code: 'malformed_json',
      message: expect.stringContaining('Not valid UTF-8 at byte 6 of the item'),
    });
    expect(await valuesOf(await received(lines, LINES, size))).toEqual([
      { a: '\ufffd' },
      'Not valid UTF-8 at byte 6 of the item',
      {},
    ]);
  });

  it('may be compressed', async () => {
    const packed = gzipSync('[{"a":1},{"b":2}]');
    expect(await valuesOf(await received(packed, { gzip: true }, size))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ['rubbish', Buffer.from('[1]')],
    ['cut off', gzipSync('[1,2,3]').subarray(0, -9)],
  ])('is refused if its gzip is %s', async (_what, bytes) => {
    expect(await refusalOf(received(bytes, { gzip: true }, size))).toMatchObject({ code: 'malformed_json' });
  });
});

describe('A batch', () => {
  it('is read in slices of the requested size', async () => {
    const sizes: number[] = [];
    const batch = await received('1\n2\n3\n4\n5', LINES);
    for await (const { first, items } of batch.slices(2)) sizes.push(first, items.length);
    expect(sizes).toEqual([0, 2, 2, 2, 4, 1]);
  });

  it.each([
    ['an array', '[1,1,1,1]', {}],
    ['NDJSON', '1\n1\n1\n1', LINES],
    ['packed', gzipSync('[1,1,1,1]'), { gzip: true }],
  ])('of more items than the limit is refused: %s', async (_what, body, given) => {
    const most = received(body, { ...given, mostItems: 4 });
    expect((await most).length).toBe(4);
    expect(await refusalOf(received(body, { ...given, mostItems: 3 }))).toEqual({
      code: 'too_many_items',
      message: 'A batch may hold up to 3 items here: split it and send the parts one after another',
    });
  });

  it.each([
    ['announced', 'x', { announced: 9 * MIB }],
    ['received', 'x'.repeat(9 * MIB), {}],
    ['unpacked', gzipSync('x'.repeat(9 * MIB)), { gzip: true }],
    [
      'packed',
      Buffer.concat(Array.from({ length: 5000 }, () => gzipSync(''))),
      { gzip: true, bodyLimit: 4096 },
    ],
  ])('of more bytes than the limit is refused: %s', async (_what, body, given) => {
    expect(await refusalOf(received(body, { ...LINES, ...given }))).toMatchObject({ code: 'body_too_large' });
  });

  it('refuses an item that is too large alone, by the name of its worker', async () => {
    const large = `{"workerId":"large","notes":"${'x'.repeat(100)}"}`;
    const batch = await received(`[{"a":1},${large}]`, { itemLimit: 64 });
    const [slice] = await slicesOf(batch);
    expect(slice!.items).toEqual([
      { value: { a: 1 } },
      { error: expect.objectContaining({ code: 'body_too_large' }), workerId: 'large' },
    ]);
  });

  it.each([
    ['depth', `[${'['.repeat(20_000)}${']'.repeat(20_000)}]`, /nested more than 100 levels/],
    ['values', `[[${'1,'.repeat(30_000)}1]]`, /made of more than 25,000 values/],
  ])('refuses an item whose %s would stop the service', async (_what, body, message) => {
    expect(await refusalOf(received(body))).toMatchObject({
      code: 'malformed_json',
      message: expect.stringMatching(message),
    });
  });

  it('is read in slices of bounded size, each item once and in order', async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({ index, padding: 'x'.repeat(300) }));
    const batch = await received(JSON.stringify(items));
    const slices = await slicesOf(batch);
    expect(slices.flatMap((slice) => slice.items)).toEqual(items.map((value) => ({ value })));
    expect(Math.max(...slices.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 * MIB);
    expect(slices.map(({ first }) => first)).toEqual(
      slices.map((_, at) => slices.slice(0, at).reduce((sum, { items }) => sum + items.length, 0)),
    );
  });

  it('ends if the client disconnects, while it arrives and while it is read', async () => {
    const payload = new Readable({ read: () => undefined });
    payload.push('[1,');
    const arriving = received('', { payload });
    payload.destroy();
    expect(await refusalOf(arriving)).toMatchObject({ code: 'bad_request' });
    let gone = false;
    const requireClient = (): void => {
      if (gone) throw new DomainError('bad_request');
    };
    const batch = await received('1\n'.repeat(9000), { ...LINES, requireClient });
    await expect(
      (async () => {
        for await (const _ of batch.slices()) gone = true;
      })(),
    ).rejects.toThrow(DomainError);
  });

  it('can also be a list in memory', async () => {
    const list = Array.from({ length: 8001 }, (_, index) => index);
    expect(await valuesOf(batchOf(list))).toEqual(list);
    expect(() => batchOf({})).toThrow(DomainError);
    expect(() => batchOf([1, 2], 1)).toThrow(DomainError);
  });
});
