import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog } from './server-log.js';

describe('ServerLog', () => {
  let dir: string;
  let path: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'server-log-'));
    path = join(dir, 'postgres.log');
  });

  afterEach(() => rm(dir, { recursive: true }));

  it('returns the text after a position', async () => {
    await writeFile(path, 'before\n');
    const log = await ServerLog.open(path);
    const start = await log.size();
    await appendFile(path, 'after\n');
    expect(await log.textFrom(start)).toBe('after\n');
    await log.close();
  });

  it('empties a log that has grown too large, keeps one old copy, and continues at the new end', async () => {
    await writeFile(`${path}.1`, 'older');
    await writeFile(path, Buffer.alloc(9 * 1024 * 1024, 'x'));
    const server = await open(path, 'a');
    const log = await ServerLog.open(path);
    await server.write('new\n');

    expect(await readFile(path, 'utf8')).toBe('new\n');
    expect((await stat(`${path}.1`)).size).toBe(9 * 1024 * 1024);
    expect(await readdir(dir)).toHaveLength(2);
    await log.close();
    await server.close();
  });

  it('does not write through a link', async () => {
    await symlink(join(dir, 'elsewhere'), path);
    await expect(ServerLog.open(path)).rejects.toThrow('ELOOP');
    expect(await readdir(dir)).toEqual(['postgres.log']);
  });
});
