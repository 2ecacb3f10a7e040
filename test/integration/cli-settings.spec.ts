import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionOf } from '../../src/cli/settings.js';

describe('The key of the configuration file', () => {
  const before = { ...process.env };
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-config-'));
    await mkdir(join(folder, 'worker-registration'));
    const file = join(folder, 'worker-registration', 'config.yaml');
    await writeFile(file, 'server: https://registry.example.org\nkey: wrk_secret\n', { mode: 0o600 });
    process.env['XDG_CONFIG_HOME'] = folder;
    delete process.env['WORKER_REGISTRATION_SERVER'];
    delete process.env['WORKER_REGISTRATION_KEY'];
  });
  afterAll(async () => {
    process.env = before;
    await rm(folder, { recursive: true });
  });

  it.each([
    [undefined, 'wrk_secret'],
    ['https://registry.example.org/', 'wrk_secret'],
    ['http://registry.example.org', undefined],
    ['https://somebody-else.example.org', undefined],
  ])('is used only for the server of the file: with --server %s it is %s', (server, key) => {
    expect(connectionOf(server === undefined ? {} : { server }).key).toBe(key);
  });
});
