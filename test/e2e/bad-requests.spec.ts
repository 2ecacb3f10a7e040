import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const PREFIX = '/api/v1/worker-registration';
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

interface Sent {
  status: number;
  type: string | undefined;
  text: string;
  body: Record<string, unknown>;
}

/** As it is: no client tidies up the path, the headers or the body. */
async function send(
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body = '',
): Promise<Sent> {
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  const url = new URL(server.url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: url.hostname, port: url.port, path: PREFIX + path, method, agent: false };
    const sent = httpRequest({ ...options, headers: { ...headers, ...length } }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  const answer = await text(response);
  return {
    status: response.statusCode!,
    type: response.headers['content-type'],
    text: answer,
    body: JSON.parse(answer === '' ? '{}' : answer) as Record<string, unknown>,
  };
}

const LEAK = /\bat .+\.[jt]s:\d|node_modules|SELECT|INSERT|UPDATE |syntax error|pg_|relation "/;

/** What every refusal looks like, whatever was wrong. */
const problem = (status: number, code: string, message: unknown = expect.stringMatching(/./)): object => ({
  status,
  type: expect.stringMatching(/^application\/problem\+json/),
  text: expect.not.stringMatching(LEAK),
  body: expect.objectContaining({
    type: `urn:worker-registration:error:${code}`,
    title: expect.stringMatching(/./),
    status,
    detail: message,
    code,
    success: false,
    message,
    remedy: expect.stringMatching(/./),
  }),
});

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
    ['1 MiB + 1', '/known/heartbeat', JSON_TYPE, `"${'x'.repeat(KIB * KIB - 1)}"`, 413, 'body_too_large'],
  ])('%s to %s is refused (%#)', async (_what, path, headers, sent, status, code) => {
    expect(await send('POST', path, headers, sent)).toEqual(problem(status, code));
  });

  it('is read up to 1 MiB, and beyond it by the batch routes', async () => {
    const mebibyte = `"${'x'.repeat(KIB * KIB - 2)}"`;
    const batch = `[${body({ notes: 'x'.repeat(2 * KIB * KIB) })}]`;
    expect(await send('POST', '/register', JSON_TYPE, mebibyte)).toEqual(problem(400, 'validation_failed'));
    expect(await send('POST', '/register/batch', JSON_TYPE, batch)).toMatchObject({
      status: 200,
      body: { created: 1 },
    });
  });

  it('plain text is refused for its type', async () => {
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

describe('An odd body that can be read', () => {
  it('of __proto__ and constructor keys pollutes nothing', async () => {
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
      'Max concurrent jobs must be a whole number; Max concurrent jobs cannot exceed 100',
    ],
    [
      'workerLoadFactor',
      'Worker load factor must be a number; Worker load factor must be between 0.1 and 2.0',
    ],
    ['port', 'Port must be a whole number'],
  ])('of a number beyond all bounds in %s is refused', async (field, message) => {
    const answer = await send(
      'POST',
      '/register',
      JSON_TYPE,
      body({ [field]: 'NUMBER' }).replace('"NUMBER"', '1e400'),
    );
    expect(answer).toEqual(problem(400, 'validation_failed', message));
  });

  it('of very many unknown fields is answered briefly', async () => {
    const fields = Object.fromEntries(Array.from({ length: 80_000 }, (_, index) => [`f${index}`, 1]));
    const { status, text } = await send('POST', '/register', JSON_TYPE, body(fields));
    expect(status).toBe(201);
    expect(text.length).toBeLessThan(4 * KIB);
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

  it('of NDJSON with bad lines registers the good ones', async () => {
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

describe('A path that leads nowhere', () => {
  it.each([
    ['GET', '/a/b/c', 'route_not_found'],
    ['POST', '/known/explode', 'route_not_found'],
    ['GET', '/nobody', 'worker_not_registered'],
    ['GET', '/%00', 'worker_not_registered'],
    ['GET', '/a%00b/health', 'worker_not_registered'],
    ['POST', '/%00/heartbeat', 'worker_not_registered'],
    ['POST', '/%00/deregister', 'worker_not_registered'],
    ['DELETE', '/%00', 'worker_not_registered'],
    ['GET', `/${'x'.repeat(300)}`, 'worker_not_registered'],
    ['GET', '/%F0%9F%98%80', 'worker_not_registered'],
    ['GET', "/'%20OR%201=1--", 'worker_not_registered'],
    ['GET', '/..%2f..%2fetc%2fpasswd', 'worker_not_registered'],
    ['GET', '/__proto__', 'worker_not_registered'],
  ])('%s %s is 404', async (method, path, code) => {
    expect(await send(method, path)).toEqual(problem(404, code));
  });

  it.each(['/%zz', '/%c0%80', `/${'x'.repeat(600)}`])('of rubbish is refused: %s', async (path) => {
    expect(await send('GET', path)).toEqual(problem(400, 'bad_request'));
  });
});

describe('A query that does not fit', () => {
  it.each([
    ['cursor=x', 'cursor must be the nextCursor of the page before, not "x"'],
    ['cursor=AAAAAAAAAAAAAAAAAAAAAA&limit=0', 'limit must be a whole number between 1 and 1000'],
    [`cursor=${'A'.repeat(200)}`, 'cursor must be at most 100 characters, not 200'],
    ['limit=0', 'limit must be a whole number between 1 and 1000'],
    ['limit=1001', 'limit must be a whole number between 1 and 1000'],
    ['limit=x', 'limit must be a whole number between 1 and 1000'],
    ['limit=1&limit=2', 'limit must be a whole number between 1 and 1000'],
    [
      'status=BUSSY',
      'status must be one of ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR, DRAINING, INACTIVE, not "BUSSY"',
    ],
    ['health=fine', 'health must be one of HEALTHY, UNHEALTHY, FAILED, not "fine"'],
    ['minAvailableCapacity=-1', 'minAvailableCapacity must be a whole number between 0 and 1000000'],
    ['stauts=BUSY', 'Unknown filter "stauts"; did you mean status?'],
    ['__proto__=1', 'Unknown filter "__proto__"'],
    ['text=%00', 'text must not contain NUL characters or broken Unicode'],
    [`tag=${'a,'.repeat(21)}`, 'tag must be at most 20 values'],
  ])('%s is refused', async (query, message) => {
    const answer = await send('GET', `/?${query}`);
    expect(answer).toEqual(problem(400, 'validation_failed', message));
  });

  it.each(['zone=%ED%A0%80', 'zone=%zz', "text=%25'_%5C", 'tag=', 'capability==', 'version=%7B'])(
    '%s is an odd one that finds nobody',
    async (query) => {
      expect(await send('GET', `/?${query}`)).toMatchObject({ status: 200, body: { nextCursor: null } });
    },
  );
});
