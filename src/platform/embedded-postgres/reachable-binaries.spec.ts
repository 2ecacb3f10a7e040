import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binariesIn, type Binaries } from './binaries.js';
import { reachableBinaries } from './reachable-binaries.js';

const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot('reachableBinaries, below a folder that only root can enter', () => {
  let dir: string;
  let source: Binaries;
  const made = new Set<string>();

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'reachable-binaries-'));
    source = binariesIn(join(dir, 'native'), `0.0.0-test-${process.pid}`);
    await mkdir(join(source.root, 'bin'), { recursive: true });
    await writeFile(source.postgres, 'program', { mode: 0o700 });
    await symlink('postgres', join(source.root, 'bin', 'link'));
  });

  afterEach(async () => {
    for (const path of [dir, ...made]) await rm(path, { recursive: true, force: true });
    made.clear();
  });

  const reach = async (): Promise<Binaries> => {
    const found = await reachableBinaries(source);
    made.add(found.root);
    return found;
  };

  it('creates one copy that all users can run, and reuses it', async () => {
    const copy = await reach();
    expect(copy.root).not.toBe(source.root);
    expect(readFileSync(copy.postgres, 'utf8')).toBe('program');
    expect(statSync(copy.postgres).mode & 0o777).toBe(0o755);

    const { ino } = statSync(copy.root);
    expect((await reach()).root).toBe(copy.root);
    expect(statSync(copy.root).ino).toBe(ino);
  });

  it('creates one copy if several start at once', async () => {
    const roots = await Promise.all([reach(), reach(), reach(), reach()]);
    expect(new Set(roots.map(({ root }) => root)).size).toBe(1);
    expect(readFileSync(roots[0].postgres, 'utf8')).toBe('program');
  });

  it.each<[what: string, damage: (copy: Binaries) => Promise<void>]>([
    ['a file is missing', ({ root }) => rm(join(root, 'bin', 'link'))],
    ['a file is cut short', ({ postgres }) => writeFile(postgres, 'prog')],
    ['all may write to a file', ({ postgres }) => chmod(postgres, 0o777)],
  ])('creates it again if %s', async (_what, damage) => {
    const copy = await reach();
    await damage(copy);

    expect((await reach()).root).toBe(copy.root);
    expect(readdirSync(join(copy.root, 'bin')).sort()).toEqual(['link', 'postgres']);
    expect(readFileSync(copy.postgres, 'utf8')).toBe('program');
    expect(statSync(copy.postgres).mode & 0o777).toBe(0o755);
  });

  it('does not run files that another user can change', async () => {
    const copy = await reach();
    await chown(copy.root, 65_534, 65_534);
    expect((await reach()).root).not.toBe(copy.root);
  });
});
