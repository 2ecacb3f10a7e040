import type { OpenAPIObject } from '@nestjs/swagger';
import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Many bodies fail here; how often they may is the subject of registration-attempts.spec.ts. */
const PATIENT = {
  'jobscheduler.worker.max-registration-attempts': 1_000_000,
  'jobscheduler.worker.max-address-failures': 1_000_000,
};

type Examples = Record<'full' | 'short', { value: object }>;
type RequestBodyObject = Extract<NonNullable<OperationObject['requestBody']>, { content: object }>;
type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;

interface Registered {
  worker: Record<string, unknown>;
  warnings: string[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: PATIENT });
});
afterAll(() => server.close());

const register = (given: Record<string, unknown>): Promise<Answer<Registered>> =>
  server.api.post<Registered>('/register', registration(given));

const REQUIRED = 'Worker ID is required';
const WORKER_ID =
  'Worker ID must consist of letters, digits and . _ : @ - and begin with a letter or a digit';
const POSITIVE = 'Max concurrent jobs must be positive';
const PORT = 'Port must be between 1 and 65535';
const LOAD = 'Worker load factor must be between 0.1 and 2.0';
const ADDRESS = 'Host address must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15';
const CAPABILITIES = 'Capabilities must be a JSON object, or text that holds one, such as {"java": true}';
const UNSTORABLE = 'must not contain NUL characters or broken Unicode';
const HEALTH_PATH = 'Health path must begin with / and hold no spaces';
const long = (length: number): string => 'x'.repeat(length);

