import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fleet, registration } from '../factories/registration.factory.js';
import type { ApiClient, Answer } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface BatchAnswer {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly unlisted: number;
  readonly results: readonly {
    readonly index: number;
    readonly workerId: string | null;
    readonly status: number;
  }[];
}

const NDJSON = 'application/x-ndjson';
const ROUTES = ['/register/batch', '/heartbeat/batch'];
const KIB = 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.api.post('/register', registration({ workerId: 'known' }));
});
afterAll(() => server.close());

const send = (path: string, body: string | Uint8Array, type = NDJSON, api: ApiClient = server.api) =>
  api.send<BatchAnswer>('POST', path, body, type);

const packed = (): ApiClient => server.api.with({ 'content-encoding': 'gzip' });

describe('The body of a batch', () => {
  it.each([
    'application/ndjson',
    'application/x-ndjson; charset=utf-8',
    'Application/X-JsonLines',
    'application/jsonl',
    'application/jsonlines',
    'application/json-lines',
    'application/x-ldjson',
    'application/x-jsonl',
    'text/x-ndjson',
    'application/stream+json',
  ])('is NDJSON as %s', async (type) => {
    const { status, body } = await send('/heartbeat/batch', '{"workerId":"known"}\n', type);
    expect({ status, ...body }).toMatchObject({ status: 200, succeeded: 1 });
  });

  it('keeps the first worker after a byte order mark, and lines with any line ending', async () => {
    const lines = fleet(4).map((each) => JSON.stringify(each));
    const { body } = await send(
      '/register/batch',
      `\ufeff${lines[0]}\r\n\r\n${lines[1]}\r${lines[2]}\n\ufeff${lines[3]}`,
    );
    expect(body).toMatchObject({ total: 4, succeeded: 4 });
  });

  it('with one line that is not UTF-8 loses only that line', async () => {
    const line = Buffer.from('{"workerId":"latin","name":"M\xfcller","maxConcurrentJobs":1}\n', 'latin1');
    const { body } = await send(
      '/register/batch',
      Buffer.concat([line, Buffer.from('{"workerId":"x"}\n'), line]),
    );
    expect(body).toMatchObject({ total: 3, failed: 3, unreadable: 2 });
    expect(body.results[0]).toMatchObject({
      status: 400,
      code: 'malformed_json',
      message: 'Not valid UTF-8 at byte 29 of the item',
    });
    expect((await server.api.get('/latin')).status).toBe(404);
  });

  it('that is a JSON array with one element that is not JSON is refused as a whole', async () => {
    const good = JSON.stringify(registration({ workerId: 'in-bad-array' }));
    const { status, body } = await send('/register/batch', `[${good},{"workerId":nul}]`, 'application/json');
    expect({ status, ...body }).toMatchObject({ status: 400, code: 'malformed_json' });
    expect((await server.api.get('/in-bad-array')).status).toBe(404);
  });

  it('may be compressed by gzip; its limit applies to the decompressed size', async () => {
    const lines = fleet(2000).map((each) => JSON.stringify(each));
    const registered = await send('/register/batch', gzipSync(lines.join('\n')), NDJSON, packed());
    const bomb = await send(
      '/heartbeat/batch',
      gzipSync(Buffer.alloc(65 * KIB * KIB, ' ')),
      NDJSON,
      packed(),
    );
    const rubbish = await send('/heartbeat/batch', '{"workerId":"known"}', NDJSON, packed());
    expect(registered).toMatchObject({ status: 200, body: { succeeded: 2000 } });
    expect(bomb).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(rubbish).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });

  it.each(ROUTES)(
    'of more than 100,000 items to %s is refused before any item is processed',
    async (path) => {
      const first = JSON.stringify(registration({ workerId: 'first-of-many' }));
      const { status, body } = await send(path, `${first}\n${'1\n'.repeat(100_000)}`);
      expect({ status, ...body }).toMatchObject({
        status: 413,
        code: 'too_many_items',
        message: 'A batch may hold up to 100,000 items here: split it and send the parts one after another',
      });
      expect((await server.api.get('/first-of-many')).status).toBe(404);
    },
  );
});

/** What an answer says of its own size, and of the number of items that it accounts for. */
const sumsOf = ({ status, body }: Answer<BatchAnswer>, sent: string): object => ({
  status,
  isBounded: Buffer.byteLength(JSON.stringify(body)) <= 2 * Buffer.byteLength(sent) + 64 * KIB,
  total: body.total,
  judged: body.succeeded + body.failed,
  accounted: body.results.length + body.unlisted,
});

