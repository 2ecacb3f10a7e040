import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BUNDLE = join(import.meta.dirname, '../../dist/bundle');
const LOADER = join(BUNDLE, '../platform/bundle/bundle.js');
const files = readdirSync(BUNDLE).filter((name) => name.endsWith('.js'));

/** Prints the files whose code this V8 would compile again. */
const REJECTED = `
const { compileFile } = await import(process.argv[1]);
const rejected = process.argv.slice(2).filter((file) => compileFile(file).cachedDataRejected !== false);
console.log(JSON.stringify(rejected));`;

describe('The bundle of the service and the command line', () => {
  it('comes with the code of each file as this version of Node.js compiles it', async () => {
    const paths = files.map((name) => join(BUNDLE, name));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      REJECTED,
      LOADER,
      ...paths,
    ]);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['serve.js', 'command-line.js', 'demo-server.js']));
  });
});
