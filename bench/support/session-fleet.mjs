// A fleet on sessions, as agents have them: heartbeats at the interval, and another instance when one goes away.
//
// A process of its own, forked. The first message is {"urls","prefix","sessions":[{"workerId","token"}]}; it says "ready" when
// all are open, and kills the connection of a worker at {"crash": workerId}. At {"end": true} it says how often it connected.
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Handshakes at a time when the fleet starts. */
const AT_ONCE = 100;
const CROWD_MS = 1000;

const open = new Map();
const counts = { connected: 0, refused: 0 };
let urls = [];
let prefix = '';

/** Keeps a session for as long as its worker lives; resolves when the first is ready. */
function keep({ workerId, token }, index) {
  return new Promise((resolve) => {
    let at = index;
    const connect = () => {
      const url = `${urls[at % urls.length].replace('http', 'ws')}${prefix}/${workerId}/session`;
      const socket = new WebSocket(url, ['worker-registration.v1'], {
        headers: { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
      });
      let again = Math.random() * CROWD_MS;
      let beating;
      const beat = (seconds) => {
        socket.send('{"type":"beat","status":"ACTIVE"}');
        beating = setTimeout(beat, seconds * 1000, seconds);
      };
      socket.on('message', (/** @type {Buffer} */ data) => {
        const frame = JSON.parse(data.toString());
        if (frame.type === 'going-away') again = frame.retryAfterMs;
        if (frame.type === 'refused') counts.refused += 1;
        if (frame.type !== 'ready') return;
        counts.connected += 1;
        open.set(workerId, socket);
        beat(frame.intervalSeconds);
        resolve();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(beating);
        if (open.get(workerId) === 'crashed') return;
        at += 1;
        setTimeout(connect, again);
      });
    };
    connect();
  });
}

async function start({ sessions, ...where }) {
  ({ urls, prefix } = where);
  for (let from = 0; from < sessions.length; from += AT_ONCE) {
    await Promise.all(sessions.slice(from, from + AT_ONCE).map((each, index) => keep(each, from + index)));
    await pause(0);
  }
  process.send('ready');
}

process.on('message', (message) => {
  if (message.sessions !== undefined) void start(message);
  if (message.crash !== undefined) {
    const socket = open.get(message.crash);
    open.set(message.crash, 'crashed');
    socket.terminate();
    process.send({ crashed: message.crash });
  }
  if (message.end === true) process.send(counts, () => process.exit(0));
});
