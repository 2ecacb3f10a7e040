import type { StdioOptions } from 'node:child_process';
import { launch, type Launch } from './launch.js';

/** How a program ended, and the end of its output. */
export interface ToolResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Length of the kept output: initdb and a single-user server report errors at the end. */
const MAX_OUTPUT = 16_384;

/**
 * Runs a program until it ends.
 *
 * @param input text for its standard input, or an open file
 * @throws the system's error if it cannot be started
 */
export function runTool(
  program: string,
  args: string[],
  how: Launch,
  input: string | { fd: number },
): Promise<ToolResult> {
  const stdio: StdioOptions = [typeof input === 'string' ? 'pipe' : input.fd, 'pipe', 'pipe'];
  const child = launch(program, args, how, stdio);
  return new Promise((resolve, reject) => {
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-MAX_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    // A program that ends early leaves its input unread; its exit code and output say why.
    child.stdin?.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
    if (typeof input === 'string') child.stdin?.end(input);
  });
}
