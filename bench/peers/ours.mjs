// This service, with tokens, on the embedded PostgreSQL with fsync on.
import { PREFIX, registered } from '../support/heartbeats.mjs';
import { postgresCpu } from '../support/postgres.mjs';
import { cpuSeconds, startService } from '../support/service.mjs';
import { BEAT, described, send, sendNew, WORKERS } from './load.mjs';

export async function ours({ postgres, client, postmaster }) {
  const { url, api, pid, stop } = await startService(postgres.url);
  const tokens = await registered(api, WORKERS);
  const body = JSON.stringify(BEAT);
  const beats = tokens.map((token, n) => ({ path: `${PREFIX}/worker-${n + 1}/heartbeat`, token, body }));
  return {
    pids: [pid, postmaster],
    processes: { service: () => cpuSeconds(pid), PostgreSQL: () => postgresCpu(client) },
    heartbeats: (seconds) => send(url, seconds, beats),
    registrations: (seconds, prefix) =>
      sendNew(url, seconds, prefix, (name, n) => [
        { path: `${PREFIX}/register`, body: JSON.stringify(described(name, n)) },
      ]),
    stop,
  };
}
