// Heartbeats over sessions: each session sends its next one when the last one was acknowledged.
//
// A separate process, forked. Its first message is {"host","port","seconds","body","sessions": [{"path","token"}]}. It opens all
// sessions and says {"opened"}; at {"begin": true} it sends for that time, waits for the last acknowledgements, and says
// {"acknowledged","p50Ms","p99Ms","refused","leases"}: the last of each session. It ends when it has said bye.
import { once } from 'node:events';
import { BareSession, beatFrame, openAll } from './bare-session.mjs';

const { host, port, seconds, body, sessions } = (await once(process, 'message'))[0];

const BEAT = beatFrame(body);

let until = Infinity;
let acknowledged = 0;
const refused = [];
const delays = [];

function beat(session) {
  session.sentAt = performance.now();
  session.send(BEAT);
}

const owner = {
  onReady: (session) => session.ready.resolve(session),
  onAck: (session, frame) => {
    acknowledged += 1;
    const now = performance.now();
    delays.push(now - session.sentAt);
    if (now < until) return beat(session);
    session.lease = JSON.parse(frame()).leaseExpiresAt;
    session.finished.resolve();
  },
  onRefused: (session, frame) => {
    refused.push(frame);
    session.finished.resolve();
  },
  onClose: (session, error) => {
    session.ready.reject(error);
    session.finished.resolve();
  },
};

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

function open({ path, token }) {
  const session = new BareSession({ host, port, path, token }, owner);
  Object.assign(session, { ready: deferred(), finished: deferred() });
  return session.ready.promise;
}

const opened = await openAll(sessions, open);
process.send({ opened: opened.length });
await once(process, 'message');
until = performance.now() + seconds * 1000;
for (const each of opened) beat(each);
await Promise.all(opened.map(({ finished }) => finished.promise));
delays.sort((a, b) => a - b);
const at = (share) => delays[Math.floor(delays.length * share)];
process.send({
  acknowledged,
  p50Ms: at(0.5),
  p99Ms: at(0.99),
  refused: refused.slice(0, 3),
  leases: opened.map(({ lease }) => lease),
});
await Promise.all(opened.map((each) => each.bye()));
process.disconnect();
