import { EurekaClient, applicationsIn } from '../support/eureka-client.js';
import { eurekaInstance } from '../factories/eureka.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { BOOTSTRAP_KEY, startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const SETTINGS = { ...SWEEPS_BY_HAND, 'facades.eureka.enabled': true };
const ORDERS = '/apps/ORDERS/127.9.0.1:orders:8080';

describe('The facade of Eureka', () => {
  let server: TestServer;
  let eureka: EurekaClient;
  beforeAll(async () => {
    server = await startTestServer({ settings: SETTINGS });
    eureka = new EurekaClient(`${server.url}/eureka`);
  });
  afterAll(() => server.close());

  const json = 'application/json';
  const manyEntries = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n]));
  const instance = (given: object): string =>
    JSON.stringify({ instance: { app: 'X', hostName: 'h', ...given } });

  it.each([
    ['an empty object', '{}', json, 400, 'hostName is required'],
    ['a port', instance({ port: { $: 99_999 } }), json, 400, 'port must be a number from 0 to 65535'],
    ['another application', instance({ app: 'Y' }), json, 400, 'app must be the application of the path, X'],
    ['a long text', instance({ vipAddress: 'v'.repeat(2000) }), json, 400, 'at most 1000 characters'],
    ['much metadata', instance({ metadata: manyEntries }), json, 400, 'up to 200 entries'],
    ['a large body', instance({ pad: 'x'.repeat(70_000) }), json, 413, '64 KiB'],
    ['no JSON', 'not JSON', json, 400, 'not JSON'],
    ['a status', instance({ status: 'FINE' }), json, 400, 'UP, DOWN, STARTING'],
    ['an id', instance({ instanceId: 'a\u0007' }), json, 400, 'instanceId must not contain control'],
    ['other XML', '\uFEFF \n<instance><app>X', json, 400, 'not XML of an instance'],
    ['half of XML', '<instance><app>X', 'application/xml', 400, 'not XML of an instance'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'text/xml', 400, 'document type'],
    ['an unknown entity', '<instance><app>&b;</app></instance>', 'text/xml', 400, 'not XML of an instance'],
    ['deep XML', `${'<a>'.repeat(20)}${'</a>'.repeat(20)}`, 'application/xml', 400, 'levels deep'],
  ])('refuses %s', async (_what, body, type, status, message) => {
    const answer = await eureka.with({ 'content-type': type }).send('POST', '/apps/X', body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(message);
  });

  describe('with credentials', () => {
    let guarded: TestServer;
    beforeAll(async () => {
      guarded = await startTestServer({
        settings: { ...SETTINGS, 'auth.mode': 'token' },
        database: server.database,
      });
    });
    afterAll(() => guarded.close());
    const asked = (path = '/eureka'): EurekaClient => new EurekaClient(`${guarded.url}${path}`);
    const basic = (credential: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(credential).toString('base64')}`,
    });
    const keyOf = async (body: object): Promise<string> => {
      const admin = guarded.api.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });
      return (await admin.post<{ key: string }>('/access/keys', body)).body.key;
    };

    it.each([
      ['POST', '/apps/ORDERS'],
      ['PUT', ORDERS],
      ['DELETE', ORDERS],
      ['GET', '/apps'],
      ['GET', '/v2/apps'],
      ['GET', '/apps/delta'],
      ['GET', '/apps/ORDERS'],
      ['GET', ORDERS],
      ['GET', '/instances/x'],
      ['GET', '/vips/x'],
      ['GET', '/svips/x'],
      ['PUT', `${ORDERS}/status?value=UP`],
      ['DELETE', `${ORDERS}/status`],
      ['PUT', `${ORDERS}/metadata?a=b`],
      ['POST', '/peerreplication/batch'],
    ])('refuses requests without a credential: %s %s', async (method, path) => {
      const { status, headers } = await asked().send(method, path);
      expect([status, headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringMatching(/^Basic realm="/),
      ]);
      expect((await asked().with(basic('eureka:guess')).send(method, path)).status).toBe(401);
      expect((await asked().with({ authorization: 'Basic' }).send(method, path)).status).toBe(401);
    });

    it('accepts keys by HTTP basic, with their roles and scope', async () => {
      const all = await keyOf({ name: 'eureka', roles: ['registrar', 'gateway', 'operator'] });
      const client = asked().with(basic(`eureka:${all}`));
      await client.register(eurekaInstance({ app: 'SHOP', instanceId: 's1' }));
      await until(async () => (await client.seen()).includes('s1=UP'));
      // The other instance of the service learns of it by the journal.
      await until(async () => (await eureka.seen()).includes('s1=UP'));
      expect((await client.send('PUT', '/apps/SHOP/s1?status=UP')).status).toBe(200);

      const reader = asked().with(basic(await keyOf({ name: 'r', roles: ['viewer'] })));
      expect(await reader.seen()).toContain('s1=UP');
      expect((await reader.send('DELETE', '/apps/SHOP/s1')).status).toBe(403);
      expect((await reader.register(eurekaInstance())).status).toBe(403);

      const limited = await keyOf({ name: 'l', roles: ['registrar', 'gateway'], workerIdPrefix: 'SHOP@' });
      const shop = asked().with(basic(`shop:${limited}`));
      expect(await shop.seen()).toEqual(['s1=UP']);
      expect(applicationsIn((await shop.send('GET', '/apps/delta')).text).apps__hashcode).toBe('UP_1_');
      expect((await shop.register(eurekaInstance())).status).toBe(403);
      expect((await shop.send('PUT', `${ORDERS}?status=UP`)).status).toBe(404);
      const cancel = { appName: 'SHOP', id: 's1', action: 'Cancel' };
      const batch = JSON.stringify({ replicationList: [cancel, { ...cancel, action: 'Heartbeat' }] });
      const { text } = await shop.send('POST', '/peerreplication/batch', batch);
      expect(JSON.parse(text)).toEqual({ responseList: [{ statusCode: 403 }, { statusCode: 200 }] });
      const operator = asked().with(basic(`o:${await keyOf({ name: 'o', roles: ['operator'] })}`));
      const { text: lifted } = await operator.send(
        'POST',
        '/peerreplication/batch',
        JSON.stringify({
          replicationList: [
            { ...cancel, action: 'Heartbeat' },
            { ...cancel, action: 'DeleteStatusOverride' },
          ],
        }),
      );
      expect(JSON.parse(lifted)).toEqual({ responseList: [{ statusCode: 403 }, { statusCode: 200 }] });
      expect((await client.send('DELETE', '/apps/SHOP/s1')).status).toBe(200);
      const { body } = await guarded.api
        .with({ authorization: `Bearer ${BOOTSTRAP_KEY}` })
        .get('/SHOP@s1/events?type=deregistered');
      expect(body).toMatchObject({ events: [{ actor: 'key:eureka' }] });
    });

    it('shows the right worker, whatever a limited key or a join token describes', async () => {
      const client = asked().with(basic(`eureka:${BOOTSTRAP_KEY}`));
      await client.register(eurekaInstance({ instanceId: 'o7', ipAddr: '127.9.0.7' }));
      const admin = guarded.api.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });
      const made = await admin.post<{ joinToken: string }>('/access/join-tokens', {
        name: 'join',
        uses: 9,
        workerIdPattern: 'shop-*',
      });
      const limited = await keyOf({ name: 'narrow', roles: ['registrar'], workerIdPrefix: 'shop-' });
      const attack = { app: 'ORDERS', instanceId: 'o7', hostName: 'evil', ipAddr: '127.6.6.6' };
      const statuses = [];
      for (const [n, credential] of [made.body.joinToken, limited].entries())
        for (const [m, eureka] of [attack, { app: 'ORDERS' }, 'ORDERS'].entries()) {
          const body = {
            workerId: `shop-${n}${m}`,
            name: 'n',
            maxConcurrentJobs: 1,
            hostAddress: '127.6.6.6',
          };
          const api = guarded.api.with({ authorization: `Bearer ${credential}` });
          statuses.push((await api.post('/register', { ...body, capabilities: { eureka } })).status);
        }
      expect(statuses).toEqual(Array.from({ length: 6 }, () => 201));
      await client.register(eurekaInstance({ app: 'LAST', instanceId: 'l', vipAddress: 'last' }));
      await until(async () => (await client.seen('/vips/last')).length === 1);
      expect((await client.send('GET', '/apps')).text).not.toContain('127.6.6.6');
      expect((await client.send('GET', '/apps/ORDERS/o7')).text).toContain('127.9.0.7');
    });
  });
});

it('The facade is off unless its setting is on', async () => {
  const server = await startTestServer();
  expect((await new EurekaClient(`${server.url}/eureka`).send('GET', '/apps')).status).toBe(404);
  await server.close();
});
