import { Door } from '../../test/support/doors.js';
import { HttpClient, Unreachable } from './http-client.js';
import { Servers } from './servers.js';

describe('The HTTP client', () => {
  const halt = new AbortController().signal;
  const doors: Door[] = [];
  /** Starts a server that gives this answer. */
  const serving = async (status: number, headers: Record<string, string> = {}) => {
    const door = await Door.http((_request, response) => response.writeHead(status, headers).end('{}'));
    doors.push(door);
    return door;
  };
  const clientOf = (...servers: Door[]) =>
    new HttpClient(
      new Servers(
        servers.map(({ port }) => `http://127.0.0.1:${port}`),
        () => performance.now(),
      ),
      {},
    );
  const ask = (client: HttpClient) => client.sendRequest({ method: 'GET', path: '/one' }, 1000, halt);
  afterEach(() => Promise.all(doors.splice(0).map((door) => door.close())));

  it('skips a server for as long as it asked for, and tries the next one', async () => {
    const [busy, free] = [await serving(503, { 'retry-after': '60' }), await serving(200)];
    const client = clientOf(busy, free);
    expect(await ask(client)).toMatchObject({ status: 200 });
    await doors.pop()!.close();
    await expect(ask(client)).rejects.toThrow(Unreachable);
    expect([busy.visits, free.visits]).toEqual([1, 1]);
    client.closeConnections();
  });

  it('reports how long to wait if all servers ask for it, and sends nothing earlier', async () => {
    const busy = await serving(503, { 'retry-after': '60' });
    const client = clientOf(busy);
    for (let times = 0; times < 2; times += 1) {
      const failure = await ask(client).catch((error: unknown) => error as Unreachable);
      expect(failure).toBeInstanceOf(Unreachable);
      expect((failure as Unreachable).retryAfterMs).toBeGreaterThan(0);
    }
    expect(busy.visits).toBe(1);
    client.closeConnections();
  });

  it('sends a request again if the server closed the kept connection meanwhile', async () => {
    const sockets = new Set<unknown>();
    const door = await Door.http((request, response) => {
      // Each connection is good for one request.
      if (sockets.has(request.socket)) request.socket.destroy();
      else response.end('{}');
      sockets.add(request.socket);
    });
    doors.push(door);
    const client = clientOf(door);
    expect([(await ask(client)).status, (await ask(client)).status]).toEqual([200, 200]);
    client.closeConnections();
  });
});
