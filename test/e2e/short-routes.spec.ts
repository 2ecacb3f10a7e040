import type { CallHandler, CanActivate, NestInterceptor, PipeTransform, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard } from '../../src/identity/access/access.guard.js';
import { JobsController } from '../../src/jobs/jobs.controller.js';
import { shortCallOf } from '../../src/platform/http/short-call.js';
import { HeartbeatsController } from '../../src/workers/heartbeats/heartbeats.controller.js';
import { WorkersController } from '../../src/workers/listing/workers.controller.js';
import { RegistrationController } from '../../src/workers/registration/registration.controller.js';
import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { startHostedServer } from '../support/hosted-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const NAME = 'worker-with-a-short-way';
const JSON_TYPE = 'application/json';
const UNKNOWN = JSON.stringify(
  Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index])),
);

/** An answer without what differs from one request to the next. */
function lasting({ status, headers, body }: Answer): object {
  const text = JSON.stringify(body)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replaceAll(/"(instance|heartbeatCount|intervalSeconds|fence|accessToken)":("[^"]*"|[\d.]+)/g, '"$1":0');
  return { status, headers: headersOf(headers), body: JSON.parse(text) as object };
}

const headersOf = (headers: Headers): object => {
  const others = Object.fromEntries(headers);
  for (const name of ['date', 'content-length', 'keep-alive', 'x-request-id']) delete others[name];
  return others;
};

describe('A host with guards, interceptors and pipes for all its routes', () => {
  const asked: string[] = [];
  const guard: CanActivate = { canActivate: () => asked.push('guard') > 0 };
  const interceptor: NestInterceptor = {
    intercept: (_context, next: CallHandler) => {
      asked.push('interceptor');
      return next.handle();
    },
  };
  const pipe: PipeTransform = {
    transform: (value: unknown) => {
      asked.push('pipe');
      return value;
    },
  };
  let hosts: readonly [TestServer, TestServer];
  beforeAll(async () => {
    const around = (app: NestFastifyApplication): void =>
      void app.useGlobalGuards(guard).useGlobalInterceptors(interceptor).useGlobalPipes(pipe);
    hosts = await Promise.all([startHostedServer({}), startHostedServer({}, around)]);
    for (const { api } of hosts) await api.post('/register', registration({ workerId: NAME }));
  });
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  it('runs them on a registration, a heartbeat and a read', async () => {
    const [, { api }] = hosts;
    const register = () => api.post('/register', registration({ workerId: 'around' }));
    for (const call of [register, () => api.post(`/${NAME}/heartbeat`, {}), () => api.get(`/${NAME}`)]) {
      asked.length = 0;
      await call();
      expect(new Set(asked)).toEqual(new Set(['guard', 'interceptor', 'pipe']));
    }
  });

  it.each([
    ['nothing', undefined, undefined],
    ['an empty body', '', JSON_TYPE],
    ['an empty object', '{}', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['a list', '[]', JSON_TYPE],
    ['a number', '5', JSON_TYPE],
    ['broken JSON', '{"status"', JSON_TYPE],
    ['another type', 'a=1', 'application/x-www-form-urlencoded'],
    ['NDJSON', '{}', 'application/x-ndjson'],
    ['too much', `"${'x'.repeat(2 ** 20)}"`, JSON_TYPE],
    ['invalid fields', '{"status":"DRAINING","currentJobCount":-1,"cpuUsage":101,"message":5}', JSON_TYPE],
    [
      'odd values',
      '{"cpuUsage":1e-40,"memoryUsage":null,"message":"\\"\\\\,{}NULL\\n😀","bootId":""}',
      JSON_TYPE,
    ],
    ['odd names', '{"__proto__":{"status":"BUSY"},"constructor":1,"":2}', JSON_TYPE],
    ['very many unknown fields', UNKNOWN, JSON_TYPE],
    [
      'all that there is',
      '{"status":"BUSY","currentJobCount":2,"errorCount":1,"droppedJobs":["a"]}',
      JSON_TYPE,
    ],
  ])('answers a heartbeat of %s like one without them', async (_what, body, type) => {
    const beat = ({ api }: TestServer): Promise<Answer> => api.send('POST', `/${NAME}/heartbeat`, body, type);
    const [short, usual] = await Promise.all(hosts.map(beat));
    expect(lasting(short!)).toEqual(lasting(usual!));
  });

  it.each([
    ['a job', '{"jobId":"claimed"}'],
    ['the same job again', '{"jobId":"claimed"}'],
    ['a job that no worker can take', '{"jobId":"other","zone":"nowhere"}'],
    ['no job', '{"priority":"high"}'],
    ['broken JSON', '{"jobId":'],
  ])('answers a claim of %s like one without them', async (_what, body) => {
    const claim = ({ api }: TestServer): Promise<Answer> => api.send('POST', '/jobs/claim', body, JSON_TYPE);
    const [short, usual] = await Promise.all(hosts.map(claim));
    expect(lasting(short!)).toEqual(lasting(usual!));
  });

  it.each([
    ['a new worker', '{"workerId":"new","name":"New","maxConcurrentJobs":2,"bootId":"1"}'],
    ['a known worker', '{"workerId":"new","name":"New","maxConcurrentJobs":3,"bootId":"2"}'],
    ['nothing', undefined],
    ['invalid fields', '{"workerId":"new","maxConcurrentJobs":0,"port":"x"}'],
    ['broken JSON', '{"workerId":'],
    ['very many unknown fields', UNKNOWN],
  ])('answers a registration of %s like one without them', async (_what, body) => {
    for (const path of ['/register', '']) {
      const register = ({ api }: TestServer): Promise<Answer> => api.send('POST', path, body, JSON_TYPE);
      const [short, usual] = await Promise.all(hosts.map(register));
      expect(lasting(short!)).toEqual(lasting(usual!));
    }
  });

  it.each([`/${NAME}`, `/${NAME}/status`, '/nobody', '/a%00b', `/${'x'.repeat(200)}`])(
    'answers GET %s like one without them',
    async (path) => {
      const [short, usual] = await Promise.all(hosts.map(({ api }) => api.get(path)));
      expect(lasting(short!)).toEqual(lasting(usual!));
    },
  );
});

describe('The short way', () => {
  it.each<[Type, string]>([
    [RegistrationController, 'register'],
    [RegistrationController, 'registerAtPrefix'],
    [HeartbeatsController, 'heartbeat'],
    [JobsController, 'claim'],
    [WorkersController, 'read'],
  ])('is possible for %p.%s', (controller, name) => {
    expect(shortCallOf(controller, name, AccessGuard)).toBeDefined();
  });
});

describe('The short way of heartbeats and reads', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.api.post('/register', registration({ workerId: NAME }));
  });
  afterAll(() => server.close());

  it('has the same security headers on answers and refusals as all routes', async () => {
    const { api } = server;
    const refused = await api.post('/nobody/deregister', {});
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    for (const answer of [await api.post('/nobody/heartbeat', {}), await api.get('/nobody')])
      expect(headersOf(answer.headers)).toEqual(headersOf(refused.headers));
    const listed = await api.get('/');
    for (const answer of [await api.post(`/${NAME}/heartbeat`, {}), await api.get(`/${NAME}`)])
      expect(headersOf(answer.headers)).toEqual(headersOf(listed.headers));
  });
});
