import { EurekaClient, applicationsIn, instancesIn } from '../support/eureka-client.js';
import { EUREKA_XML, eurekaInstance } from '../factories/eureka.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { DomainError } from '../../src/platform/errors/domain-error.js';
import { WorkerRegistrationService } from '../../src/workers/worker-registration.service.js';
import { until } from '../support/waiting.js';

const SETTINGS = { ...SWEEPS_BY_HAND, 'facades.eureka.enabled': true };
const ORDERS = '/apps/ORDERS/127.9.0.1:orders:8080';
const WORKER = '/ORDERS@127.9.0.1:orders:8080';

describe('The facade of Eureka', () => {
  let server: TestServer;
  let eureka: EurekaClient;
  beforeAll(async () => {
    server = await startTestServer({ settings: SETTINGS });
    eureka = new EurekaClient(`${server.url}/eureka`);
  });
  afterAll(() => server.close());

  it('carries an instance from registration to its end, as a worker of the fleet', async () => {
    expect(await eureka.register(eurekaInstance())).toMatchObject({ status: 204, text: '' });
    const { body } = await server.api.get(WORKER);
    expect(body).toMatchObject({
      hostAddress: '127.9.0.1',
      port: 8080,
      zone: 'eu-1',
      leaseSeconds: 15,
      status: 'ACTIVE',
    });
    await eureka.sees('127.9.0.1:orders:8080=UP');

    const renewal = `${ORDERS}?status=UP&lastDirtyTimestamp=1764460001000&overriddenstatus=UNKNOWN`;
    expect(await eureka.send('PUT', renewal)).toMatchObject({ status: 200, text: '' });
    const changed = `${ORDERS}?status=UP&lastDirtyTimestamp=1764460002000`;
    expect((await eureka.send('PUT', changed)).status).toBe(404);
    expect((await eureka.send('PUT', '/apps/ORDERS/other?status=UP')).status).toBe(404);

    expect((await eureka.send('DELETE', ORDERS)).status).toBe(200);
    await eureka.sees();
    expect((await server.api.get(WORKER)).body).toMatchObject({ presence: 'LEFT' });
    for (const [method, path] of [
      ['DELETE', ''],
      ['PUT', '/metadata?a=b'],
      ['PUT', '/status?value=OUT_OF_SERVICE'],
      ['DELETE', '/status'],
    ] as const)
      expect([method, path, (await eureka.send(method, `${ORDERS}${path}`)).status]).toEqual([
        method,
        path,
        404,
      ]);
    expect((await server.api.get(WORKER)).body).toMatchObject({ presence: 'LEFT' });
    // A client that is not known any more has to register again, and only 404 makes it.
    expect((await eureka.send('PUT', renewal)).status).toBe(404);
    expect((await eureka.register(eurekaInstance(), true)).status).toBe(204);
    await eureka.sees('127.9.0.1:orders:8080=UP');
    expect((await server.api.delete(WORKER)).status).toBe(204);
    await eureka.sees();
    expect((await eureka.send('PUT', renewal)).status).toBe(404);
  });

  it('shows orders as OUT_OF_SERVICE, treats overrides as orders, and passes on what clients report', async () => {
    await eureka.register(eurekaInstance({ status: 'STARTING' }));
    await eureka.sees('127.9.0.1:orders:8080=STARTING');
    expect((await server.api.get(WORKER)).body).toMatchObject({ reportedStatus: 'MAINTENANCE' });
    await eureka.register(eurekaInstance({ lastDirtyTimestamp: 1_764_460_002_000 }));
    await eureka.sees('127.9.0.1:orders:8080=UP');
    const { body: up } = await server.api.get(WORKER);
    expect(up).toMatchObject({ reportedStatus: 'ACTIVE', incarnation: 1 });

    await server.api.post(`${WORKER}/drain`, { reason: 'rack' });
    await eureka.sees('127.9.0.1:orders:8080=OUT_OF_SERVICE');
    const { text } = await eureka.send('GET', ORDERS);
    expect(JSON.parse(text)).toMatchObject({ instance: { overriddenStatus: 'OUT_OF_SERVICE' } });
    await eureka.send('DELETE', `${ORDERS}/status?value=UP`);
    await eureka.sees('127.9.0.1:orders:8080=UP');
    expect((await eureka.send('PUT', `${ORDERS}/status?value=OUT_OF_SERVICE`)).status).toBe(200);
    const { body: ordered } = await server.api.get(WORKER);
    expect(ordered).toMatchObject({ order: { kind: 'MAINTENANCE' } });
    expect((await eureka.send('PUT', `${ORDERS}/status?value=UP`)).status).toBe(200);
    expect((await eureka.send('PUT', `${ORDERS}?status=DOWN&status=UP`)).status).toBe(200);
    await eureka.sees('127.9.0.1:orders:8080=DOWN');
    expect((await eureka.send('PUT', `${ORDERS}?status=FINE`)).status).toBe(400);
    expect((await server.api.get(WORKER)).body).toMatchObject({ order: null, reportedStatus: 'ERROR' });
    // Another process: a later start.
    await eureka.register(
      eurekaInstance({ lastUpdatedTimestamp: 1_764_460_009_000, metadata: { maxConcurrentJobs: '5000' } }),
    );
    expect((await server.api.get(WORKER)).body).toMatchObject({ incarnation: 2, maxConcurrentJobs: 100 });
  });

  it('writes deltas that produce the hash code of the whole registry', async () => {
    // Clients of Java build the class that is named, and fail on names that they do not know.
    const dataCenterInfo = { '@class': 'java.lang.Runtime', name: 'Elsewhere' };
    await eureka.register(eurekaInstance({ instanceId: 'second', status: 'DOWN', dataCenterInfo }));
    await until(async () => (await eureka.seen()).includes('second=DOWN'));
    const { text: second } = await eureka.send('GET', '/apps/ORDERS/second');
    expect(JSON.parse(second)).toMatchObject({
      instance: {
        dataCenterInfo: {
          '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
          name: 'MyOwn',
        },
      },
    });
    await eureka.send('GET', '/apps/delta');
    await server.api.delete('/ORDERS@second');
    await until(async () => !(await eureka.seen()).includes('second=DOWN'));
    // A delta is never older than all instances that were sent before.
    const [delta, all] = [await eureka.send('GET', '/apps/delta'), await eureka.send('GET', '/apps/')];
    expect(applicationsIn(all.text).apps__hashcode).toBe('UP_1_');
    expect(applicationsIn(delta.text).apps__hashcode).toBe('UP_1_');
    const changes = instancesIn(delta.text).map(
      ({ instanceId, actionType }) => `${instanceId} ${actionType}`,
    );
    expect(changes).toEqual(
      ['127.9.0.1:orders:8080 ADDED', 'second DELETED'].map((each) =>
        expect.stringMatching(each.replace('ADDED', '(ADDED|MODIFIED)')),
      ),
    );
    const { etag, vary } = Object.fromEntries(all.headers);
    expect(vary).toBe('accept, accept-encoding');
    expect((await eureka.with({ 'if-none-match': etag! }).send('GET', '/apps')).status).toBe(304);
  });

  it('speaks XML, with the fields that Prometheus reads', async () => {
    const xml = eureka.with({ accept: 'application/xml', 'content-type': 'application/xml' });
    expect((await xml.send('POST', '/apps/BILLING', EUREKA_XML)).status).toBe(204);
    await until(async () => (await eureka.seen()).includes('127.9.0.3:billing:8443=UP'));
    const { text, headers } = await xml.send('GET', '/v2/apps/BILLING');
    expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
    for (const part of [
      '<application><name>BILLING</name><instance>',
      '<hostName>127.9.0.3</hostName>',
      '<port enabled="false">80</port><securePort enabled="true">8443</securePort>',
      '<dataCenterInfo class="com.netflix.appinfo.AmazonInfo"><name>Amazon</name>',
      '<metadata><colour>r&amp;b</colour></metadata>',
      '<secureVipAddress>billing,billing-old</secureVipAddress>',
      '<countryId>1</countryId>',
      '<actionType>ADDED</actionType></instance></application>',
    ])
      expect(text).toContain(part);
    expect((await server.api.get('/BILLING@127.9.0.3:billing:8443')).body).toMatchObject({
      port: 8443,
      zone: 'eu-west-1a',
    });
    expect(await eureka.seen('/svips/billing-old')).toEqual(['127.9.0.3:billing:8443=UP']);
    expect(await eureka.seen('/vips/unknown')).toEqual([]);
    const { text: one } = await eureka.send('GET', '/instances/127.9.0.3:billing:8443');
    expect(JSON.parse(one)).toMatchObject({ instance: { app: 'BILLING' } });
    expect((await eureka.send('GET', '/apps/UNKNOWN')).status).toBe(404);
    expect(
      (await eureka.send('PUT', '/apps/billing/127.9.0.3:billing:8443/metadata?colour=blue')).status,
    ).toBe(200);
    await until(async () => (await eureka.send('GET', '/apps/BILLING')).text.includes('"colour":"blue"'));
    await server.api.delete('/BILLING@127.9.0.3:billing:8443');
  });

  it('hides an instance whose lease has ended, and shows it again with its next renewal', async () => {
    await server.database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '1 hour', due_at = now() - interval '1 hour'`,
    );
    await server.api.post('/health/check');
    await eureka.sees();
    expect((await eureka.send('PUT', `${ORDERS}?status=UP`)).status).toBe(200);
    await eureka.sees('127.9.0.1:orders:8080=UP');
  });

  it('shows workers that registered by the API under the instance in their workerId', async () => {
    const register = (workerId: string, eureka: unknown, port = 9000): Promise<unknown> =>
      server.api.post('/register', {
        workerId,
        name: 'n',
        maxConcurrentJobs: 1,
        hostAddress: '127.9.0.9',
        port,
        capabilities: { eureka },
      });
    await register('NATIVE@1', {});
    // None of these may be seen as NATIVE/1.
    await register('1', { app: 'native' }, 6666);
    await register('OTHER@1', { app: 'NATIVE', instanceId: '1', ipAddr: '127.6.6.6' }, 6666);
    await register('native@1', { ipAddr: '127.6.6.6' }, 6666);
    await register('odd', [1], 6666);
    await register('LAST@1', {});
    await until(async () => (await eureka.seen('/vips/last')).length === 1);
    const { text } = await eureka.send('GET', '/vips/native');
    expect(instancesIn(text)).toMatchObject([
      { app: 'NATIVE', instanceId: '1', ipAddr: '127.9.0.9', port: { $: 9000 } },
    ]);
    const { text: all } = await eureka.send('GET', '/apps');
    expect(all).not.toMatch(/6666|127\.6\.6\.6/);
    const counted = instancesIn(all).filter(({ status }) => status === 'UP').length;
    expect(applicationsIn(all).apps__hashcode).toContain(`UP_${counted}_`);
  });

  it('accepts the replication of a Eureka server, each item with its status', async () => {
    const { instance } = eurekaInstance({
      app: 'PEER',
      instanceId: 'p1',
      lastDirtyTimestamp: '1764460001000',
    });
    const item = { appName: 'PEER', id: 'p1', lastDirtyTimestamp: 1_764_460_001_000, status: 'UP' };
    const replicate = async (...replicationList: object[]): Promise<number[]> => {
      const { status, text } = await eureka.send(
        'POST',
        '/peerreplication/batch/',
        JSON.stringify({ replicationList }),
      );
      expect(status).toBe(200);
      return (JSON.parse(text) as { responseList: { statusCode: number }[] }).responseList.map(
        ({ statusCode }) => statusCode,
      );
    };
    const heartbeat = { ...item, action: 'Heartbeat', instanceInfo: null };
    const register = { ...item, action: 'Register', instanceInfo: instance };
    expect(await replicate(heartbeat, register, heartbeat, { action: 'Explode' })).toEqual([
      404, 200, 200, 400,
    ]);
    await until(async () => (await eureka.seen()).includes('p1=UP'));
    const older = { ...instance, lastDirtyTimestamp: '1764460000000', lastUpdatedTimestamp: '1764460077000' };
    expect(await replicate({ ...register, instanceInfo: older })).toEqual([200]);
    expect((await server.api.get('/PEER@p1')).body).toMatchObject({ incarnation: 1 });
    const override = { ...item, action: 'StatusUpdate', status: 'OUT_OF_SERVICE' };
    expect(await replicate(override)).toEqual([200]);
    await until(async () => (await eureka.seen()).includes('p1=OUT_OF_SERVICE'));
    await replicate({ ...heartbeat, overriddenStatus: 'UNKNOWN' });
    await until(async () => (await eureka.seen()).includes('p1=UP'));
    await replicate({ ...register, instanceInfo: { ...instance, overriddenStatus: 'OUT_OF_SERVICE' } });
    await until(async () => (await eureka.seen()).includes('p1=OUT_OF_SERVICE'));
    await replicate({ ...item, action: 'DeleteStatusOverride' });
    await until(async () => (await eureka.seen()).includes('p1=UP'));
    // An order of an operator is none of the peer's.
    await server.api.post('/PEER@p1/drain', { reason: 'rack' });
    await until(async () => (await eureka.seen()).includes('p1=OUT_OF_SERVICE'));
    await replicate({ ...heartbeat, overriddenStatus: 'UNKNOWN' });
    expect((await server.api.get('/PEER@p1')).body).toMatchObject({ order: { kind: 'DRAINING' } });
    jest
      .spyOn(server.app.get(WorkerRegistrationService), 'processHeartbeat')
      .mockRejectedValueOnce(new DomainError('database_unavailable'));
    const failed = await eureka.send(
      'POST',
      '/peerreplication/batch',
      JSON.stringify({ replicationList: [heartbeat, heartbeat] }),
    );
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(
      await replicate({ ...item, action: 'DeleteStatusOverride' }, { ...item, action: 'Cancel' }),
    ).toEqual([200, 200]);
    await until(async () => !(await eureka.seen()).join().includes('p1='));
  });

  it('answers from memory while the database is unavailable', async () => {
    const seen = await eureka.seen();
    await server.database.query(`ALTER TABLE worker_registration.worker RENAME TO away`);
    expect(await eureka.seen()).toEqual(seen);
    await server.database.query(`ALTER TABLE worker_registration.away RENAME TO worker`);
  });
});
