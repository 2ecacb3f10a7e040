// Consul, where a binary is on PATH: one server, which is also the agent of all workers. A heartbeat passes a check with a TTL
// on the agent; a registration goes to the catalog, which writes it by raft.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../support/debian-program.mjs';
import { cpuSeconds } from '../support/service.mjs';
import { described, send, sendNew, WORKERS } from './load.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { startServer } from './server.mjs';

export async function consul() {
  const command = onPath('consul');
  if (command === undefined) throw new Error('no consul on PATH');
  const [http, dns, server, lan, wan, grpc] = await freePorts(6);
  const url = `http://127.0.0.1:${http}`;
  const services = Array.from({ length: WORKERS }, (_, n) => ({
    id: `worker-${n + 1}`,
    name: 'worker',
    checks: [{ id: `worker-${n + 1}`, ttl: '600s', status: 'passing' }],
  }));
  const settings = {
    ports: { http, dns, server, serf_lan: lan, serf_wan: wan, grpc, grpc_tls: -1 },
    services,
  };
  const { pid, stop } = await startServer({
    command,
    url,
    answers: `/v1/agent/health/service/id/worker-${WORKERS}`,
    argumentsIn: (folder) => {
      const file = join(folder, 'settings.json');
      writeFileSync(file, JSON.stringify(settings));
      const addresses = ['-bind', '127.0.0.1', '-client', '127.0.0.1'];
      return [
        'agent',
        '-server',
        '-bootstrap-expect',
        '1',
        '-data-dir',
        join(folder, 'data'),
        ...addresses,
      ].concat(['-config-file', file, '-log-level', 'error']);
    },
  });
  const beats = services.map(({ id }) => ({ method: 'PUT', path: `/v1/agent/check/pass/${id}` }));
  return {
    pids: [pid],
    processes: { Consul: () => cpuSeconds(pid) },
    heartbeats: (seconds) => send(url, seconds, beats),
    registrations: (seconds, prefix) =>
      sendNew(url, seconds, prefix, (name, n) => {
        const { hostAddress, port, tags } = described(name, n);
        const entry = { ID: name, Service: 'worker', Address: hostAddress, Port: port, Tags: tags };
        const body = JSON.stringify({ Node: `node-${n % 500}`, Address: hostAddress, Service: entry });
        return [{ method: 'PUT', path: '/v1/catalog/register', body }];
      }),
    stop,
  };
}