describe.each(ROUTES)('The answer of %s', (path) => {
  it.each([
    '1',
    'x',
    '{}',
    '{"workerId":"known"}',
    '{"workerId":"w","a":1,"b":2}',
    '"é"',
    '{"workerId":"ü"}',
  ])('to very many lines of %s is at most twice the size of the request plus 64 KiB', async (line) => {
    const sent = `${line}\n`.repeat(20_000);
    const all = { total: 20_000, judged: 20_000, accounted: 20_000 };
    expect(sumsOf(await send(path, sent), sent)).toEqual({ status: 200, isBounded: true, ...all });
  });

  it('lists the first 1,000 lines that cannot be read, and counts the others', async () => {
    const { body } = await send(path, `${'x'.repeat(500)}\n`.repeat(3000));
    expect(body).toMatchObject({ total: 3000, failed: 3000, unreadable: 3000, unlisted: 2000 });
    expect(body.results.map(({ index }) => index)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });
});

describe('A worker', () => {
  let guarded: TestServer;
  beforeAll(async () => {
    guarded = await startTestServer();
  });
  afterAll(() => guarded.close());

  it('is registered up to 100 times by one batch', async () => {
    const line = JSON.stringify(registration({ workerId: 'often' }));
    const { body } = await send('/register/batch', `${line}\n`.repeat(150));
    expect(body).toMatchObject({ succeeded: 100, failed: 50 });
    expect(body.results[149]).toMatchObject({
      status: 400,
      message: 'A batch may hold up to 100 registrations of one worker',
    });
  });

  it('beats as up to 100 processes in each 1,000 items of a batch', async () => {
    const lines = Array.from({ length: 1150 }, (_, at) => `{"workerId":"known","bootId":"p${at}"}`);
    // Wide enough for the answer to list all.
    const { body } = await send('/heartbeat/batch', lines.join(`${' '.repeat(300)}\n`));
    const refused = body.results.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(900 + 50);
    expect(refused.at(-1)).toMatchObject({
      index: 1149,
      message: 'A batch may hold up to 100 processes of one worker in each 1,000 items',
    });
  });

  it('beats as the same processes throughout a batch', async () => {
    const lines = Array.from({ length: 2000 }, (_, at) => `{"workerId":"known","bootId":"p${at % 60}"}`);
    const { body } = await send('/heartbeat/batch', lines.join('\n'));
    expect(body.results.filter(({ status }) => status === 400)).toEqual([]);
  });

  it('sends up to 100 items of a batch with its own token', async () => {
    const described = registration({ workerId: 'itself' });
    const { body } = await guarded.api.post<{ credentials: { accessToken: string } }>('/register', described);
    const api = guarded.api.with({ authorization: `Bearer ${body.credentials.accessToken}` });
    const line = JSON.stringify(described);
    const hundred = await send('/register/batch', `${line}\n`.repeat(100), NDJSON, api);
    const more = await send('/register/batch', `${line}\n`.repeat(101), NDJSON, api);
    expect(hundred).toMatchObject({ status: 200, body: { succeeded: 100 } });
    expect(more).toMatchObject({ status: 413, body: { code: 'too_many_items' } });
  });

  it('gets its commands once for all its heartbeats of a batch', async () => {
    await server.api.post('/register', registration({ workerId: 'draining' }));
    await server.api.post('/draining/drain', {});
    const { body } = await send('/heartbeat/batch', '{"workerId":"draining"}\n'.repeat(3));
    expect(body.results).toMatchObject([{ status: 200 }, { status: 200 }, { commands: ['drain'] }]);
    expect(body.results[0]).not.toHaveProperty('commands');
  });
});

describe('A client that disconnects', () => {
  const count = async (prefix: string): Promise<number> => {
    const [row] = await server.database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM worker_registration.worker WHERE worker_id LIKE '${prefix}%'`,
    );
    return row!.n;
  };

  it('stops the rest of its batch', async () => {
    const lines = Array.from({ length: 30_000 }, (_, at) =>
      JSON.stringify(registration({ workerId: `leaving-${at}` })),
    ).join('\n');
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/v1/worker-registration/register/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${NDJSON}\r\ncontent-length: ${Buffer.byteLength(lines)}\r\n\r\n${lines}`,
    );
    await until(async () => (await count('leaving-')) > 0);
    socket.destroy();
    // A long batch waits for the one before it.
    const { status } = await send('/register/batch', '{}\n'.repeat(6000));
    const written = await count('leaving-');
    expect(status).toBe(200);
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(30_000);
  });
});

describe('Batches that exceed the memory for batches together', () => {
  it('are refused with 503, and accepted when there is room again', async () => {
    const small = await startTestServer({ settings: { 'server.batch-limit-mib': 1 } });
    try {
      const body = Buffer.alloc(KIB * KIB, ' ');
      const sockets = await Promise.all(
        [1, 2].map(async () => {
          const socket = connect(Number(new URL(small.url).port), '127.0.0.1');
          await once(socket, 'connect');
          socket.write(
            `POST /api/v1/worker-registration/heartbeat/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${NDJSON}\r\ncontent-length: ${body.length}\r\n\r\n`,
          );
          socket.write(body.subarray(1));
          return socket;
        }),
      );
      const full = (): Promise<Answer<BatchAnswer>> => send('/heartbeat/batch', body, NDJSON, small.api);
      await until(async () => (await full()).status === 503);
      const refused = await full();
      for (const socket of sockets) socket.destroy();
      await until(async () => (await full()).status === 200);
      expect(refused).toMatchObject({ status: 503, body: { code: 'batches_full' } });
      expect(refused.headers.get('retry-after')).toBe('1');
    } finally {
      await small.close();
    }
  });
});
