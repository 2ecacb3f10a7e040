import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Many bodies fail here; how often they may is the subject of registration-attempts.spec.ts. */
const PATIENT = {
  'jobscheduler.worker.max-registration-attempts': 1_000_000,
  'jobscheduler.worker.max-address-failures': 1_000_000,
  'jobscheduler.worker.reconnect-enabled': false,
};

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
const WORKER_ID = (value: string): string =>
  `Worker ID "${value}" must consist of letters, digits and . _ : @ - and begin with a letter or a digit`;
const POSITIVE = 'Max concurrent jobs must be positive';
const PORT = 'Port must be between 1 and 65535';
const LOAD = 'Worker load factor must be between 0.1 and 2.0';
const ADDRESS = (value: string): string =>
  `Host address must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15, not "${value}"`;
const CAPABILITIES = 'Capabilities must be a JSON object, or text that holds one, such as {"java": true}';
const UNSTORABLE = 'must not contain NUL characters or broken Unicode';
const HEALTH_PATH = (value: string): string =>
  `Health path "${value}" must begin with / and contain no spaces`;
const long = (length: number): string => 'x'.repeat(length);

describe('An invalid registration', () => {
  it.each([
    ['workerId', undefined, REQUIRED],
    ['workerId', null, REQUIRED],
    ['workerId', '', REQUIRED],
    ['workerId', '  ', REQUIRED],
    ['workerId', 7, 'Worker ID must be text, not 7'],
    ['workerId', long(129), 'Worker ID must be at most 128 characters, not 129'],
    ['workerId', 'a b', WORKER_ID('a b')],
    ['workerId', 'a/b', WORKER_ID('a/b')],
    ['workerId', 'wörker', WORKER_ID('wörker')],
    ['workerId', '.hidden', WORKER_ID('.hidden')],
    ['workerId', '-dash', WORKER_ID('-dash')],
    ['workerId', 'a\u0000', `Worker ID ${UNSTORABLE}`],
    ['name', undefined, 'Worker name is required'],
    ['name', ' ', 'Worker name is required'],
    ['name', 5, 'Worker name must be text, not 5'],
    ['name', long(201), 'Worker name must be at most 200 characters, not 201'],
    ['name', 'a\ud800', `Worker name ${UNSTORABLE}`],
    ['hostAddress', 'not a host', ADDRESS('not a host')],
    ['hostAddress', '10.0.1', ADDRESS('10.0.1')],
    ['hostAddress', 'node1:http', ADDRESS('node1:http')],
    ['hostAddress', '[::1', ADDRESS('[::1')],
    ['hostAddress', 10, 'Host address must be text, not 10'],
    ['hostName', 'a\u001bb', 'Host name must consist of printable characters, not "a\\u001bb"'],
    [
      'hostAddress',
      'http://10.0.0.1:9090',
      'Host address must be without a scheme and path: 10.0.0.1:9090 instead of http://10.0.0.1:9090',
    ],
    [
      'hostAddress',
      '10.0.0.1, 10.0.0.2',
      'Host address must be one address; got several in one text. Register the one at which others reach the worker',
    ],
    ['port', 0, PORT],
    ['port', -1, PORT],
    ['port', 65_536, PORT],
    ['port', 80.5, 'Port must be a whole number, not 80.5'],
    ['port', '80a', 'Port must be a whole number, not "80a"'],
    ['port', '65536', PORT],
    ['maxConcurrentJobs', undefined, POSITIVE],
    ['maxConcurrentJobs', null, POSITIVE],
    ['maxConcurrentJobs', 0, POSITIVE],
    ['maxConcurrentJobs', -1, POSITIVE],
    ['maxConcurrentJobs', 101, 'Max concurrent jobs cannot exceed 100'],
    ['maxConcurrentJobs', 1e10, 'Max concurrent jobs cannot exceed 100'],
    ['maxConcurrentJobs', 1.5, 'Max concurrent jobs must be a whole number, not 1.5'],
    ['maxConcurrentJobs', '10.5', 'Max concurrent jobs must be a whole number, not "10.5"'],
    ['maxConcurrentJobs', '500', 'Max concurrent jobs cannot exceed 100'],
    ['capabilities', '{"java": tru', String.raw`${CAPABILITIES}, not "{\"java\": tru"`],
    ['capabilities', ['java'], `${CAPABILITIES}, not a list`],
    ['capabilities', '["java"]', `${CAPABILITIES}, not a list`],
    ['capabilities', true, `${CAPABILITIES}, not true`],
    ['capabilities', { a: long(17_000) }, 'Capabilities must be at most 16 KiB of JSON, not 17 KiB'],
    [
      'capabilities',
      JSON.stringify({ a: long(17_000) }),
      'Capabilities must be at most 16 KiB of JSON, not 17 KiB',
    ],
    ['capabilities', { a: ['\u0000'] }, `Capabilities ${UNSTORABLE}`],
    ['capabilities', '{"\\ud800": 1}', `Capabilities ${UNSTORABLE}`],
    ['tags', 5, 'Tags must be a list, not 5'],
    ['tags', [{}], 'A tag must be text, not an object'],
    ['tags', [long(101)], 'A tag must be at most 100 characters, not 101'],
    ['tags', Array.from({ length: 51 }, (_, index) => `t${index}`), 'Tags must be at most 50, not 51'],
    ['version', long(65), 'Version must be at most 64 characters, not 65'],
    ['priorityThreshold', -1, 'Priority threshold must be between 0 and 2147483647, not -1'],
    ['priorityThreshold', 1.5, 'Priority threshold must be a whole number, not 1.5'],
    ['workerLoadFactor', 0.05, LOAD],
    ['workerLoadFactor', 2.1, LOAD],
    ['workerLoadFactor', '1,5', 'Worker load factor must be a number, not "1,5"'],
    ['zone', long(65), 'Zone must be at most 64 characters, not 65'],
    ['bootId', long(65), 'Boot ID must be at most 64 characters, not 65'],
    ['activeJobCount', -1, 'Active job count must be between 0 and 2147483647, not -1'],
    ['activeJobs', 'job-1', 'Active jobs must be a list, not "job-1"'],
    ['activeJobs', [1], 'Job ID must be text, not 1'],
    ['force', 'yes', 'Force must be true or false, not "yes"'],
    ['expectOnline', 'no', 'Expect online must be true or false, not "no"'],
    ['healthPath', 'healthz', HEALTH_PATH('healthz')],
    ['healthPath', '/a b', HEALTH_PATH('/a b')],
    ['healthPath', `/${long(200)}`, 'Health path must be at most 200 characters, not 201'],
    ['reconnect', 'never', 'Reconnect must be a JSON object, not "never"'],
    ['reconnect', { intervalSeconds: 0 }, 'Reconnect intervalSeconds must be between 1 and 86400, not 0'],
  ])('with %s gets the reason (%#)', async (field, value, message) => {
    const { status, body } = await register({ [field]: value });
    expect({ status, ...body }).toMatchObject({ status: 400, message, errors: [{ field, message }] });
  });

  it('may have capabilities of ten thousand levels', async () => {
    const levels = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const text = JSON.stringify(registration()).replace('}', `,"capabilities":${levels}}`);
    const { body } = await server.api.send('POST', '/register', text, 'application/json');
    expect(body).toMatchObject({ message: 'The body is nested more than 100 levels deep' });
  });

  it('gets unknown fields named, with the right name or place', async () => {
    const { body } = await register({
      maxConcurrentJobs: null,
      max_concurrent_jobs: 4,
      status: 'active',
      colour: 'red',
    });
    expect(body).toMatchObject({
      message: 'Max concurrent jobs must be positive',
      warnings: [
        'Unknown field "max_concurrent_jobs" was dropped; did you mean maxConcurrentJobs?',
        'Unknown field "status" was dropped; heartbeats report it',
        'Unknown field "colour" was dropped',
      ],
    });
  });

  it('gets all faults at once', async () => {
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
      [...words, 'register', 'health', 'config', 'jobs', 'events', 'session', 'Events', 'HEALTH'].filter(
        Boolean,
      ),
    );
    for (const workerId of reserved) {
      const { body } = await register({ workerId });
      expect(body).toMatchObject({
        message: `Worker ID must not be "${workerId}", which is a path of this API`,
      });
    }
  });
});
