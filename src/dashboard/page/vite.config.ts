import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, '../../../dist/dashboard/page');

/** Writes each asset also as `.gz`: compressed once, at build time, never during a request. */
const gzipped: Plugin = {
  name: 'gzipped',
  apply: 'build',
  async closeBundle() {
    const folder = join(OUT, 'assets');
    for (const name of await readdir(folder)) {
      const packed = gzipSync(await readFile(join(folder, name)), { level: constants.Z_BEST_COMPRESSION });
      await writeFile(join(folder, `${name}.gz`), packed);
    }
  },
};

export default defineConfig({
  base: '/dashboard/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline, not even a small image: the page's content security policy has no exceptions.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  plugins: [gzipped],
});
