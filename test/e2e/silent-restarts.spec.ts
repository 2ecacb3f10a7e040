import { Logger } from '@nestjs/common';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { TokenBearers } from '../support/token-bearer.js';

describe('A worker that registers again and counts as restarted', () => {
  let server: TestServer;
  const warnings: string[] = [];
  beforeAll(async () => {
    server = await startTestServer();
    const ignore = () => undefined;
    Logger.overrideLogger({ log: ignore, error: ignore, warn: (line: string) => warnings.push(line) });
  });
  afterAll(() => server.close());

  it('is named in the log if it reports neither its process nor its jobs', async () => {
    const bearers = new TokenBearers(server);
    const again = async (workerId: string, given: object) => {
      await bearers.register(workerId, { bootId: 'boot-1' });
      return (await bearers.register(workerId, given)).body.outcome;
    };
    expect(await again('says-boot-id', { bootId: 'boot-2' })).toBe('restarted');
    expect(await again('says-no-jobs', { activeJobCount: 0 })).toBe('restarted');
    expect(warnings).toEqual([]);
    expect(await again('silent', {})).toBe('restarted');
    expect(warnings).toEqual([expect.stringMatching(/^silent re-registered without bootId/)]);
    await server.api.post('/register/batch', [registration({ workerId: 'silent' })]);
    expect(warnings).toHaveLength(1);
  });
});
