import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, nameOf } from './cache-folder.js';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(cacheFolder(), 'fresh-projects');
/** What an installation leaves in the folder of a project. */
const INSTALLED = ['node_modules', 'package-lock.json'];

/**
 * The packages of others that a project installs with this one, kept for the next run: npm unpacks them for a quarter of a
 * minute. npm then still decides whether all versions fit, and installs this package.
 */
export class KeptPackages {
  private constructor(
    private readonly folder: string,
    private readonly project: string,
    private readonly kept: string,
  ) {}

  /** @param folder of the project, before it has installed anything */
  static async of(folder: string, project: string): Promise<KeptPackages> {
    const manifests = [join(folder, 'package.json'), join(ROOT, 'package.json')];
    const texts = await Promise.all(manifests.map((file) => readFile(file, 'utf8')));
    return new KeptPackages(folder, project, `${project}-${nameOf(process.version, ...texts)}`);
  }

  /** Copies those of an earlier run, if there are any, into the project. */
  async restore(): Promise<void> {
    const from = join(CACHE, this.kept);
    if (existsSync(from)) await cp(from, this.folder, { recursive: true, verbatimSymlinks: true });
  }

  /** Keeps those of the project, in place of older ones. */
  async keep(): Promise<void> {
    if (existsSync(join(CACHE, this.kept))) return;
    await mkdir(CACHE, { recursive: true });
    const draft = await mkdtemp(join(CACHE, 'draft-'));
    for (const name of INSTALLED)
      await cp(join(this.folder, name), join(draft, name), { recursive: true, verbatimSymlinks: true });
    await rm(join(draft, 'node_modules/worker-registration'), { recursive: true });
    for (const name of await readdir(CACHE))
      if (name.startsWith(this.project)) await rm(join(CACHE, name), { recursive: true, force: true });
    // Another run may have kept them meanwhile.
    await rename(draft, join(CACHE, this.kept)).catch(() => rm(draft, { recursive: true }));
  }
}
