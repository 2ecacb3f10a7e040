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

async function start(settings: Record<string, number>): Promise<void> {
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
  it('closes a connection that is one too many, counts it, and takes the next when there is room', async () => {
    await start({ 'server.max-connections': 2 });
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

  it('refuses a request that does not arrive whole in time, as one that came too late', async () => {
    await start({ 'server.request-timeout-seconds': 1 });
    const answers = await Promise.all([asked(LIVE.slice(0, 20)), asked(SLOW)]);
    expect(answers).toEqual(
      answers.map(() => expect.stringMatching(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)),
    );
  });

  it('says how long a connection is kept', async () => {
    await start({ 'server.keep-alive-seconds': 7 });
    const { headers } = await fetch(`${server.url}/livez`);
    expect(headers.get('keep-alive')).toBe('timeout=7');
  });
});
