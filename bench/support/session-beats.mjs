// Heartbeats over sessions: each session sends its next one when the last one was acknowledged.
//
// A separate process, over bare sockets, so that the generator costs little. Reads {"host","port","seconds","body","sessions":
// [{"path","token"}]} from standard input, opens all sessions, sends for that time, waits for the last acknowledgements, says
// bye, and prints {"acknowledged","p50Ms","p99Ms","refused","leases"}: the last of each session.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const { host, port, seconds, body, sessions } = JSON.parse(await text(process.stdin));

const TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;
const END_OF_HEAD = '\r\n\r\n';

/** Returns a masked frame of up to 64 KiB; a mask of zeros leaves the text as it is. */
function frame(opcode, payload) {
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = opcode;
  head[1] = 0x80 | (short ? payload.length : 126);
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const BEAT = frame(TEXT, Buffer.from(JSON.stringify({ type: 'beat', ...body })));
const BYE = frame(TEXT, Buffer.from('{"type":"bye"}'));
const ACK = Buffer.from('{"type":"ack"');
const READY = Buffer.from('{"type":"ready"');

const begins = (data, from, what) => data.compare(what, 0, what.length, from, from + what.length) === 0;

let until = Infinity;
let acknowledged = 0;
const refused = [];
const delays = [];

function open({ path, token }) {
  const socket = connect({ host, port, noDelay: true });
  let rest = Buffer.alloc(0);
  let isOpen = false;
  let sentAt = 0;
  let finish;
  let lease;
  const ready = deferred();
  const finished = new Promise((resolve) => (finish = resolve));
  const beat = () => {
    sentAt = performance.now();
    socket.write(BEAT);
  };
  const take = (opcode, from, to) => {
    if (opcode === PING) socket.write(frame(PONG, rest.subarray(from, to)));
    if (opcode !== TEXT) return;
    if (begins(rest, from, ACK)) {
      acknowledged += 1;
      const now = performance.now();
      delays.push(now - sentAt);
      if (now < until) beat();
      else {
        lease = JSON.parse(rest.toString('utf8', from, to)).leaseExpiresAt;
        finish();
      }
    } else if (begins(rest, from, READY)) ready.resolve();
    else if (rest.includes('"refused"', from)) {
      refused.push(rest.toString('utf8', from, to));
      finish();
    }
  };
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!isOpen) {
      const end = rest.indexOf(END_OF_HEAD);
      if (end < 0) return;
      if (!rest.toString('latin1', 0, 12).endsWith('101')) ready.reject(new Error(rest.toString()));
      isOpen = true;
      rest = rest.subarray(end + END_OF_HEAD.length);
    }
    for (;;) {
      if (rest.length < 2) return;
      const extended = rest[1] === 126;
      const from = extended ? 4 : 2;
      if (rest.length < from) return;
      const to = from + (extended ? rest.readUInt16BE(2) : rest[1]);
      if (rest.length < to) return;
      take(rest[0], from, to);
      rest = rest.subarray(to);
    }
  });
  socket.on('error', (error) => ready.reject(error));
  socket.on('close', () => {
    ready.reject(new Error('The connection was closed'));
    finish();
  });
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
      `Sec-WebSocket-Protocol: worker-registration.v1\r\nAuthorization: Bearer ${token}${END_OF_HEAD}`,
  );
  const bye = () => new Promise((resolve) => socket.once('close', resolve).end(BYE));
  return { ready: ready.promise, finished, beat, bye, lease: () => lease };
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

const opened = [];
// Not all at once: a queue of connections has its limit.
for (let from = 0; from < sessions.length; from += 100) {
  const part = sessions.slice(from, from + 100).map(open);
  await Promise.all(part.map(({ ready }) => ready));
  opened.push(...part);
}
until = performance.now() + seconds * 1000;
for (const { beat } of opened) beat();
await Promise.all(opened.map(({ finished }) => finished));
await Promise.all(opened.map(({ bye }) => bye()));
delays.sort((a, b) => a - b);
const at = (share) => delays[Math.floor(delays.length * share)];
process.stdout.write(
  `${JSON.stringify({ acknowledged, p50Ms: at(0.5), p99Ms: at(0.99), refused: refused.slice(0, 3), leases: opened.map(({ lease }) => lease()) })}\n`,
);
