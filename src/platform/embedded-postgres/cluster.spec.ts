import { readdirSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import { binariesIn } from './binaries.js';
import { prepareCluster } from './cluster.js';
import { openDataFolder } from './data-folder.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

describe('prepareCluster never touches foreign data:', () => {
  let dir: string;
  let cluster: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cluster-'));
    cluster = join(dir, 'postgres');
  });

  afterEach(() => rm(dir, { recursive: true }));

  const refusal = async (): Promise<StartError> => {
    const folder = await openDataFolder(dir);
    const binaries = binariesIn('/nowhere', '18.4.0');
    const error = await prepareCluster({
      folder,
      binaries,
      user: undefined,
      durable: true,
      log: () => undefined,
    }).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(StartError);
    return error as StartError;
  };

  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, name), text);
    if (isRoot) await chown(cluster, NOBODY, NOBODY);
  };

  it('a folder with other files', async () => {
    await put('precious', '');
    const { message, remedy } = await refusal();
    expect(message).toBe(`${cluster} is not empty, and is not a PostgreSQL database (no PG_VERSION).`);
    expect(remedy).toContain('DATA_DIR');
    expect(readdirSync(cluster)).toEqual(['precious']);
  });

  it('the database of another PostgreSQL', async () => {
    await put('PG_VERSION', '15\n');
    const { message, remedy } = await refusal();
    expect(message).toBe(
      `The database in ${cluster} was created by PostgreSQL 15; this service contains PostgreSQL 18.`,
    );
    expect(remedy).toContain('pg_dump');
    expect(readdirSync(cluster)).toEqual(['PG_VERSION']);
  });

  it('a file', async () => {
    await writeFile(cluster, '');
    expect((await refusal()).message).toBe(`${cluster} is not a folder.`);
  });

  (isRoot ? describe : describe.skip)('as root', () => {
    it('a database that belongs to root, as which PostgreSQL does not run', async () => {
      await put('PG_VERSION', '18\n');
      await chown(cluster, 0, 0);
      const { message, remedy } = await refusal();
      expect(message).toContain('belongs to root');
      expect(remedy).toContain('chown');
    });
  });
});
