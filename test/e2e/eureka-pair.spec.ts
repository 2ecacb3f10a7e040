import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { applicationsIn, EurekaClient, instancesIn } from '../support/eureka-client.js';
import { builtClient, builtServer, EurekaProgram, startEurekaServer } from '../support/eureka-clients.js';
import { EurekaLoad } from '../support/eureka-load.js';
import type { Program } from '../support/programs.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort, statusOf, until } from '../support/waiting.js';

jest.setTimeout(300_000);

const hashCodeOf = async (server: EurekaClient): Promise<string> =>
  applicationsIn((await server.send('GET', '/apps')).text).apps__hashcode;

/** Seconds after which Eureka evicts an instance that it hears nothing of: more than two leases; one is enough for this service. */
const EUREKA_FORGETS = 11;
const SERVICE_FORGETS = 8;
const CLIENTS = 20;

/** Two unmodified servers of Eureka, peers of each other, and unmodified clients; docs/eureka.md has the steps. */
describe('A live pair of Eureka servers', () => {
  let database: TestDatabase;
  const load = new EurekaLoad();
  const ours: TestServer[] = [];
  const programs: Program[] = [];
  const lines: string[] = [];
  const run = <P extends Program>(program: P): P => {
    programs.push(program);
    return program;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await load.end();
    for (const each of programs) if (!each.hasEnded) each.signal('SIGKILL');
    await Promise.all(programs.map(({ exit }) => exit));
    await Promise.all(ours.map((server) => server.close()));
    await database.drop();
  });
  const start = async (port: number, peers: string): Promise<void> => {
    const settings = {
      'facades.eureka.enabled': true,
      'facades.eureka.peers': peers,
      'jobscheduler.worker.reconnect-enabled': false,
      'log.level': 'info',
    };
    const log = (line: string): void => void lines.push(line);
    ours.push(await startTestServer({ database, port, settings, log }));
  };
  const logged = (text: string): Promise<void> => until(() => lines.some((line) => line.includes(text)));
  const idsOf = (prefix: string, count = CLIENTS / 2): string[] =>
    Array.from({ length: count }, (_, n) => `${prefix}${n}`);

  it('is replaced node by node while clients look up: none fails, and no live instance is missing', async () => {
    const [serverJar, older, newer] = [
      await builtServer(),
      await builtClient('Boot 3.5'),
      await builtClient('Boot 4.0'),
    ];
    if (serverJar === undefined || older === undefined || newer === undefined) return;
    const [portA, portB] = [await freePort(), await freePort()];
    const [urlA, urlB] = [`http://127.0.0.1:${portA}/eureka`, `http://127.0.0.1:${portB}/eureka`];
    const [a, b] = [new EurekaClient(urlA), new EurekaClient(urlB)];
    const serverA = run(startEurekaServer(serverJar, portA, `${urlB}/`));
    const serverB = run(startEurekaServer(serverJar, portB, `${urlA}/`));
    await until(
      async () => (await statusOf(`${urlA}/apps/`)) === 200 && (await statusOf(`${urlB}/apps/`)) === 200,
    );
    const orders = EurekaProgram.boot(older, `${urlA}/,${urlB}/`, 'orders', '127.9.0.1');
    const billing = EurekaProgram.boot(newer, `${urlB}/,${urlA}/`, 'billing', '127.9.0.2');
    run(orders.program);
    run(billing.program);
    await load.add(idsOf('a'), [urlA, urlB]);
    await load.add(idsOf('b'), [urlB, urlA]);
    await load.expectAlive(...idsOf('a'), ...idsOf('b'), 'ORDERS/orders:1', 'BILLING/billing:1');

    await serverB.stop();
    await start(portB, `${urlA}/`);
    await logged('from the Eureka peer');
    load.reconnect();
    await load.add(idsOf('c', 3), [urlB, urlA]);
    await load.add(idsOf('d', 3), [urlA, urlB]);
    await load.expectAlive(...idsOf('c', 3), ...idsOf('d', 3));
    await load.cancel('c2');
    await b.send('PUT', '/apps/LOAD/c1/status?value=OUT_OF_SERVICE');
    await until(async () => (await a.seen()).includes('c1=OUT_OF_SERVICE'));
    await a.send('DELETE', '/apps/LOAD/c1/status?value=UP');
    await until(async () => (await b.seen()).includes('c1=UP'));
    await load.renewals(EUREKA_FORGETS);
    const known = instancesIn((await a.send('GET', '/apps')).text).map(({ instanceId }) => instanceId);
    expect(known).toEqual(expect.arrayContaining([...idsOf('b'), 'c0', 'c1']));
    await until(async () => (await hashCodeOf(a)) === (await hashCodeOf(b)));

    await serverA.stop();
    await start(portA, '');
    load.reconnect();
    await load.add(idsOf('e', 3), [urlA, urlB]);
    await load.expectAlive(...idsOf('e', 3));
    await load.renewals(SERVICE_FORGETS);
    await logged('is this service with the same database');
    await load.end();

    process.stderr.write(
      `${load.lookUps} look-ups, ${load.failures.length} failed, ${load.lacking.length} without a live instance\n`,
    );
    expect([load.failures, load.lacking]).toEqual([[], []]);
    for (const client of [orders, billing])
      expect(client.lacked('orders:1', 'billing:1', ...idsOf('a'), ...idsOf('b'))).toEqual([]);
  });
});
