import { createRequire } from 'node:module';

/** Loads the package `yaml` when YAML is read or written: most commands do neither, and it has eighty files. */
export const loadYaml = (): typeof import('yaml') =>
  createRequire(import.meta.url)('yaml') as typeof import('yaml');
