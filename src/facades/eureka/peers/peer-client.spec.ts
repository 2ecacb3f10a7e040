import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PeerClient } from './peer-client.js';

describe('The answer of a peer', () => {
  let server: Server;
  let answer: RequestListener;
  let url: string;
  const { signal } = new AbortController();
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/eureka`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each<[string, RequestListener, string]>([
    ['a redirect', (_, response) => response.writeHead(302, { location: '/' }).end(), 'it answered 302'],
    ['no JSON', (_, response) => response.end('<html>'), 'its answer is not JSON'],
    ['other JSON', (_, response) => response.end('[]'), 'it answered 0 of 1 items'],
    [
      'an answer of 5 MiB',
      (_, response) => response.end(Buffer.alloc(5 * 1024 * 1024, ' ')),
      'its answer is longer than 4194304 bytes',
    ],
    ['no answer', (request) => request.destroy(), 'other side closed'],
  ])('is refused if it is %s', async (_what, listener, message) => {
    answer = listener;
    const failure = await new PeerClient(url)
      .sendBatch(['{}'], 'fleet', signal)
      .catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'PeerError', message });
  });

  it('may list one application and one instance without a list', async () => {
    answer = (_, response) =>
      response.end('{"applications":{"application":{"instance":{"instanceId":"i"}}}}');
    expect(await new PeerClient(url).fetchInstances(signal)).toEqual([{ instanceId: 'i' }]);
    answer = (_, response) => response.end('{"applications":{"application":[]}}');
    expect(await new PeerClient(url).fetchInstances(signal)).toEqual([]);
  });
});
