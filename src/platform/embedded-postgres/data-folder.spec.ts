import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import { explainOutput, explainSystemError, openDataFolder } from './data-folder.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'data-folder-'));
});

afterEach(() => rm(dir, { recursive: true }));

describe('openDataFolder', () => {
  it('creates the folder, and recognises it by another path', async () => {
    const folder = await openDataFolder(join(dir, 'some', 'data'));
    expect((await stat(folder.path)).isDirectory()).toBe(true);
    expect((await openDataFolder(`${dir}/some/../some/data`)).identity).toBe(folder.identity);
    expect((await openDataFolder(dir)).identity).not.toBe(folder.identity);
  });

  it.each([
    ['a file', 'file', 'it is not a folder'],
    ['below a file', 'file/data', 'it is not a folder'],
    ['where nothing can be created', '/proc/data', 'it is missing and cannot be created'],
  ])('reports a folder that is %s', async (_what, path, reason) => {
    await writeFile(join(dir, 'file'), '');
    const name = path.startsWith('/') ? path : join(dir, path);
    const error = (await openDataFolder(name).catch((problem: unknown) => problem)) as StartError;
    expect(error).toBeInstanceOf(StartError);
    expect(error.message).toContain(`The data folder ${name} cannot be used: ${reason}`);
    expect(error.remedy).toContain('DATA_DIR');
  });
});

describe('explainSystemError', () => {
  it.each([
    ['EACCES', 'no permission'],
    ['EROFS', 'it is read-only'],
    ['ENOSPC', 'the disk is full'],
  ])('explains %s', (code, reason) => {
    const error = explainSystemError('./data', Object.assign(new Error(code), { code })) as StartError;
    expect(error.message).toBe(`The data folder ./data cannot be used: ${reason} (${code}).`);
  });

  it('names the program, not the folder, if a program cannot be run', () => {
    const cause = Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT', syscall: 'spawn' });
    const error = explainSystemError('./data', cause) as StartError;
    expect(error.message).toBe('The embedded PostgreSQL cannot be run here: spawn ENOENT.');
  });

  it('returns every other error unchanged', () => {
    const bug = new TypeError('bug');
    expect(explainSystemError('./data', bug)).toBe(bug);
  });
});

describe('explainOutput', () => {
  it('returns the message of PostgreSQL without prefixes', async () => {
    const folder = await openDataFolder(dir);
    const output = '2026-01-01 00:00:00 UTC [1] LOG:  starting\n2026-01-01 UTC [1] FATAL:  it went wrong\n';
    const error = await explainOutput(folder, 'PostgreSQL does not start', output);
    expect(error.message).toBe(`PostgreSQL does not start in the data folder ${dir}: it went wrong`);
  });

  it('recognises a full disk', async () => {
    const error = await explainOutput(
      await openDataFolder(dir),
      'It stops',
      'ERROR: No space left on device',
    );
    expect(error.message).toBe(`It stops in the data folder ${dir}: the disk is full.`);
    expect(error.remedy).toMatch(/space/);
  });
});
