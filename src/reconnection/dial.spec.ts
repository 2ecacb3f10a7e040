import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { dialHttp, dialTcp } from './dial.js';

const LIMIT_MS = 2000;
const never = () => new AbortController().signal;

describe('Dialling', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close();
      await once(server, 'close');
    }
  });
  async function listening(server: Server): Promise<number> {
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  }

  it('uses the given addresses, whatever the name is', async () => {
    const port = await listening(createServer((socket) => socket.resume()));
    const destination = { host: 'does-not-exist.invalid', port, addresses: ['127.0.0.1'] };
    expect(await dialTcp(destination, LIMIT_MS, never())).toBe('127.0.0.1');
  });

  it('tries the next address if the first one does not answer', async () => {
    const port = await listening(createServer((socket) => socket.resume()));
    const destination = { host: 'does-not-exist.invalid', port, addresses: ['127.0.0.2', '127.0.0.1'] };
    expect(await dialTcp(destination, LIMIT_MS, never())).toBe('127.0.0.1');
  });

  it('reports the network error if none answers', async () => {
    const port = await listening(createServer());
    const destination = { host: 'does-not-exist.invalid', port, addresses: ['127.0.0.2', '127.0.0.3'] };
    await expect(dialTcp(destination, LIMIT_MS, never())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('sends the HTTP request to the given address, with the name as Host', async () => {
    const asked: (string | undefined)[] = [];
    const port = await listening(
      createHttpServer((request, response) => {
        asked.push(request.method, request.url, request.headers.host);
        response.writeHead(204).end();
      }),
    );
    for (const addresses of [['127.0.0.1'], ['127.0.0.2', '127.0.0.1']]) {
      const destination = { host: 'node1.example.org', port, addresses };
      expect(await dialHttp(destination, '/up?now', LIMIT_MS, never())).toEqual({
        address: '127.0.0.1',
        status: 204,
      });
    }
    expect(asked).toEqual(
      Array.from({ length: 2 }, () => ['GET', '/up?now', `node1.example.org:${port}`]).flat(),
    );
  });

  it('reads only the head of a response', async () => {
    const port = await listening(
      createHttpServer(
        (_request, response) => void response.writeHead(200, { 'content-length': '1000000000' }).write('a'),
      ),
    );
    const destination = { host: '127.0.0.1', port, addresses: ['127.0.0.1'] };
    expect(await dialHttp(destination, '/', LIMIT_MS, never())).toMatchObject({ status: 200 });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['an endless head', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`],
    ['nothing', ''],
  ])('fails if the response is %s', async (_what, answer) => {
    const port = await listening(
      createServer((socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .end(answer),
      ),
    );
    const destination = { host: '127.0.0.1', port, addresses: ['127.0.0.1'] };
    await expect(dialHttp(destination, '/', LIMIT_MS, never())).rejects.toMatchObject({
      message: expect.any(String),
    });
  });

  it('accepts a protocol switch as a response', async () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n';
    const port = await listening(
      createServer((socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .end(head),
      ),
    );
    const destination = { host: '127.0.0.1', port, addresses: ['127.0.0.1'] };
    expect(await dialHttp(destination, '/', LIMIT_MS, never())).toMatchObject({ status: 101 });
  });

  it('fails on a path that HTTP does not allow', async () => {
    const destination = { host: '127.0.0.1', port: 9, addresses: ['127.0.0.1'] };
    await expect(dialHttp(destination, '/漢', LIMIT_MS, never())).rejects.toMatchObject({
      code: 'ERR_UNESCAPED_CHARACTERS',
    });
  });

  it('ends when it is aborted, before and after the connection', async () => {
    const controller = new AbortController();
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      controller.abort(new Error('enough'));
    });
    const port = await listening(server);
    const destination = { host: '127.0.0.1', port, addresses: ['127.0.0.1'] };
    await expect(dialHttp(destination, '/', LIMIT_MS, controller.signal)).rejects.toMatchObject({
      message: expect.any(String),
    });
    await expect(dialHttp(destination, '/', LIMIT_MS, controller.signal)).rejects.toMatchObject({
      message: expect.any(String),
    });
    await expect(dialTcp(destination, LIMIT_MS, controller.signal)).rejects.toMatchObject({
      message: expect.any(String),
    });
  });
});
