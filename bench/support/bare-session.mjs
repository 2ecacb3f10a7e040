// A session over a bare socket, so that thousands of them cost the load little.
import { connect } from 'node:net';

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

export const beatFrame = (body) => frame(TEXT, Buffer.from(JSON.stringify({ type: 'beat', ...body })));
const BYE = frame(TEXT, Buffer.from('{"type":"bye"}'));
const EMPTY_PONG = frame(PONG, Buffer.alloc(0));
const NOTHING = Buffer.alloc(0);

const [ACK, READY, REFUSED] = ['ack', 'ready', 'refused'].map((type) => Buffer.from(`{"type":"${type}"`));
const begins = (data, from, what) => data.compare(what, 0, what.length, from, from + what.length) === 0;

/** Its owner hears of its frames: `onReady`, `onAck` and `onRefused` (with the text of the frame), and of its end: `onClose`. */
export class BareSession {
  #rest = NOTHING;
  #isOpen = false;

  constructor({ host, port, path, token, localAddress }, owner) {
    this.owner = owner;
    this.socket = connect({ host, port, localAddress, noDelay: true });
    this.socket.on('data', (chunk) => this.#read(chunk));
    this.socket.on('error', (error) => (this.error = error));
    this.socket.on('close', () => owner.onClose(this, this.error ?? new Error('The connection was closed')));
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
        `Sec-WebSocket-Protocol: worker-registration.v1\r\nAuthorization: Bearer ${token}${END_OF_HEAD}`,
    );
  }

  send(bytes) {
    this.socket.write(bytes);
  }

  /** Says farewell; resolves when the connection is closed. */
  bye() {
    return new Promise((resolve) => this.socket.once('close', resolve).end(BYE));
  }

  #read(chunk) {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#isOpen && !this.#readHead()) return;
    for (;;) {
      const rest = this.#rest;
      if (rest.length < 2) break;
      const extended = rest[1] === 126;
      const from = extended ? 4 : 2;
      if (rest.length < from) break;
      const to = from + (extended ? rest.readUInt16BE(2) : rest[1]);
      if (rest.length < to) break;
      this.#take(rest[0], rest, from, to);
      this.#rest = rest.subarray(to);
    }
    // An empty rest would keep the memory of its chunk.
    if (this.#rest.length === 0) this.#rest = NOTHING;
  }

  #readHead() {
    const end = this.#rest.indexOf(END_OF_HEAD);
    if (end < 0) return false;
    if (!this.#rest.toString('latin1', 0, 12).endsWith('101')) {
      this.socket.destroy(new Error(this.#rest.toString()));
      return false;
    }
    this.#isOpen = true;
    this.#rest = this.#rest.subarray(end + END_OF_HEAD.length);
    return true;
  }

  #take(opcode, data, from, to) {
    if (opcode === PING) this.socket.write(to === from ? EMPTY_PONG : frame(PONG, data.subarray(from, to)));
    if (opcode !== TEXT) return;
    const text = () => data.toString('utf8', from, to);
    if (begins(data, from, ACK)) this.owner.onAck(this, text);
    else if (begins(data, from, READY)) this.owner.onReady(this);
    else if (begins(data, from, REFUSED)) this.owner.onRefused(this, text());
  }
}

/** Not all at once: a queue of connections has its limit. */
const AT_ONCE = 100;

/** Opens sessions, one after the other in crowds; resolves when each has its `ready`. */
export async function openAll(sessions, open) {
  const opened = [];
  for (let from = 0; from < sessions.length; from += AT_ONCE)
    opened.push(
      ...(await Promise.all(sessions.slice(from, from + AT_ONCE).map((each, at) => open(each, from + at)))),
    );
  return opened;
}
