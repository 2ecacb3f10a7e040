// etcd by its JSON gateway: a worker is a key with a lease. A keepalive renews the lease in memory; a registration grants a lease
// and puts the key, and both are written by raft with fsync.
import { debianProgram } from '../support/debian-program.mjs';
import { cpuSeconds } from '../support/service.mjs';
import { described, send, sendNew, WORKERS } from './load.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { forEach, post, startServer } from './server.mjs';

const TTL = '300';
const base64 = (text) => Buffer.from(text).toString('base64');

/** A key is put this many registrations after its lease was granted, when that is surely answered. */
const LAG = 1000;

/** Keys of the fleet that are put together. */
const PART = 100;

export async function etcd() {
  const { command, env } = await debianProgram('etcd', ['etcd-server']);
  const [port, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const { pid, stop } = await startServer({
    command,
    env,
    url,
    answers: '/health',
    argumentsIn: (folder) =>
      Object.entries({
        'data-dir': folder,
        'listen-client-urls': url,
        'advertise-client-urls': url,
        'listen-peer-urls': peer,
        'initial-advertise-peer-urls': peer,
        'initial-cluster': `default=${peer}`,
      }).flatMap(([name, value]) => [`--${name}`, value]),
  });
  const grant = (lease) => ({ TTL, ID: String(lease) });
  const put = (name, n, lease) => ({
    key: base64(`worker/${name}`),
    value: base64(JSON.stringify(described(name, n))),
    lease: String(lease),
  });
  const numbers = Array.from({ length: WORKERS }, (_, n) => n + 1);
  await forEach(numbers, (n) => post(`${url}/v3/lease/grant`, grant(n)));
  const puts = numbers.map((n) => ({ requestPut: put(`worker-${n}`, n, n) }));
  const parts = Array.from({ length: WORKERS / PART }, (_, part) =>
    puts.slice(part * PART, (part + 1) * PART),
  );
  await forEach(parts, (success) => post(`${url}/v3/kv/txn`, { success }));
  const beats = numbers.map((n) => ({
    path: '/v3/lease/keepalive',
    body: JSON.stringify({ ID: String(n) }),
  }));
  let from = 1_000_000;
  return {
    pids: [pid],
    processes: { etcd: () => cpuSeconds(pid) },
    heartbeats: (seconds) => send(url, seconds, beats),
    registrations: (seconds, prefix) => {
      const first = (from += 1_000_000);
      return sendNew(url, seconds, prefix, (name, n) => [
        { path: '/v3/lease/grant', body: JSON.stringify(grant(first + n)) },
        {
          path: '/v3/kv/put',
          // The first ones have a lease of the fleet. wrk does not send the very first request.
          body: JSON.stringify(put(name, n, n <= LAG ? n + 1 : first + n - LAG)),
        },
      ]);
    },
    stop,
  };
}
