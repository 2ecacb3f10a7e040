import type { OutgoingHttpHeaders } from 'node:http';
import { registration } from '../factories/registration.factory.js';
import { problem, sendTo, type Sent } from '../support/untidied-request.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const NDJSON_TYPE = { 'content-type': 'application/x-ndjson' };

let server: TestServer;
beforeAll(async () => {
  const settings = {
    'jobscheduler.worker.max-registration-attempts': 1_000_000,
    'jobscheduler.worker.max-address-failures': 1_000_000,
  };
  server = await startTestServer({ settings });
  await server.api.post('/register', registration({ workerId: 'known' }));
});
afterAll(() => server.close());

const send = (
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = '',
): Promise<Sent> => sendTo(server.url, method, path, headers, body);

const body = (given: Record<string, unknown> = {}): string => JSON.stringify({ ...registration(), ...given });
const KIB = 1024;
const UNTAKEN = 'unsupported_media_type';

describe('A body that cannot be read', () => {
  it.each([
    ['broken JSON', '/register', JSON_TYPE, '{"workerId":', 400, 'malformed_json'],
    ['broken JSON', '/known/heartbeat', JSON_TYPE, '{"status"}', 400, 'malformed_json'],
    ['broken JSON', '/known/deregister', JSON_TYPE, 'nope', 400, 'malformed_json'],
    ['broken JSON', '/register/batch', JSON_TYPE, '[{]', 400, 'malformed_json'],
    ['nothing', '/register', JSON_TYPE, '', 400, 'validation_failed'],
    ['nothing', '/register/batch', JSON_TYPE, '', 400, 'validation_failed'],
    ['a form', '/register', FORM_TYPE, 'a=1', 415, UNTAKEN],
    ['a rubbish type', '/register', { 'content-type': 'rubbish' }, body(), 415, UNTAKEN],
    ['no type', '/register', {}, body(), 415, UNTAKEN],
    ['NDJSON for one worker', '/register', NDJSON_TYPE, body(), 415, UNTAKEN],
    ['NDJSON for one heartbeat', '/known/heartbeat', NDJSON_TYPE, '{"status":"BUSY"}', 415, UNTAKEN],
    ['1 MiB + 1', '/register', JSON_TYPE, `"${'x'.repeat(KIB * KIB - 1)}"`, 413, 'body_too_large'],
    ['64 KiB + 1', '/known/heartbeat', JSON_TYPE, `"${'x'.repeat(64 * KIB - 1)}"`, 413, 'body_too_large'],
    ['64 KiB', '/known/heartbeat', JSON_TYPE, `"${'x'.repeat(64 * KIB - 2)}"`, 400, 'validation_failed'],
  ])('%s to %s is refused (%#)', async (_what, path, headers, sent, status, code) => {
    expect(await send('POST', path, headers, sent)).toEqual(problem(status, code));
  });

  it('is read up to 1 MiB, or further by batch routes, except for items above 1 MiB', async () => {
    const mebibyte = `"${'x'.repeat(KIB * KIB - 2)}"`;
    const large = (mebibytes: number) => body({ notes: 'x'.repeat(mebibytes * KIB * KIB) });
    const batch = `[${large(0.9)},${large(0.9)},${large(1.1)}]`;
    expect(await send('POST', '/register', JSON_TYPE, mebibyte)).toEqual(problem(400, 'validation_failed'));
    expect(await send('POST', '/register/batch', JSON_TYPE, batch)).toMatchObject({
      status: 200,
      body: {
        created: 2,
        results: [{ status: 201 }, { status: 201 }, { status: 413, code: 'body_too_large' }],
      },
    });
  });

  it.each(['/register', '/known/heartbeat', '/known/deregister'])(
    'to %s is refused if it is not UTF-8, with the position of the first invalid byte',
    async (path) => {
      const latin1 = Buffer.from('{"name":"\ufffd M\xfcller"}', 'latin1');
      expect(await send('POST', path, JSON_TYPE, latin1)).toEqual(
        problem(400, 'malformed_json', 'The body is not valid UTF-8 at byte 9'),
      );
    },
  );

  it.each(['iso-8859-1', 'UTF-16', '"windows-1252"'])('in charset %s is refused', async (charset) => {
    const type = { 'content-type': `application/json; charset=${charset}` };
    for (const path of ['/register', '/known/heartbeat', '/register/batch', '/heartbeat/batch'])
      expect(await send('POST', path, type, '{}')).toEqual(problem(415, UNTAKEN));
  });

  it.each(['utf-8', 'UTF8', '"utf-8"', 'us-ascii'])('in charset %s is read', async (charset) => {
    const type = { 'content-type': `application/json;charset=${charset}` };
    expect(await send('POST', '/known/heartbeat', type, '{}')).toMatchObject({ status: 200 });
    expect(await send('POST', '/register/batch', type, '[]')).toMatchObject({ status: 200 });
  });

  it.each([
    ['/register', 'gzip', 'identity'],
    ['/known/heartbeat', 'gzip', 'identity'],
    ['/register/batch', 'br', 'gzip'],
    ['/heartbeat/batch', 'gzip, gzip', 'gzip'],
  ])('to %s, compressed by %s, is refused with the supported encodings', async (path, coding, supported) => {
    const answer = await send('POST', path, { ...JSON_TYPE, 'content-encoding': coding }, '[]');
    expect(answer).toEqual(problem(415, UNTAKEN));
    expect(answer.headers['accept-encoding']).toBe(supported);
  });

  it('is refused if it is plain text', async () => {
    const answer = await send('POST', '/register', { 'content-type': 'text/plain' }, body());
    expect(answer).toEqual(problem(415, UNTAKEN));
  });
});

