import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const WRAPPER = join(import.meta.dirname, '../../ops/patroni/pg_controldata');
const run = promisify(execFile);

/** Reports another state each time, as the real one does while a server stops. */
const REAL = `#!/bin/sh
echo look >> "$1/looks"
case $(wc -l < "$1/looks") in
  1) echo 'Database cluster state:               in production' ;;
  2) echo 'Database cluster state:               shutting down' ;;
  *) echo 'Database cluster state:               shut down' ;;
esac
`;

describe('The pg_controldata of ops/patroni', () => {
  let folder: string;
  let real: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'controldata-'));
    real = join(folder, 'real');
    await writeFile(real, REAL);
    await chmod(real, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const reported = async (): Promise<string> =>
    (await run(WRAPPER, [folder], { env: { ...process.env, PG_CONTROLDATA: real } })).stdout;

  it('reports on a server that is stopping only when it has written its last checkpoint', async () => {
    await writeFile(join(folder, 'postmaster.pid'), '1\n/data\n\n5432\n/run\n*\n\nstopping\n');
    expect(await reported()).toMatch(/state: +shut down$/m);
  });

  it.each([
    ['that runs', '1\n/data\n\n5432\n/run\n*\n\nready   \n'],
    ['that is starting', '1\n/data\n\n5432\n/run\n*\n\nstarting\n'],
  ])('reports on a server %s at once', async (_, pidFile) => {
    await writeFile(join(folder, 'postmaster.pid'), pidFile);
    expect(await reported()).toMatch(/state: +in production$/m);
  });

  it('reports on a server that has ended at once', async () => {
    expect(await reported()).toMatch(/state: +in production$/m);
  });
});
