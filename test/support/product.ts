import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDataFolder } from '../../src/platform/embedded-postgres/data-folder.js';
import { endOrphans, findOurs } from '../../src/platform/embedded-postgres/orphans.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { ApiClient } from './api-client.js';
import { memoryFolder } from './memory-folder.js';
import { Program } from './programs.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** The built service as a process of its own, in a folder of its own, as a person starts it. */
export class Product extends Program {
  private constructor(
    child: ChildProcess,
    readonly folder: string,
  ) {
    super(child);
  }

  /**
   * On a free port and with its data in `<folder>/data`, unless the environment says otherwise; `main` is
   * another build.
   */
  static start(folder: string, env: Record<string, string> = {}, main = MAIN): Product {
    // Without the environment of the shell that runs the tests: a DATABASE_URL there would be used.
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: { PATH, HOME: folder, SERVER_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Product(child, folder);
  }

  /** Resolves with its address when it accepts requests. */
  async ready(): Promise<string> {
    return (await this.says(/Listening on (https?:[^"\s]+)/))[1]!;
  }

  async api(): Promise<ApiClient> {
    return new ApiClient(`${await this.ready()}/${DEFAULT_PREFIX}`);
  }

  /** The processes of its embedded PostgreSQL, including children. */
  async postgresPids(): Promise<number[]> {
    const { identity } = await openDataFolder(join(this.folder, 'data'));
    return (await findOurs(identity)).map(({ pid }) => pid);
  }

  /** Its current resources; undefined if it has ended. */
  async usage(): Promise<{ readonly memoryMib: number; readonly openFiles: number } | undefined> {
    try {
      const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
      const { length: openFiles } = await readdir(`/proc/${this.pid}/fd`);
      return { memoryMib: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024, openFiles };
    } catch {
      return undefined;
    }
  }

  /** Its log lines: everything except the text for a person. */
  get log(): Record<string, unknown>[] {
    const lines = this.output
      .replace(/\nworker-registration is ready\.\n[^]*?\nCtrl-C stops it\.\n/, '')
      .split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/**
 * Folders in which the product is started, each its own; processes that still run in them are ended with
 * them.
 */
export class ProductFolders {
  private readonly products: Product[] = [];
  private readonly folders: string[] = [];

  private constructor(readonly first: Product) {}

  /** Starts for the first time; the resulting data is used by later starts. */
  static async create(): Promise<ProductFolders> {
    return new ProductFolders(Product.start(await mkdtemp(join(memoryFolder(), 'product-first-'))));
  }

  async make(): Promise<string> {
    const folder = await mkdtemp(join(memoryFolder(), 'product-'));
    this.folders.push(folder);
    return folder;
  }

  startIn(folder: string, env?: Record<string, string>): Product {
    const product = Product.start(folder, env);
    this.products.push(product);
    return product;
  }

  /** Starts in a new folder for the first time. */
  async startFirst(env?: Record<string, string>): Promise<Product> {
    return this.startIn(await this.make(), env);
  }

  /** Starts in a new folder with the data of an earlier start. */
  async startAgain(env?: Record<string, string>): Promise<Product> {
    const folder = await this.make();
    await promisify(execFile)('cp', ['-a', join(this.first.folder, 'data'), folder]);
    return this.startIn(folder, env);
  }

  /** Ends and removes all but the first. */
  async clean(): Promise<void> {
    await Promise.all(this.products.splice(0).map((product) => product.stop('SIGKILL')));
    for (const folder of this.folders.splice(0)) await remove(folder);
  }

  async removeAll(): Promise<void> {
    await this.clean();
    await this.first.stop('SIGKILL');
    await remove(this.first.folder);
  }
}

async function remove(folder: string): Promise<void> {
  const data = await openDataFolder(join(folder, 'data')).catch(() => undefined);
  if (data !== undefined) await endOrphans(data);
  await rm(folder, { recursive: true, force: true });
}
