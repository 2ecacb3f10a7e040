// The cost of the protocol alone: a server of `ws` that acknowledges each frame at once.
//
//   node bench/support/empty-sessions.mjs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const sessions = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: () => 'worker-registration.v1',
});
sessions.on('connection', (socket) => {
  socket.on('message', (/** @type {Buffer} */ frame) => {
    const { type } = JSON.parse(frame.toString());
    if (type === 'beat')
      socket.send(JSON.stringify({ type: 'ack', leaseExpiresAt: new Date().toISOString() }));
  });
  socket.send(JSON.stringify({ type: 'ready' }));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`Listening on http://127.0.0.1:${server.address().port}\n`);
process.once('SIGTERM', () => {
  for (const socket of sessions.clients) socket.terminate();
  server.close();
});
