import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { nodeOf } from '../support/node-binary.js';
import { Programs } from '../support/programs.js';

const DIST = join(import.meta.dirname, '../../dist');

/** The suite itself runs on one version of Node.js. */
describe.each([20, 22, 24])('With Node.js %i', (major) => {
  let folder: string;
  let database: TestDatabase;
  beforeAll(async () => {
    [folder, database] = await Promise.all([mkdtemp(join(tmpdir(), 'other-node-')), createTestDatabase()]);
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('a worker registers by the agent, is listed, and leaves; both sides stop in order', async () => {
    const node = await nodeOf(major);
    if (node === undefined) return;
    const programs = new Programs(node);
    const env = { HOME: folder, DATABASE_URL: database.url, SERVER_PORT: '0' };
    try {
      const service = programs.start([join(DIST, 'main.js')], folder, env);
      const [, url] = await service.says(/Listening on (http:[^"\s]+)/);
      const api = new ApiClient(`${url}/${DEFAULT_PREFIX}`);
      const agent = programs.agent({
        server: url!,
        workerId: 'worker-1',
        handleSignals: true,
      });
      await agent.says(/"via":"session"/);
      const list = programs.start([join(DIST, 'cli/wr.js'), 'list'], folder, {
        WORKER_REGISTRATION_SERVER: url!,
      });
      await list.says(/worker-1/);
      expect(await list.exit).toEqual({ code: 0, signal: null });
      expect(await agent.stop()).toEqual({ code: null, signal: 'SIGTERM' });
      expect((await api.get('/worker-1')).body).toMatchObject({ presence: 'LEFT' });
      expect(await service.stop()).toEqual({ code: 0, signal: null });
      expect(service.errors + agent.errors).toBe('');
    } finally {
      await programs.endAll();
    }
  });
});
