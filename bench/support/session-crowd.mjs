// Many sessions that are idle, or send a heartbeat at a steady rate, each when it is due whether or not others are answered.
//
// A process of its own, forked. The first message is {"host","port","sessions":[{"path","token"}],"beatSeconds","body"}; it says
// {"opened"} when all are. With `beatSeconds`, each sends a heartbeat at that interval from then on, spread over it. At
// {"report": true} it says what happened so far: heartbeats sent, acknowledged and refused, connections lost, and since the last
// report the times from when a heartbeat was due to its answer. {"last": body} ends that: each sends this as its last heartbeat,
// and the report comes after the last answer.
import { setTimeout as pause } from 'node:timers/promises';
import { BareSession, beatFrame, openAll } from './bare-session.mjs';

/** A client address has some 28,000 ports. */
const PER_ADDRESS = 10_000;
const TICK_MS = 2;
/** The last heartbeats are spread over this time, and the last answer comes before the next. */
const LAST_SECONDS = 5;
const PATIENCE_MS = 30_000;

const totals = { sent: 0, acknowledged: 0, refused: 0, lost: 0 };
let delays = [];
let opened = [];
let beating;

const owner = {
  onReady: (session) => {
    session.resolve?.(session);
    session.resolve = session.reject = undefined;
  },
  onAck: (session) => {
    totals.acknowledged += 1;
    if (session.dueAt === undefined) return;
    delays.push(performance.now() - session.dueAt);
    session.dueAt = undefined;
  },
  onRefused: (session, text) => {
    totals.refused += 1;
    totals.reason ??= text;
    session.dueAt = undefined;
  },
  onClose: (session, error) => {
    totals.lost += 1;
    session.reject?.(error);
  },
};

const opening =
  ({ host, port }) =>
  ({ path, token }, index) =>
    new Promise((resolve, reject) => {
      const localAddress = `127.0.1.${1 + Math.floor(index / PER_ADDRESS)}`;
      Object.assign(new BareSession({ host, port, path, token, localAddress }, owner), { resolve, reject });
    });

/** Sends from now on. */
function beatAll(seconds, body, most = Infinity) {
  const bytes = beatFrame(body);
  const began = performance.now();
  const gap = (seconds * 1000) / opened.length;
  let count = 0;
  clearInterval(beating);
  beating = setInterval(() => {
    for (; count < most && began + count * gap <= performance.now(); count += 1) {
      const session = opened[count % opened.length];
      // While an answer is missing, its heartbeat is the one that is timed.
      session.dueAt ??= began + count * gap;
      session.send(bytes);
      totals.sent += 1;
    }
  }, TICK_MS);
}

async function beatLast(body) {
  const all = totals.sent + opened.length;
  beatAll(LAST_SECONDS, body, opened.length);
  const until = performance.now() + PATIENCE_MS;
  while (totals.acknowledged + totals.refused < all && performance.now() < until) await pause(10);
  report();
}

function report() {
  process.send({ ...totals, delays });
  delays = [];
}

async function begin({ sessions, beatSeconds, body, ...where }) {
  opened = await openAll(sessions, opening(where));
  process.send({ opened: opened.length });
  if (beatSeconds !== undefined) beatAll(beatSeconds, body);
}

process.on('message', (message) => {
  if (message.sessions !== undefined) void begin(message);
  if (message.report === true) report();
  if (message.last !== undefined) void beatLast(message.last);
});