describe('A JSON value that is no object', () => {
  const PATHS = ['/register', '/', '/known/heartbeat', '/known/deregister'];
  const CASES = ['5', '"text"', 'true', '[]'].flatMap((value) => PATHS.map((path) => [value, path]));

  it.each(CASES)('%s to %s is refused', async (value, path) => {
    expect(await send('POST', path, JSON_TYPE, value)).toEqual(problem(400, 'validation_failed'));
  });

  it.each([
    ['{}', '/register/batch'],
    ['null', '/register/batch'],
    ['{"results":[]}', '/heartbeat/batch'],
    ['5', '/heartbeat/batch'],
  ])('%s to %s is refused', async (value, path) => {
    expect(await send('POST', path, JSON_TYPE, value)).toEqual(problem(400, 'validation_failed'));
  });
});

describe('An unusual body that can be read', () => {
  it('with __proto__ and constructor keys pollutes no prototype', async () => {
    const keys = '"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}';
    const odd = `{"workerId":"odd","name":"n","maxConcurrentJobs":1,${keys},"capabilities":{${keys},"java":true}}`;
    const { status, body } = await send('POST', '/register', JSON_TYPE, odd);
    expect({ status, warnings: body['warnings'] }).toEqual({
      status: 201,
      warnings: ['Unknown field "__proto__" was dropped', 'Unknown field "constructor" was dropped'],
    });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect((await send('GET', '/odd')).text).toContain('"java":true');
  });

  it.each([
    [
      'maxConcurrentJobs',
      'Max concurrent jobs must be a whole number, not Infinity; Max concurrent jobs cannot exceed 100',
    ],
    [
      'workerLoadFactor',
      'Worker load factor must be a number, not Infinity; Worker load factor must be between 0.1 and 2.0',
    ],
    ['port', 'Port must be a whole number, not Infinity'],
  ])('with an infinite number in %s is refused', async (field, message) => {
    const answer = await send(
      'POST',
      '/register',
      JSON_TYPE,
      body({ [field]: 'NUMBER' }).replace('"NUMBER"', '1e400'),
    );
    expect(answer).toEqual(problem(400, 'validation_failed', message));
  });

  const fields = (count: number): string =>
    body(Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1])));

  it('with very many unknown fields gets a short answer', async () => {
    const { status, text } = await send('POST', '/register', JSON_TYPE, fields(4900));
    expect(status).toBe(201);
    expect(text.length).toBeLessThan(4 * KIB);
  });

  it.each([
    ['fields', fields(5100), 'The body is made of more than 5,000 fields'],
    ['values', `[${'1,'.repeat(25_000)}1]`, 'The body is made of more than 25,000 values'],
    ['levels', '['.repeat(20_000), 'The body is nested more than 100 levels deep'],
  ])('with too many %s is refused', async (_what, sent, message) => {
    expect(await send('POST', '/register', JSON_TYPE, sent)).toEqual(problem(400, 'malformed_json', message));
    expect(await send('POST', '/known/drain', JSON_TYPE, sent)).toEqual(
      problem(400, 'malformed_json', message),
    );
  });

  it('with a byte order mark or blanks is read as without them', async () => {
    expect(await send('POST', '/register', JSON_TYPE, `\ufeff${body()}`)).toMatchObject({ status: 201 });
    expect(await send('POST', '/known/heartbeat', JSON_TYPE, '\ufeff \r\n')).toMatchObject({ status: 200 });
  });

  it('with two content types is read by the first', async () => {
    const { status } = await send(
      'POST',
      '/register',
      { 'content-type': ['application/json', 'text/plain'] },
      body(),
    );
    expect(status).toBe(201);
  });

  it.each(['/register/batch', '/heartbeat/batch'])(
    'that is an empty batch for %s has no results',
    async (path) => {
      expect(await send('POST', path, JSON_TYPE, '[]')).toMatchObject({
        status: 200,
        body: { total: 0, results: [] },
      });
      expect(await send('POST', path, NDJSON_TYPE, '\n\n')).toMatchObject({
        status: 200,
        body: { total: 0, results: [] },
      });
    },
  );

  it('of NDJSON with invalid lines registers the valid ones', async () => {
    const lines = [
      body({ workerId: 'line-0' }),
      '{"workerId":',
      '5',
      body({ workerId: 'line-3', name: '' }),
      body({ workerId: 'line-4' }),
    ];
    const { status, body: answer } = await send('POST', '/register/batch', NDJSON_TYPE, lines.join('\n'));
    expect({ status, ...answer }).toMatchObject({
      status: 200,
      succeeded: 2,
      failed: 3,
      results: [
        { index: 0, workerId: 'line-0', status: 201 },
        { index: 1, workerId: null, status: 400, code: 'malformed_json' },
        { index: 2, workerId: null, status: 400, code: 'validation_failed' },
        { index: 3, workerId: 'line-3', status: 400, message: 'Worker name is required' },
        { index: 4, workerId: 'line-4', status: 201 },
      ],
    });
  });
});
