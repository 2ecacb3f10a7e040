// Puts the heartbeat thread into the agent as text, and makes packages/agent from it: a package without dependencies.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { copyTypes } from './copy-types.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const AGENT = join(ROOT, 'dist/agent');
const TARGET = join(ROOT, 'packages/agent/dist');
const THREAD = 'thread-text.cjs';

/** Speeds `ws` up where the program has them. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];

/** The text of the thread stays a file, which both formats share. */
const threadAt = (path) => ({
  name: 'thread-text',
  resolveId: (id) => (id.endsWith(THREAD) ? { id: path, external: true } : undefined),
});

const thread = await rolldown({ input: join(AGENT, 'beat-thread.js'), platform: 'node', external: OPTIONAL });
const { output } = await thread.generate({
  format: 'cjs',
  minify: true,
  keepNames: true,
  codeSplitting: false,
});
await thread.close();
await writeFile(join(AGENT, THREAD), `module.exports = ${JSON.stringify(output[0].code)};\n`);
await writeFile(
  join(AGENT, 'thread-source.js'),
  `import { Worker } from 'node:worker_threads';
import SOURCE from './${THREAD}';
/** Starts the heartbeat thread. */
export const openThread = (options) => new Worker(SOURCE, { ...options, eval: true });
`,
);

await rm(TARGET, { recursive: true, force: true });
await mkdir(join(TARGET, 'cjs'), { recursive: true });
const index = join(AGENT, 'index.js');
await write({ index, 'sidecar-main': join(AGENT, 'sidecar-main.js') }, `./${THREAD}`, {
  dir: TARGET,
  format: 'esm',
});
await write({ index }, `../${THREAD}`, { dir: join(TARGET, 'cjs'), format: 'cjs' });
await cp(join(AGENT, THREAD), join(TARGET, THREAD));
await writeFile(join(TARGET, 'cjs/package.json'), '{ "type": "commonjs" }\n');
for (const folder of [TARGET, join(TARGET, 'cjs')]) await copyTypes(join(AGENT, 'index.d.ts'), AGENT, folder);
await cp(join(ROOT, 'LICENSE'), join(ROOT, 'packages/agent/LICENSE'));

async function write(input, threadPath, options) {
  const build = await rolldown({
    input,
    platform: 'node',
    external: OPTIONAL,
    plugins: [threadAt(threadPath)],
  });
  await build.write({ ...options, keepNames: true, chunkFileNames: '[name].js' });
  await build.close();
}
