import * as exported from '../../src/index.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Method = (...given: unknown[]) => unknown;
const KNOWN = 'known';

/** Called by Nest; private; or called with ids of records that the service itself has read. */
const NOT_CALLED = /^(constructor|on[A-Z].*|before[A-Z].*|probe|judgeWorkers|liftFailed)$/;

/** Methods whose second text is no name of their caller's choice, but of the actor. */
const ACTORS = /^(ApiKeys|JoinTokens)Service/;

const SERVICES = [
  JobsService,
  ...Object.entries(exported)
    .filter(([name]) => name.endsWith('Service'))
    .map(([, service]) => service as unknown as typeof JobsService),
];

/** Each method of each service that an importing application may call. */
const METHODS = SERVICES.flatMap((service) =>
  Object.getOwnPropertyNames(service.prototype)
    .filter((name) => !NOT_CALLED.test(name))
    .map((name) => [`${service.name}.${name}`, service, name] as const),
);

describe('A text that PostgreSQL cannot store', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.api.post('/register', registration({ workerId: KNOWN }));
  });
  afterAll(() => server.close());

  /** How a call ends, in a word: no error of PostgreSQL itself is one of them. */
  async function endOf(service: (typeof SERVICES)[number], name: string, given: unknown[]): Promise<string> {
    const instance = server.app.get<object>(service, { strict: false }) as Record<string, Method>;
    try {
      await instance[name]!(...given);
      return 'done';
    } catch (error) {
      if (error instanceof exported.DomainError) return error.code;
      return 'severity' in (error as object) ? `PostgreSQL: ${(error as Error).message}` : 'not callable so';
    }
  }

  it.each(METHODS)('never reaches a statement of %s', async (label, service, name) => {
    const asSecond = ACTORS.test(label)
      ? []
      : [
          [KNOWN, '\0'],
          [KNOWN, '\0', {}],
        ];
    for (const text of ['\0', '\ud800', 'a\0b'])
      for (const given of [[text], [text, {}], [text, text], ...asSecond])
        expect([given, await endOf(service, name, given)]).toEqual([
          given,
          expect.not.stringContaining('PostgreSQL') as string,
        ]);
  });

  it('is an unknown id of a worker or a job, with the same error as the routes', async () => {
    const { app } = server;
    for (const text of ['\0', '\ud800']) {
      await expect(app.get(JobsService).endJob(KNOWN, text)).rejects.toMatchObject({
        code: 'job_not_assigned',
      });
      await expect(
        app.get(exported.WorkerHealthMonitorService).performWorkerHealthCheck(text),
      ).rejects.toMatchObject({ code: 'worker_not_registered' });
    }
  });

  it('is tried with every service', () => {
    expect(SERVICES.length).toBeGreaterThan(6);
    expect(METHODS.length).toBeGreaterThan(40);
  });
});
