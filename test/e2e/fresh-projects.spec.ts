import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformFile } from '@swc/core';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { KeptPackages } from '../support/kept-packages.js';
import { memoryFolder } from '../support/memory-folder.js';

const ROOT = join(import.meta.dirname, '../..');
const PROJECTS = join(import.meta.dirname, '../projects');

/** Variables without our prefix, with values that would keep our server from starting. */
const OF_THE_HOST = { DATABASE_POOL_SIZE: '5000', SERVER_PORT: 'tcp://10.96.0.1:80', AUTH_MODE: 'none' };

/** Projects as the commands of Nest generate them, each installed from the archive of this package. */
describe('A fresh project', () => {
  let folder: string;
  let archive: string;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(memoryFolder({ programs: true }), 'fresh-projects-'));
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    archive = join(folder, (JSON.parse(packed) as [{ filename: string }])[0].filename);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await database.drop();
  });

  const runIn = (project: string, ...args: string[]): Promise<string> => runBy('npm', project, args);

  const runBy = async (program: string, project: string, args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      cwd: join(folder, project),
      env: { ...process.env, ...OF_THE_HOST, WORKER_REGISTRATION_DATABASE_URL: database.url, NODE_ENV: '' },
    });
    return stdout + stderr;
  };

  const install = async (project: string): Promise<string> => {
    await cp(join(PROJECTS, project), join(folder, project), { recursive: true });
    await cp(join(PROJECTS, 'shared'), join(folder, project, 'src'), { recursive: true });
    const packages = await KeptPackages.of(join(folder, project), project);
    await packages.restore();
    // Without --force or --legacy-peer-deps: a conflict of versions fails.
    const options = ['--ignore-scripts', '--omit=optional', '--no-audit', '--prefer-offline'];
    const printed = await runIn(project, 'install', archive, ...options);
    await packages.keep();
    return printed;
  };

  /** As the SWC builder of Nest compiles, in place of what the compiler of TypeScript made. */
  const compileBySwc = async (project: string): Promise<void> => {
    for (const name of ['app.module', 'main']) {
      const { code } = await transformFile(join(folder, project, 'src', `${name}.ts`), {
        swcrc: false,
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      });
      await writeFile(join(folder, project, 'dist', `${name}.js`), code);
    }
  };

  /** The application has a connection of TypeORM, schedules, pipes, guards, a throttler and Swagger. */
  const expectUnchanged = async (project: string, unread: number): Promise<void> => {
    const printed = await runIn(project, 'run', '--silent', 'compare');
    const { before, after, statuses } = JSON.parse(printed) as Record<string, unknown>;
    expect(before).toMatchObject({
      ticks: { yearly: 0, every: 0, once: 1 },
      schedules: [1, 1, 1],
      document: { schemas: { JobDto: { required: ['title'] } } },
      entities: ['invoice'],
    });
    expect((before as { answers: string[] }).answers.map((answer) => Number(answer.split(' ')[2]))).toEqual([
      201,
      400,
      400,
      413,
      200,
      403,
      503,
      404,
      404,
      200,
      201,
      unread,
      413,
      200,
      200,
      429,
    ]);
    expect(after).toEqual(before);
    expect(statuses).toEqual([201, 200, 201, 200, 200, 204, 200]);
  };

  it('of Nest 11 on Express, in CommonJS, compiles, starts and passes its Jest', async () => {
    const installed = await install('nest-11-express-commonjs');
    expect(installed).not.toContain('EBADENGINE');
    expect(await runIn('nest-11-express-commonjs', 'run', '--silent', 'build')).toBe('');
    expect(await runIn('nest-11-express-commonjs', 'run', '--silent', 'start')).toBe('201 204\n');
    expect(await runIn('nest-11-express-commonjs', 'test')).toContain('4 passed, 4 total');
    await compileBySwc('nest-11-express-commonjs');
    expect(await runIn('nest-11-express-commonjs', 'run', '--silent', 'start')).toBe('201 204\n');
    expect(await runIn('nest-11-express-commonjs', 'run', '--silent', 'bundle')).toBe('');
    expect(await runIn('nest-11-express-commonjs', 'run', '--silent', 'start:bundle')).toBe('201 204\n');
    await expectUnchanged('nest-11-express-commonjs', 201);
    await expect(runIn('nest-11-express-commonjs', 'exec', 'worker-registration', 'serve')).rejects.toThrow(
      'The server needs packages that are not installed here',
    );
  }, 300_000);

  /** Jest of this checkout: that of the other project takes a while to install. */
  const JEST_OF_MODULES = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];

  it('of Nest 12 on Fastify, in ES modules, compiles, starts and passes its Jest', async () => {
    expect(await install('nest-12-fastify-esm')).not.toContain('EBADENGINE');
    expect(await runIn('nest-12-fastify-esm', 'run', '--silent', 'build')).toBe('');
    expect(await runIn('nest-12-fastify-esm', 'run', '--silent', 'start')).toBe('w1 true\n');
    const tested = await runBy(process.execPath, 'nest-12-fastify-esm', JEST_OF_MODULES);
    expect(tested).toContain('2 passed, 2 total');
    await expectUnchanged('nest-12-fastify-esm', 415);
  }, 300_000);
});
