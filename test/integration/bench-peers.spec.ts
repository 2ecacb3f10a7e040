import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Runs a module of the benches on a machine that has no programs. */
async function failureOf(path: string, call: string): Promise<string> {
  const url = pathToFileURL(`${process.cwd()}/bench/${path}`).href;
  const program = `import(${JSON.stringify(url)}).then((all) => all.${call}).catch(({ message }) => console.log(message))`;
  const env = { PATH: tmpdir(), NODE_ENV: 'test' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
  return stdout.trim();
}

describe('A peer of the benches that is not installed', () => {
  it.each([
    ['peers/consul.mjs', 'consul()', 'no consul on PATH'],
    ['peers/eureka.mjs', 'eureka()', 'no java on PATH'],
    [
      'support/debian-program.mjs',
      "debianProgram('no-such-program', ['no-such-package'])",
      'no no-such-program on PATH, and none to download: there is no apt-get here',
    ],
  ])('is left out by %s with the reason', async (path, call, reason) => {
    expect(await failureOf(path, call)).toBe(reason);
  });
});
