import { once } from 'node:events';
import { request as ask } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { registration } from '../factories/registration.factory.js';
import { startHostedServer } from '../support/hosted-server.js';
import { SessionClient } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** How a client that offers HTTP/2 asks: Java's does so with its first request. */
const OFFER = {
  connection: 'Upgrade, HTTP2-Settings',
  upgrade: 'h2c',
  'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
};

const register = (server: TestServer, workerId: string) =>
  server.api.post('/register', registration({ workerId }));

/** A request with an offer of another protocol; returns its status and body. */
async function offered(url: string, method: string, body?: object): Promise<[number | undefined, string]> {
  const request = ask(url, { method, headers: { ...OFFER, 'content-type': 'application/json' } });
  request.end(body && JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return [response.statusCode, text];
}

describe('Upgrades', () => {
  it('to another protocol are ignored, and the request is answered', async () => {
    const server = await startTestServer();
    const base = `${server.url}/api/v1/worker-registration`;
    const [status, text] = await offered(`${base}/register`, 'POST', registration({ workerId: 'java' }));
    expect([status, (JSON.parse(text) as { outcome: string }).outcome]).toEqual([201, 'created']);
    expect((await offered(`${base}/java`, 'GET'))[0]).toBe(200);
    expect((await offered(`${base}/java/session`, 'GET'))[0]).toBe(426);
    await server.close();
  });

  it('of other paths are left to the application that imports the module', async () => {
    const server = await startHostedServer({ prefix: 'workers' });
    const http = server.app.getHttpServer();
    const sockets = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      // As the adapters of Nest do with what they do not know.
      if (request.url !== '/chat') socket.destroy();
      else sockets.handleUpgrade(request, socket, head, (each) => each.send('hello'));
    });
    await register(server, 'hosted');
    const chat = new WebSocket(`${server.url.replace('http', 'ws')}/chat`);
    const [message] = (await once(chat, 'message')) as [Buffer];
    expect(message.toString()).toBe('hello');
    chat.terminate();
    const client = await SessionClient.open(server.url, 'hosted', { prefix: 'workers' });
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
    await server.close();
  });

  it('find sessions below the global prefix of an application', async () => {
    const server = await startHostedServer({ prefix: 'workers' }, (app) => app.setGlobalPrefix('/api'));
    await fetch(`${server.url}/api/workers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(registration({ workerId: 'below' })),
    });
    const client = await SessionClient.open(server.url, 'below', { prefix: 'api/workers' });
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
    await server.close();
  });
});
