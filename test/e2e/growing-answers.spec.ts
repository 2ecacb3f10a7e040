import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { NamesCache } from '../../src/fleet/names.cache.js';
import { DomainError } from '../../src/platform/errors/domain-error.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { RegistrationWriter } from '../../src/workers/registration/registration-writer.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const NDJSON = 'application/x-ndjson';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { 'jobscheduler.worker.heartbeat-outage-wait-ms': 0 } });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => server.close());

/** Returns the beginning of the answer. */
const send = async (path: string, lines: readonly string[]): Promise<IncomingMessage> => {
  const sent = request(`${server.url}/${DEFAULT_PREFIX}${path}`, {
    method: 'POST',
    headers: { 'content-type': NDJSON },
  });
  sent.end(lines.join('\n'));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
};

/** Items that are refused without a look at the database, in several slices. */
const refused = Array.from({ length: 3000 }, () => `{"note":"${'x'.repeat(300)}"}`);

describe('A large answer', () => {
  it.each([
    ['/register/batch', RegistrationWriter, 'writeMany'],
    ['/heartbeat/batch', NamesCache, 'withFreshNames'],
  ] as const)('of %s begins before the batch has been processed', async (path, Part, method) => {
    await server.api.post('/register', registration({ workerId: 'last' }));
    const part = server.app.get<Record<string, (...given: unknown[]) => Promise<unknown>>>(Part);
    const original = part[method]!.bind(part);
    let proceed = (): void => undefined;
    const permission = new Promise<void>((resolve) => (proceed = resolve));
    jest.spyOn(part, method).mockImplementation((...given) => permission.then(() => original(...given)));
    const answer = await send(path, [...refused, JSON.stringify(registration({ workerId: 'last' }))]);
    proceed();
    expect(answer.statusCode).toBe(200);
    expect(await json(answer)).toMatchObject({ total: 3001, succeeded: 1, failed: 3000 });
  });

  it('does not begin while its status may become 503', async () => {
    const unavailable = new DomainError('database_unavailable');
    jest.spyOn(server.app.get(RegistrationWriter), 'writeMany').mockRejectedValue(unavailable);
    const lines = Array.from({ length: 4000 }, (_, at) =>
      JSON.stringify(registration({ workerId: `unavailable-${at}` })),
    );
    const answer = await send('/register/batch', lines);
    expect(answer.statusCode).toBe(503);
    expect(await json(answer)).toMatchObject({ code: 'database_unavailable' });
  });

  it('refuses the heartbeats that cannot be looked up after others were accepted', async () => {
    const names = server.app.get(NamesCache);
    const find = names.findWorkers.bind(names);
    const unavailable = new DomainError('database_unavailable');
    jest
      .spyOn(names, 'findWorkers')
      .mockImplementation((given) => (given.includes('late') ? Promise.reject(unavailable) : find(given)));
    await server.api.post('/register', registration({ workerId: 'early' }));
    const lines = Array.from({ length: 1500 }, (_, at) => (at < 1000 ? 'early' : 'late'));
    const answer = await send(
      '/heartbeat/batch',
      lines.map((workerId) => JSON.stringify({ workerId, message: 'x'.repeat(100) })),
    );
    expect(answer.statusCode).toBe(200);
    expect(await json(answer)).toMatchObject({ total: 1500, succeeded: 1000, failed: 500 });
  });
});
