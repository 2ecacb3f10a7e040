import { createProgram } from '../../src/cli/program.js';
import { Failure } from '../../src/cli/failure.js';
import type { Ran } from './built-command-line.js';

/**
 * Runs a command in this process, which saves the half second that a process of its own takes to start.
 * @param server where it calls; undefined if the arguments say so
 */
export async function runCommand(server: string | undefined, ...args: string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const catching = (stream: NodeJS.WriteStream, name: keyof typeof written): jest.SpyInstance =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  const spies = [
    catching(process.stdout, 'out'),
    catching(process.stderr, 'err'),
    jest.spyOn(process, 'once').mockReturnThis(),
  ];
  const before = { code: process.exitCode, isTTY: process.stdout.isTTY };
  process.exitCode = 0;
  // As in a script, whoever runs the tests.
  process.stdout.isTTY = false;
  try {
    await createProgram().parseAsync([
      'node',
      'wr',
      ...args,
      ...(server === undefined ? [] : ['--server', server]),
    ]);
    return { code: process.exitCode, ...written };
  } catch (error) {
    const { message, exitCode } = error as Failure;
    return { code: exitCode, ...written, err: `${written.err}${message}` };
  } finally {
    process.exitCode = before.code;
    process.stdout.isTTY = before.isTTY;
    for (const spy of spies) spy.mockRestore();
  }
}
