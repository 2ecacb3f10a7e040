import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const LIVE = 'GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n';
const LAST = LIVE.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
const SLOW =
  'POST /api/v1/worker-registration/register HTTP/1.1\r\nhost: localhost\r\n' +
  'content-type: application/json\r\ncontent-length: 9\r\n\r\n{';

let server: TestServer;
const open: Socket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server.close();
});

async function start(settings: Record<string, number | string[]>): Promise<void> {
  server = await startTestServer({ settings });
}

function dial(): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
  open.push(socket);
  return socket;
}

/** What is answered to one request on a connection of its own, until it is closed. */
function asked(request: string): Promise<string> {
  const socket = dial();
  socket.write(request);
  return text(socket).catch(() => '');
}

describe('The service', () => {
  it('closes and counts a connection above the limit, and accepts the next when there is room', async () => {
    await start({ 'server.max-connections': 2, 'server.max-connections-per-address': 2 });
    const first = dial();
    const second = dial();
    second.write(LIVE);
    await Promise.all([once(first, 'connect'), once(second, 'data')]);
    const refused = await asked(LAST);
    first.destroy();
    await until(async () => (await asked(LAST)).startsWith('HTTP/1.1 200'));
    expect(refused).toBe('');
    second.destroy();
    const scrape = await Scrape.of(server.url);
    expect(scrape.value('worker_registration_http_connections_refused_total')).toBeGreaterThanOrEqual(1);
  });

  it('counts a connection once, however often it offers another protocol', async () => {
    await start({ 'server.max-connections': 3 });
    const offer = LIVE.replace('\r\n\r\n', '\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
    const socket = dial();
    for (let asked = 0; asked < 5; asked += 1) {
      socket.write(offer);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  it('answers 408 to a request that does not arrive in time', async () => {
    await start({ 'server.request-timeout-seconds': 1 });
    const answers = await Promise.all([asked(LIVE.slice(0, 20)), asked(SLOW)]);
    expect(answers).toEqual(
      answers.map(() => expect.stringMatching(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)),
    );
  });

  it('closes and logs a connection above the limit of its address', async () => {
    const lines: string[] = [];
    server = await startTestServer({
      settings: { 'server.max-connections-per-address': 2, 'log.level': 'warn' },
      log: (line) => lines.push(line),
    });
    const kept = [dial(), dial()];
    for (const socket of kept) socket.write(LIVE);
    await Promise.all(kept.map((socket) => once(socket, 'data')));
    expect(await asked(LAST)).toBe('');
    expect(await asked(LAST)).toBe('');
    expect(lines.filter((line) => line.includes('2 connections of 127.0.0.1 are open'))).toHaveLength(1);
    kept[0]!.destroy();
    await until(async () => (await asked(LAST)).startsWith('HTTP/1.1 200'));
  });

  it('does not limit the connections of a trusted proxy by address', async () => {
    await start({ 'server.max-connections-per-address': 1, 'server.trust-proxy': ['127.0.0.0/8'] });
    dial().write(LIVE);
    expect(await asked(LAST)).toMatch(/^HTTP\/1\.1 200/);
  });

  it.each([
    ['a request that arrives too late', LIVE.slice(0, 20), 408],
    ['data that is no request', 'GARBAGE\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a body that is too large', SLOW.replace('length: 9', 'length: 9000000'), 413],
  ])('ends the connection of %s, even if the client keeps its side open', async (_what, sent, status) => {
    await start({ 'server.request-timeout-seconds': 1 });
    const { port } = new URL(server.url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    open.push(socket);
    socket.write(sent);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    // Reading by iteration would close the client's side as well.
    await once(socket, 'end');
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await until(
      async () => (await Scrape.of(server.url)).value('worker_registration_http_connections') === 1,
    );
  });

  it('tells clients how long a connection is kept', async () => {
    await start({ 'server.keep-alive-seconds': 7 });
    const { headers } = await fetch(`${server.url}/livez`);
    expect(headers.get('keep-alive')).toBe('timeout=7');
  });
});