describe('A registration that does not fit', () => {
  it.each([
    ['workerId', undefined, REQUIRED],
    ['workerId', null, REQUIRED],
    ['workerId', '', REQUIRED],
    ['workerId', '  ', REQUIRED],
    ['workerId', 7, 'Worker ID must be text'],
    ['workerId', long(129), 'Worker ID must be at most 128 characters, not 129'],
    ['workerId', 'a b', WORKER_ID],
    ['workerId', 'a/b', WORKER_ID],
    ['workerId', 'wörker', WORKER_ID],
    ['workerId', '.hidden', WORKER_ID],
    ['workerId', '-dash', WORKER_ID],
    ['workerId', 'a\u0000', `Worker ID ${UNSTORABLE}`],
    ['name', undefined, 'Worker name is required'],
    ['name', ' ', 'Worker name is required'],
    ['name', 5, 'Worker name must be text'],
    ['name', long(201), 'Worker name must be at most 200 characters, not 201'],
    ['name', 'a\ud800', `Worker name ${UNSTORABLE}`],
    ['hostAddress', 'not a host', ADDRESS],
    ['hostAddress', '10.0.1', ADDRESS],
    ['hostAddress', 'node1:http', ADDRESS],
    ['hostAddress', '[::1', ADDRESS],
    ['hostAddress', 10, 'Host address must be text'],
    ['hostName', '-', ADDRESS.replace('address', 'name')],
    ['port', 0, PORT],
    ['port', -1, PORT],
    ['port', 65_536, PORT],
    ['port', 80.5, 'Port must be a whole number'],
    ['port', '80', 'Port must be a whole number'],
    ['maxConcurrentJobs', undefined, POSITIVE],
    ['maxConcurrentJobs', null, POSITIVE],
    ['maxConcurrentJobs', 0, POSITIVE],
    ['maxConcurrentJobs', -1, POSITIVE],
    ['maxConcurrentJobs', 101, 'Max concurrent jobs cannot exceed 100'],
    ['maxConcurrentJobs', 1e10, 'Max concurrent jobs cannot exceed 100'],
    ['maxConcurrentJobs', 1.5, 'Max concurrent jobs must be a whole number'],
    ['maxConcurrentJobs', '10', 'Max concurrent jobs must be a whole number'],
    ['capabilities', '{"java": tru', CAPABILITIES],
    ['capabilities', ['java'], CAPABILITIES],
    ['capabilities', '["java"]', CAPABILITIES],
    ['capabilities', true, CAPABILITIES],
    ['capabilities', { a: long(17_000) }, 'Capabilities must be at most 16 KiB of JSON, not 17 KiB'],
    [
      'capabilities',
      JSON.stringify({ a: long(17_000) }),
      'Capabilities must be at most 16 KiB of JSON, not 17 KiB',
    ],
    ['capabilities', { a: ['\u0000'] }, `Capabilities ${UNSTORABLE}`],
    ['capabilities', '{"\\ud800": 1}', `Capabilities ${UNSTORABLE}`],
    ['tags', 5, 'Tags must be a list'],
    ['tags', [5], 'A tag must be text'],
    ['tags', [long(101)], 'A tag must be at most 100 characters, not 101'],
    ['tags', Array.from({ length: 51 }, (_, index) => `t${index}`), 'Tags must be at most 50, not 51'],
    ['version', long(65), 'Version must be at most 64 characters, not 65'],
    ['priorityThreshold', -1, 'Priority threshold must be between 0 and 2147483647'],
    ['priorityThreshold', 1.5, 'Priority threshold must be a whole number'],
    ['workerLoadFactor', 0.05, LOAD],
    ['workerLoadFactor', 2.1, LOAD],
    ['workerLoadFactor', '1', 'Worker load factor must be a number'],
    ['zone', long(65), 'Zone must be at most 64 characters, not 65'],
    ['bootId', long(65), 'Boot ID must be at most 64 characters, not 65'],
    ['activeJobCount', -1, 'Active job count must be between 0 and 2147483647'],
    ['activeJobs', 'job-1', 'Active jobs must be a list'],
    ['activeJobs', [1], 'Job ID must be text'],
    ['force', 'yes', 'Force must be true or false'],
    ['expectOnline', 'false', 'Expect online must be true or false'],
    ['healthPath', 'healthz', HEALTH_PATH],
    ['healthPath', '/a b', HEALTH_PATH],
    ['healthPath', `/${long(200)}`, 'Health path must be at most 200 characters, not 201'],
    ['reconnect', 'never', 'Reconnect must be a JSON object'],
    ['reconnect', { intervalSeconds: 0 }, 'Reconnect intervalSeconds must be between 1 and 86400'],
  ])('says of %s what is wrong (%#)', async (field, value, message) => {
    const { status, body } = await register({ [field]: value });
    expect({ status, ...body }).toMatchObject({ status: 400, message, errors: [{ field, message }] });
  });

  it('survives capabilities of ten thousand levels', async () => {
    const levels = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const text = JSON.stringify(registration()).replace('}', `,"capabilities":${levels}}`);
    const { body } = await server.api.send('POST', '/register', text, 'application/json');
    expect(body).toMatchObject({ message: 'Capabilities must be nested at most 20 levels deep' });
  });

  it('is told everything at once', async () => {
    const { body } = await register({ workerId: '', name: null, maxConcurrentJobs: 101, port: 0 });
    expect(body).toMatchObject({
      success: false,
      message: `${REQUIRED}; Worker name is required; ${PORT}; Max concurrent jobs cannot exceed 100`,
      errors: [
        { field: 'workerId', message: REQUIRED },
        { field: 'name', message: 'Worker name is required' },
        { field: 'port', message: PORT },
        { field: 'maxConcurrentJobs', message: 'Max concurrent jobs cannot exceed 100' },
      ],
    });
  });

  it('is refused under the name of any path of the API', async () => {
    const paths = Object.keys(
      ((await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: object }).paths,
    );
    const words = paths.map((path) => /^\/api\/v1\/worker-registration\/([a-z-]+)/.exec(path)?.[1] ?? '');
    const reserved = new Set(
      [...words, 'register', 'health', 'config', 'jobs', 'events', 'session'].filter(Boolean),
    );
    for (const workerId of reserved) {
      const { body } = await register({ workerId });
      expect(body).toMatchObject({
        message: `Worker ID must not be "${workerId}", which is a path of this API`,
      });
    }
  });
});

describe('A registration that fits', () => {
  const FORMS: [given: Record<string, unknown>, shown: Record<string, unknown>][] = [
    [{ workerId: `a${long(127)}` }, { workerId: `a${long(127)}` }],
    [{ workerId: '0._:@-Z' }, { workerId: '0._:@-Z' }],
    [{ name: '  Worker Ünö 😀 ' }, { name: 'Worker Ünö 😀' }],
    [{ hostAddress: '10.0.1.15:9090' }, { hostAddress: '10.0.1.15', port: 9090 }],
    [{ hostName: 'node1:9090' }, { hostName: 'node1', port: 9090 }],
    [{ hostAddress: '[::1]:9090' }, { hostAddress: '::1', port: 9090 }],
    [{ hostAddress: '2001:db8::7' }, { hostAddress: '2001:db8::7', port: null }],
    [
      { hostAddress: '10.0.1.15:9090', port: 8080 },
      { hostAddress: '10.0.1.15', port: 8080 },
    ],
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

  it.each(FORMS)('takes form %#', async (given, shown) => {
    const { status, body } = await register(given);
    expect({ status, worker: body.worker, warnings: body.warnings }).toMatchObject({
      status: 201,
      worker: shown,
      warnings: [],
    });
  });

  it('takes the bodies of the documentation as they are', async () => {
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
