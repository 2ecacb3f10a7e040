import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agents } from '../support/agents.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('Two agents with one state file', () => {
  const agents = new Agents();
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(join(tmpdir(), 'agents-'));
  });
  afterEach(() => agents.stopAll());
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('are never both the worker, even if they started while no server answered', async () => {
    const relay = await Relay.to(server.url);
    await relay.shut();
    const options = {
      server: relay.url,
      workerId: 'shared',
      stateFile: join(folder, 'shared.json'),
      heartbeat: { intervalMs: 50, longestPauseMs: 20 },
    };
    const both = [await agents.make(options), await agents.make(options)];
    // One at a time, so that the second one finds the unanswered registration of the first one.
    const starts = [];
    for (const { agent, heard } of both) {
      starts.push(agent.start().catch(() => undefined));
      await heard('problem');
    }

    await relay.open();
    await Promise.all(starts);
    await until(() => both.some(({ count }) => count('superseded') === 1));
    // The service may have answered the survivor later than the other one.
    await until(() => both.some(({ agent }) => agent.acceptsWork));

    const [survivor, ...more] = both.filter(({ agent }) => agent.acceptsWork);
    expect(more).toEqual([]);
    const before = survivor!.count('heartbeat');
    await until(() => survivor!.count('heartbeat') > before + 2);
    const kept = JSON.parse(await readFile(options.stateFile, 'utf8')) as { accessToken: string };
    expect(kept).toMatchObject({ answered: true, id: survivor!.agent.id });
    await relay.shut();
  });
});
