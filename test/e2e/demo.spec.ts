import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDataFolder } from '../../src/platform/embedded-postgres/data-folder.js';
import { findOurs } from '../../src/platform/embedded-postgres/orphans.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { AGENT } from '../support/agents.js';
import { ApiClient } from '../support/api-client.js';
import { Programs } from '../support/programs.js';
import { freePort, statusOf, until } from '../support/waiting.js';

const MAIN = join(dirname(AGENT), '..', 'cli', 'main.js');
const STATUSES = ['ACTIVE', 'IDLE', 'BUSY', 'DRAINING', 'MAINTENANCE', 'ERROR', 'INACTIVE'];
const HEALTHS = ['HEALTHY', 'UNHEALTHY', 'FAILED'];

interface Listed {
  readonly workers: readonly { readonly status: string; readonly health: string; readonly held: boolean }[];
}

describe('The demo', () => {
  const programs = new Programs();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
  });
  afterAll(async () => {
    await programs.endAll();
    await rm(folder, { recursive: true });
  });

  it('shows a fleet in each state, and leaves nothing behind', async () => {
    const options = [
      '--workers',
      '14',
      '--zones',
      '2',
      '--pace',
      '10',
      '--port',
      `${await freePort()}`,
      '--json',
    ];
    const demo = programs.start([MAIN, 'demo', ...options], folder, { TMPDIR: folder });
    const [, url] = await demo.says(/"url":"([^"]+)"/);
    const api = new ApiClient(`${url}/${DEFAULT_PREFIX}`);

    const seen = new Set<string>();
    await until(async () => {
      for (const { status, health, held } of (await api.get<Listed>('?limit=1000')).body.workers)
        for (const state of [status, health, held ? 'held' : health]) seen.add(state);
      return [...STATUSES, ...HEALTHS, 'held'].every((state) => seen.has(state));
    });
    await demo.says(/"event":"stalled","worker":"zone-[ab]-01"/);
    await demo.says(/"event":"rollout-undone"/);
    const [own] = await readdir(folder);
    const { identity } = await openDataFolder(join(folder, own!, 'data'));
    expect(await findOurs(identity)).not.toEqual([]);

    // Its workers share its standard error, which is closed when the last one is gone.
    expect(await demo.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(demo.errors).toBe('');
    expect(await statusOf(`${url}/livez`)).toBeUndefined();
    expect(await findOurs(identity)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});
