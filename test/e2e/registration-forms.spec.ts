import type { OpenAPIObject } from '@nestjs/swagger';
import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Examples = Record<'full' | 'short', { value: object }>;
type RequestBodyObject = Extract<NonNullable<OperationObject['requestBody']>, { content: object }>;
type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;

interface Registered {
  worker: Record<string, unknown>;
  warnings: string[];
}

let server: TestServer;
beforeAll(async () => {
  // None of the addresses is dialled.
  server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
});
afterAll(() => server.close());

const register = (given: Record<string, unknown>): Promise<Answer<Registered>> =>
  server.api.post<Registered>('/register', registration(given));

const long = (length: number): string => 'x'.repeat(length);

describe('A valid registration', () => {
  const FORMS: [given: Record<string, unknown>, shown: Record<string, unknown>][] = [
    [{ workerId: `a${long(127)}` }, { workerId: `a${long(127)}` }],
    [{ workerId: '0._:@-Z' }, { workerId: '0._:@-Z' }],
    [{ name: '  Worker Ünö 😀 ' }, { name: 'Worker Ünö 😀' }],
    [{ hostAddress: '10.0.1.15:9090' }, { hostAddress: '10.0.1.15', port: 9090 }],
    [{ hostName: 'node1:9090' }, { hostName: 'node1', port: 9090 }],
    [{ hostAddress: '[::1]:9090' }, { hostAddress: '::1', port: 9090 }],
    [{ hostAddress: '2001:db8::7' }, { hostAddress: '2001:db8::7', port: null }],
    [
      { hostAddress: '10.0.1.15:9090', port: '9090', maxConcurrentJobs: '10', workerLoadFactor: '0.5' },
      { hostAddress: '10.0.1.15', port: 9090, maxConcurrentJobs: 10, workerLoadFactor: 0.5 },
    ],
    [{ hostName: '482913047561' }, { hostName: '482913047561' }],
    [{ hostName: 'Host.Example.com.' }, { hostName: 'Host.Example.com' }],
    [{ hostAddress: 'Host.Example.com.:9090' }, { hostAddress: 'host.example.com', port: 9090 }],
    [{ hostAddress: '[fd12::1%25eth0]:9090' }, { hostAddress: 'fd12::1%eth0', port: 9090 }],
    [{ hostName: long(83) }, { hostName: long(83) }],
    [{ tags: ['x,y', true, 5] }, { tags: ['x', 'y', 'true', '5'] }],
    [{ tags: '["x", "y"]' }, { tags: ['x', 'y'] }],
    [{ expectOnline: 'FALSE' }, { status: 'INACTIVE' }],
    [{ maxConcurrentJobs: 100 }, { maxConcurrentJobs: 100, availableCapacity: 100 }],
    [{ maxConcurrentJobs: 10, workerLoadFactor: 0.25 }, { availableCapacity: 2 }],
    [{ capabilities: { java: true } }, { capabilities: { java: true } }],
    [{ capabilities: '{"java": true}' }, { capabilities: { java: true } }],
    [{ capabilities: '' }, { capabilities: {} }],
    [{ tags: [' a ', 'b', 'a', ''] }, { tags: ['a', 'b'] }],
    [{ tags: 'production, fast,production' }, { tags: ['production', 'fast'] }],
    [
      { version: long(64), zone: long(64) },
      { version: long(64), zone: long(64) },
    ],
    [{ expectOnline: false }, { status: 'INACTIVE', leaseExpiresAt: null }],
    [
      { hostName: '', zone: ' ', version: '' },
      { hostName: null, zone: null, version: null },
    ],
    [
      {
        hostName: null,
        port: null,
        capabilities: null,
        tags: null,
        priorityThreshold: null,
        workerLoadFactor: null,
      },
      { hostName: null, port: null, capabilities: {}, tags: [], priorityThreshold: 0, workerLoadFactor: 1 },
    ],
    [
      {
        bootId: 'b1',
        activeJobCount: 2,
        activeJobs: ['j1', 'j2'],
        healthPath: '/healthz',
        reconnect: { enabled: false },
      },
      { status: 'ACTIVE', currentJobCount: 2 },
    ],
  ];

  it.each(FORMS)('accepts form %#', async (given, shown) => {
    const { status, body } = await register(given);
    expect({ status, worker: body.worker, warnings: body.warnings }).toMatchObject({
      status: 201,
      worker: shown,
      warnings: [],
    });
  });

  it('accepts the bodies of the documentation', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenAPIObject;
    const { requestBody } = document.paths['/api/v1/worker-registration/register']!.post!;
    const { full, short } = (requestBody as RequestBodyObject).content['application/json']!
      .examples as Examples;
    const first = await server.api.post('/register', full.value);
    const second = await server.api.post('/register', short.value);
    expect(first).toMatchObject({
      status: 201,
      body: {
        worker: { capabilities: { java: true, python: true }, tags: ['production', 'high-performance'] },
      },
    });
    expect(second).toMatchObject({
      status: 200,
      body: { worker: { name: 'Test Worker', hostAddress: 'localhost' } },
    });
  });

  it('drops unknown fields and names them', async () => {
    const reconnect = { enabled: false, intervalSecond: 5 };
    const { status, body } = await register({
      workerId: 'newer',
      capabilites: { java: true },
      shoeSize: 44,
      reconnect,
    });
    expect(status).toBe(201);
    expect(body.worker).not.toHaveProperty('shoeSize');
    expect(body.warnings).toEqual([
      'Unknown field "capabilites" was dropped; did you mean capabilities?',
      'Unknown field "shoeSize" was dropped',
      'Unknown field "reconnect.intervalSecond" was dropped; did you mean intervalSeconds?',
    ]);
    const kept = `SELECT reconnect FROM worker_registration.worker WHERE worker_id = 'newer'`;
    expect(await server.database.query(kept)).toEqual([{ reconnect: { enabled: false } }]);
  });
});
