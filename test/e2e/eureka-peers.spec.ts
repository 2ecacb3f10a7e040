import { eurekaInstance as instanceOf } from '../factories/eureka.factory.js';
import { EurekaClient } from '../support/eureka-client.js';
import { FakeEurekaPeer } from '../support/fake-eureka-peer.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort, until } from '../support/waiting.js';

const SETTINGS = { ...SWEEPS_BY_HAND, 'facades.eureka.enabled': true, 'log.level': 'info' };

/** Busy machines take longer than the lease of the factory. */
const LEASE = { leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 3600 } };
const eurekaInstance = (given: object) => instanceOf({ ...LEASE, ...given });

/** What peers of Eureka replicate to the service is in eureka.spec.ts. */
describe('A peer of Eureka', () => {
  let peer: FakeEurekaPeer;
  let server: TestServer;
  let eureka: EurekaClient;
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const logged = (text: string): Promise<void> => until(() => lines.some((line) => line.includes(text)));
  const register = (instanceId: string, given: object = {}): Promise<unknown> =>
    eureka.register(eurekaInstance({ instanceId, ...given }));
  const peerSees = (text: string): Promise<void> => until(() => peer.seen.includes(text));
  let showList: () => void;

  beforeAll(async () => {
    peer = await FakeEurekaPeer.start();
    peer.instances.set('p1', eurekaInstance({ instanceId: 'p1' }).instance);
    const overridden = { instanceId: 'p2', status: 'OUT_OF_SERVICE', overriddenStatus: 'OUT_OF_SERVICE' };
    peer.instances.set('p2', eurekaInstance(overridden).instance);
    peer.instances.set('odd', { app: 'ORDERS', instanceId: 'odd' });
    showList = peer.holdList();
    server = await startTestServer({ settings: { ...SETTINGS, 'facades.eureka.peers': peer.url }, log });
    eureka = new EurekaClient(`${server.url}/eureka`);
  });
  afterAll(async () => {
    await server.close();
    await peer.close();
  });

  it('has its instances copied before the first look-up is answered', async () => {
    const early = await eureka.send('GET', '/apps');
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect(early.text).toContain('eureka_incomplete');
    showList();
    await until(async () => (await eureka.send('GET', '/apps')).status === 200);
    expect(await eureka.seen()).toEqual(['p1=UP', 'p2=OUT_OF_SERVICE']);
    await logged('Copied 2 instances from the Eureka peer http://127.0.0.1:');
    await logged('1 instance of a Eureka peer could not be read');
    expect(peer.requests[0]!.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('us:er:pass').toString('base64')}`,
      'x-netflix-discovery-replication': 'true',
    });
    const { body } = await server.api.get('/ORDERS@p1/events');
    expect(body).toMatchObject({ events: [{ actor: 'eureka-peer' }] });
  });

  it('is sent what clients do here, and nothing that it said itself', async () => {
    const ids = ['o1', 'o2', 'o3'];
    await Promise.all(ids.map((id) => register(id)));
    await Promise.all(ids.map((id) => peerSees(`${id}=UP`)));
    expect(peer.instances.get('o1')).toMatchObject({
      app: 'ORDERS',
      port: { $: 8080 },
      lastDirtyTimestamp: '1764460001000',
    });
    const renewals = async (): Promise<void> => {
      await eureka.send('PUT', '/apps/orders/o1?status=UP');
      await until(() => peer.received.includes('Heartbeat o1'));
      await eureka.send('PUT', '/apps/ORDERS/o1?status=DOWN');
      await peerSees('o1=DOWN');
      // It has restarted, and knows nothing.
      peer.instances.delete('o1');
      await eureka.send('PUT', '/apps/ORDERS/o1?status=UP');
      await peerSees('o1=UP');
    };
    const changes = async (): Promise<void> => {
      await eureka.send('PUT', '/apps/ORDERS/o2/metadata?colour=blue');
      await until(() => JSON.stringify(peer.instances.get('o2')).includes('"colour":"blue"'));
      await server.api.post('/ORDERS@o2/drain', { reason: 'rack' });
      await peerSees('o2=OUT_OF_SERVICE');
      await server.api.post('/ORDERS@o2/activate');
      await peerSees('o2=UP');
    };
    /** The client of this one calls the peer. */
    const orders = async (): Promise<void> => {
      await eureka.send('PUT', '/apps/ORDERS/p1/status?value=OUT_OF_SERVICE');
      await peerSees('p1=OUT_OF_SERVICE');
      await server.api.post('/ORDERS@p1/activate');
      await peerSees('p1=UP');
    };
    await Promise.all([renewals(), changes(), orders()]);

    const { instance } = eurekaInstance({ instanceId: 'p3' });
    const item = { appName: 'ORDERS', id: 'p3', status: 'OUT_OF_SERVICE' };
    const replicationList = ['Register', 'Heartbeat', 'StatusUpdate', 'DeleteStatusOverride', 'Cancel'].map(
      (action) => ({ ...item, action, instanceInfo: instance }),
    );
    await eureka.send('POST', '/peerreplication/batch', JSON.stringify({ replicationList }));
    await eureka.send('DELETE', '/apps/ORDERS/o1');
    await server.api.delete('/ORDERS@o2');
    await until(() => !/o1|o2/.test(peer.seen.join()));
    expect(peer.received.filter((each) => /p2|p3/.test(each))).toEqual([]);
  });

  it('gets the latest state of each instance once it is available again', async () => {
    await peer.close();
    await register('o4');
    await logged('is unavailable: connect ECONNREFUSED 127.0.0.1:');
    await register('o5');
    await eureka.send('DELETE', '/apps/ORDERS/o3');
    await eureka.send('DELETE', '/apps/ORDERS/o5');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('worker_registration_eureka_peers{state="unavailable"} 1');
    expect(metrics).toContain('worker_registration_eureka_instances_waiting 3');
    expect(metrics).toMatch(/^worker_registration_eureka_items_total\{outcome="accepted"\} [1-9]/m);
    peer.received.length = 0;
    await peer.listen();
    await logged('is available again');
    expect(peer.received).toEqual(['Register o4', 'Cancel o3', 'Cancel o5']);
    expect(lines.filter((line) => line.includes('is unavailable'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('pass');
  });

  it('that is this service with the same database is left out', async () => {
    const { database } = server;
    const settings = { ...SETTINGS, 'facades.eureka.peers': `${server.url}/eureka/` };
    const other = await startTestServer({ settings, database, log });
    const client = new EurekaClient(`${other.url}/eureka`);
    await until(async () => (await client.send('GET', '/apps')).status === 200);
    expect(await client.seen()).toEqual(await eureka.seen());
    await client.register(eurekaInstance({ instanceId: 'o6' }));
    await logged('is this service with the same database');
    await other.close();
  });

  it('need not be there when a process starts that knows instances', async () => {
    const port = await freePort();
    const settings = { ...SETTINGS, 'facades.eureka.peers': `http://127.0.0.1:${port}/eureka` };
    const other = await startTestServer({ settings, database: server.database, log });
    await logged('No Eureka peer to copy instances from: http://127.0.0.1:');
    expect(await new EurekaClient(`${other.url}/eureka`).seen()).toContain('p1=UP');
    await other.close();
  });
});
