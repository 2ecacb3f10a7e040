// A worker in a process of its own, with an open port: it registers, sends heartbeats, and is killed by others. Prints
// one line of JSON for each heartbeat that was accepted.
//
//   API=… WORKER_ID=… BODY=… node bench/deaths/mortal-worker.mjs
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { keepBeating, send } from './beating.mjs';

const { API, WORKER_ID, BODY } = process.env;
const bootId = randomUUID();
const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

const { status, body } = await send(`${API}/register`, {
  ...JSON.parse(BODY),
  workerId: WORKER_ID,
  hostAddress: '127.0.0.1',
  port,
  bootId,
});
if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
await keepBeating(API, WORKER_ID, body.heartbeat.intervalSeconds, {
  bootId,
  accepted: (at) => process.stdout.write(`${JSON.stringify({ at })}\n`),
});
