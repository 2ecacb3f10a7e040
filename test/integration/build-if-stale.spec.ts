import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = (name: string) => join(import.meta.dirname, '../../scripts', name);

describe('A start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  const path = (name: string) => join(folder, name);
  const start = () =>
    execFileSync(process.execPath, [script('build-if-stale.mjs')], { cwd: folder, stdio: 'ignore' });
  const builds = () => readFileSync(path('builds'), 'utf8').length;
  afterAll(() => rmSync(folder, { recursive: true }));

  it('builds only if no build has succeeded since sources were changed or removed', () => {
    mkdirSync(path('src/deep'), { recursive: true });
    for (const name of ['src/deep/a.ts', 'src/deep/b.ts', 'builds']) writeFileSync(path(name), '');
    const postbuild = `node ${script('mark-built.mjs')}`;
    const build = 'rm -rf dist && mkdir dist && printf x >> builds && test ! -e broken';
    writeFileSync(path('package.json'), JSON.stringify({ scripts: { build, postbuild } }));

    execFileSync('npm', ['run', 'build'], { cwd: folder, stdio: 'ignore' });
    start();
    expect(builds()).toBe(1);

    rmSync(path('src/deep/b.ts'));
    start();
    expect(builds()).toBe(2);

    const later = Date.now() / 1000 + 1;
    utimesSync(path('src/deep/a.ts'), later, later);
    writeFileSync(path('broken'), '');
    expect(start).toThrow('build-if-stale.mjs');
    rmSync(path('broken'));
    utimesSync(path('src/deep/a.ts'), 1, 1);
    start();
    expect(builds()).toBe(4);
  });
});
