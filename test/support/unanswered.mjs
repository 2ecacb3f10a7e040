// Sends requests that are never answered, while the garbage collector runs: prints how many ended by their
// limit.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const [, , folder] = process.argv;
const { HttpClient } = await import(`${folder}/http-client.js`);
const { Servers } = await import(`${folder}/servers.js`);

const REQUESTS = 6;
const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
await once(server, 'listening');
const client = new HttpClient(
  new Servers([`http://127.0.0.1:${server.address().port}`], () => performance.now()),
  {},
);
const ended = [];
for (let each = 0; each < REQUESTS; each += 1)
  void client
    .sendRequest({ method: 'GET', path: '/' }, 300, new AbortController().signal)
    .catch((error) => ended.push(error));
// Far beyond the limit: a request that is still open then is open for ever.
for (let look = 0; look < 40 && ended.length < REQUESTS; look += 1) {
  await pause(50);
  globalThis.gc();
}
process.stdout.write(`${ended.length} of ${REQUESTS} ended\n`);
process.exit(0);
