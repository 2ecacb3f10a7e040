// Bundles the module for CommonJS: applications of Nest 11, and their Jest, which cannot require ES modules. Packages stay
// outside, except those that are ES modules alone.
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { copyTypes } from './copy-types.mjs';

const DIST = resolve(import.meta.dirname, '../dist');
const TARGET = join(DIST, 'cjs');
const ENTRIES = {
  index: join(DIST, 'index.js'),
  'agent/index': join(DIST, 'agent/index.js'),
  'testing/index': join(DIST, 'testing/index.js'),
};
const ES_MODULES_ALONE = ['jose', 'uuid'];

const isExternal = (id) =>
  !/^[./\0]/.test(id) && !ES_MODULES_ALONE.some((name) => id === name || id.startsWith(`${name}/`));

await rm(TARGET, { recursive: true, force: true });
const bundle = await rolldown({ input: ENTRIES, platform: 'node', external: isExternal });
await bundle.write({ dir: TARGET, format: 'cjs', exports: 'named', keepNames: true });
await bundle.close();
await writeFile(join(TARGET, 'package.json'), '{ "type": "commonjs" }\n');
for (const entry of Object.values(ENTRIES)) await copyTypes(entry.replace(/\.js$/, '.d.ts'), DIST, TARGET);
