// Heartbeats over sessions beside heartbeats over HTTP, an empty handler, and sessions without a service, in alternating rounds.
//
//   npm run build && node bench/sessions.mjs
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countedLoad, PREFIX, registered, requestsOf } from './support/heartbeats.mjs';
import { openPostgres, postgresCpu, requireExact, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { cpuSeconds, startProgram, startService } from './support/service.mjs';

const SESSIONS = 1000;
/** Of HTTP: with more, the outcome of the last requests is unknown. */
const CONNECTIONS = 64;

/** A typical heartbeat. */
const BODY = {
  status: 'ACTIVE',
  currentJobCount: 3,
  availableCapacity: 7,
  cpuUsage: 45.5,
  memoryUsage: 67.8,
};

const program = (name) => join(import.meta.dirname, 'support', name);

/**
 * @param timed is given what sends the heartbeats, so that its cost does not include that of opening and closing the sessions
 * @returns also the lease that the last answer to each worker promised
 */
export async function sessionBeats(url, tokens, seconds, body = BODY, timed = (work) => work()) {
  const { hostname: host, port } = new URL(url);
  const sessions = tokens.map((token, index) => ({ path: `${PREFIX}/worker-${index + 1}/session`, token }));
  const generator = fork(program('session-beats.mjs'));
  const ended = once(generator, 'exit');
  const message = () =>
    Promise.race([
      once(generator, 'message').then(([said]) => said),
      ended.then(([code]) => Promise.reject(new Error(`The load of sessions ended with code ${code}`))),
    ]);
  generator.send({ host, port: Number(port), seconds, body, sessions });
  await message();
  const result = await timed(() => {
    generator.send({ begin: true });
    return message();
  });
  await ended;
  if (result.refused.length > 0) throw new Error(`Refused: ${result.refused.join()}`);
  const leases = Object.fromEntries(result.leases.map((ends, index) => [`worker-${index + 1}`, ends]));
  return { ...result, leases, rate: result.acknowledged / seconds };
}

/** @returns a function that does some work, and has then `spent`: what was used meanwhile */
function spending(used) {
  const timed = async (work) => {
    const before = await used();
    const result = await work();
    timed.spent = (await used()).map((each, index) => each - before[index]);
    return result;
  };
  return timed;
}

export async function* sessions({ seconds = 10, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url, {
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS_PER_ADDRESS: '10000',
  });
  const empty = await startProgram(program('empty-handler.mjs'));
  const protocol = await startProgram(program('empty-sessions.mjs'));
  const tokens = await registered(service.api, SESSIONS);
  let acknowledged = 0;
  const of = { empty: [], http: [], session: [], protocol: [] };
  const cpu = { http: [], session: [], postgres: [], protocol: [] };
  const p99 = [];
  /** @returns the rate, and the CPU of the service and of PostgreSQL in µs for each heartbeat */
  const measured = (work) =>
    withClient(postgres.url, async (client) => {
      const timed = spending(async () => [await cpuSeconds(service.pid), await postgresCpu(client)]);
      const result = await work(timed);
      acknowledged += result.acknowledged;
      await requireExact(client, acknowledged);
      const [own, stored] = timed.spent.map((each) => (each / result.acknowledged) * 1e6);
      return { ...result, own, stored };
    });
  try {
    // The first round is a warm-up.
    for (let round = 0; round <= rounds; round += 1) {
      const bare = await countedLoad(empty.url, {
        connections: CONNECTIONS,
        seconds,
        requests: requestsOf(tokens, JSON.stringify(BODY), (name) => `/empty/${name}`),
      });
      const http = await measured((timed) =>
        timed(() =>
          countedLoad(service.url, {
            connections: CONNECTIONS,
            seconds,
            requests: requestsOf(tokens, JSON.stringify(BODY)),
          }),
        ),
      );
      const session = await measured((timed) => sessionBeats(service.url, tokens, seconds, BODY, timed));
      const timed = spending(async () => [await cpuSeconds(protocol.pid)]);
      const alone = await sessionBeats(protocol.url, tokens, seconds, BODY, timed);
      if (round === 0) continue;
      of.empty.push(bare.rate);
      of.http.push(http.rate);
      of.session.push(session.rate);
      of.protocol.push(alone.rate);
      cpu.http.push(http.own);
      cpu.session.push(session.own);
      cpu.postgres.push(session.stored);
      cpu.protocol.push((timed.spent[0] / alone.acknowledged) * 1e6);
      p99.push(session.p99Ms);
    }
    const bench = `heartbeats over ${SESSIONS.toLocaleString('en')} sessions`;
    const figure = median(of.session);
    const [own, stored] = [median(cpu.session), median(cpu.postgres)].map((each) => each.toFixed(0));
    yield* [
      row({
        bench,
        figure,
        unit: 'heartbeats/s',
        against: 'an empty Nest + Fastify handler',
        reference: median(of.empty),
        atLeast: 1.3,
        note: `p99 ${median(p99).toFixed(0)} ms; PostgreSQL ${stored} µs each; ${acknowledged} acknowledged, as many in the rows`,
      }),
      row({
        bench,
        figure,
        unit: 'heartbeats/s',
        against: 'heartbeats over HTTP',
        reference: median(of.http),
        atLeast: 4,
        note: `${median(cpu.http).toFixed(0)} µs of the service each over HTTP`,
      }),
      row({
        bench,
        figure,
        unit: 'heartbeats/s',
        against: 'sessions that are acknowledged and not stored',
        reference: median(of.protocol),
        note: `${median(cpu.protocol).toFixed(0)} µs each`,
      }),
      row({ bench, figure: Number(own), unit: 'µs of the service each', atMost: 15 }),
    ];
  } finally {
    await protocol.stop();
    await empty.stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('sessions', sessions());
}
