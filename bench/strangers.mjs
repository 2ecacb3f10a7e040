// Measures what callers without a credential cost the service (mode token), at 300 kB/s of requests.
//
//   npm run build && node bench/strangers.mjs [--seconds N]
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openPostgres } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, startService } from './support/service.mjs';

const BYTES_A_SECOND = 300 * 1024;
const PATH = '/api/v1/worker-registration';

/** Returns a request of about a size: the body of a batch as NDJSON, of which nothing may be parsed. */
function requestOf(path, bytes) {
  const head = `POST ${PATH}${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n`;
  const body = '1\n'.repeat(Math.max(1, (bytes - head.length - 30) / 2));
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
}
const getOf = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Filler: ${'x'.repeat(200)}\r\n\r\n`;

/** Name, request, whether each has a connection of its own. */
const BODIES = [
  ['bodies of 1 MiB', requestOf('/register/batch', 1024 * 1024), true],
  ['bodies of 16 KiB', requestOf('/w-1/heartbeat', 16 * 1024), true],
];
/** Small requests cost what Node.js takes for a connection or a request: compared with a probe sent in the same way. */
const SMALL = [
  ['reads, kept connections', getOf(`${PATH}/w-1`), false],
  ['reads, new connections', getOf(`${PATH}/w-1`), true],
  ['heartbeats, new connections', requestOf('/w-1/heartbeat', 280), true],
];

/** Sends a request and waits for the first bytes of its answer, or for the end of the connection. */
async function ask(socket, request) {
  socket.write(request);
  await Promise.race([once(socket, 'data'), once(socket, 'close')]);
}

function open(port) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Sends at the rate for some seconds; returns how many requests were sent. */
async function attack(port, request, isNew, seconds) {
  const everyMs = (request.length / BYTES_A_SECOND) * 1000;
  const began = performance.now();
  const kept = [];
  let sent = 0;
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor((performance.now() - began) / everyMs) + 1;
    for (; sent < due; sent += 1) {
      if (isNew) {
        const socket = open(port);
        void ask(socket, request).then(() => socket.destroy());
        continue;
      }
      const slot = sent % 16;
      if (kept[slot] === undefined || kept[slot].destroyed) kept[slot] = open(port).resume();
      kept[slot].write(request);
    }
    await pause(5);
  }
  for (const socket of kept) socket.destroy();
  return sent;
}

export async function* strangers({ seconds = 10 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url, {
    WORKER_REGISTRATION_AUTH_MODE: 'token',
  });
  const port = Number(new URL(service.url).port);
  try {
    await pause(2000);
    const atRest = await cpuSeconds(service.pid);
    await pause(seconds * 1000);
    const idle = (await cpuSeconds(service.pid)) - atRest;
    const costOf = async (request, isNew) => {
      await attack(port, request, isNew, Math.min(3, seconds));
      const before = await cpuSeconds(service.pid);
      const sent = await attack(port, request, isNew, seconds);
      const used = (await cpuSeconds(service.pid)) - before - idle;
      return { percent: (used / seconds) * 100, note: `${(sent / seconds).toFixed(1)} requests/s` };
    };
    for (const [name, request, isNew] of BODIES) {
      const { percent, note } = await costOf(request, isNew);
      yield row({ bench: `strangers: ${name}`, figure: percent, unit: '% of a core', atMost: 5, note });
    }
    for (const [name, request, isNew] of SMALL) {
      const { percent, note } = await costOf(request, isNew);
      const probe = await costOf(getOf('/livez'), isNew);
      yield row({
        bench: `strangers: ${name}`,
        figure: percent,
        unit: '% of a core',
        against: 'as many probes of /livez',
        reference: probe.percent,
        note,
      });
    }
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
  await runAlone('strangers', strangers({ seconds: Number(values.seconds) }));
}
