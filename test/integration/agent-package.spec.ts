import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import ts from 'typescript';
import { startTestServer, type TestServer } from '../support/test-server.js';

const PACKAGE = join(import.meta.dirname, '../../packages/agent');

const PROGRAM = `
  import { once } from 'node:events';
  import { WorkerAgent } from 'worker-registration-agent';

  (async () => {
    const agent = new WorkerAgent({ server: process.env.SERVER, workerId: process.argv[2], maxConcurrentJobs: 1, heartbeat: { intervalMs: 50 }, log: () => {} });
    await agent.start();
    await once(agent, 'heartbeat');
    console.log(typeof agent.id);
    await agent.stop();
  })();
`;

/** Sum of the sizes of all files. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);

describe('The package of the agent, installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-package-'));
  const installed = join(folder, 'node_modules/worker-registration-agent');
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: PACKAGE,
        encoding: 'utf8',
      }),
    ) as [{ filename: string }];
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  const run = async (file: string) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [file, file.replaceAll(/\W/g, '-').slice(-40)],
      {
        cwd: folder,
        env: { ...process.env, SERVER: server.url },
      },
    );
    return stdout;
  };

  it('has no dependencies, and less than 300 KiB', () => {
    const file = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(file).filter((key) => /dependencies/i.test(key))).toEqual([]);
    expect(sizeOf(installed)).toBeLessThan(300 * 1024);
  });

  it('registers a program that imports or requires it', async () => {
    writeFileSync(join(folder, 'imports.mjs'), PROGRAM);
    writeFileSync(
      join(folder, 'requires.cjs'),
      PROGRAM.replaceAll(/import (.*) from (.*);/g, 'const $1 = require($2);'),
    );
    expect([await run('imports.mjs'), await run('requires.cjs')]).toEqual(['string\n', 'string\n']);
  });

  it.each(['esm', 'cjs'] as const)('registers a program that is bundled without it (%s)', async (format) => {
    const outfile = join(folder, 'alone', `program.${format === 'esm' ? 'mjs' : 'cjs'}`);
    await build({
      stdin: { contents: PROGRAM, resolveDir: folder },
      outfile,
      format,
      bundle: true,
      platform: 'node',
      logLevel: 'error',
    });
    expect(await run(outfile)).toBe('string\n');
  });

  it.each(['node10', 'nodenext', 'bundler'] as const)('has types with moduleResolution %s', (kind) => {
    const options = {
      node10: { moduleResolution: ts.ModuleResolutionKind.Node10, module: ts.ModuleKind.CommonJS },
      nodenext: { moduleResolution: ts.ModuleResolutionKind.NodeNext, module: ts.ModuleKind.NodeNext },
      bundler: { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
    }[kind];
    const { resolvedModule } = ts.resolveModuleName(
      'worker-registration-agent',
      join(folder, 'program.ts'),
      options,
      ts.sys,
    );
    expect(resolvedModule?.resolvedFileName).toMatch(/index\.d\.ts$/);
  });
});
